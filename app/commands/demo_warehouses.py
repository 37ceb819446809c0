"""The demonstration's eight warehouses."""

from app.catalogue.kinds import TemperatureClass
from app.commands.reference import rows
from app.places.models import Outlet
from app.stock.warehouses import WarehouseDraft, open_warehouse


def open_warehouses(outlets: list[Outlet]) -> None:
    outlet_ids = {one.code: one.id for one in outlets}
    for row in rows("demonstration/warehouses.csv"):
        open_warehouse(
            WarehouseDraft(
                slug=row["slug"],
                name=row["name"],
                name_en=row["name_en"],
                region_code=row["region_code"],
                detail=row["detail"],
                outlet_id=outlet_ids[row["outlet_code"]],
                area_m2=int(row["area_m2"]),
                rooms={one: int(row[one]) for one in TemperatureClass if row[one]},
            )
        )
