import pytest
from sqlalchemy import select

from app.db import session
from app.parcels.models import Parcel
from app.stock.models import Lot, Warehouse
from app.warehousing.models import Wave
from tests.browser_of_pages import Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_from_the_wave_to_the_van(pages: Pages, warehouse: Warehouse, parcel_there: Parcel) -> None:
    assert pages.get("/office/warehouses/").has_text("1 件待拣")
    board = pages.get("/office/warehouses/tianning/")
    wave = pages.submit(board.form("/office/warehouses/tianning/waves"))
    assert wave.has_text("翠冠梨")
    station = pages.submit(wave.form(f"/office/waves/{session.scalars(select(Wave.number)).one()}"))
    assert station.has_text("车上待打包 1 件")
    table = pages.submit(
        station.form("/office/warehouses/tianning/station/"), q=parcel_there.waybill_number
    )
    address = f"/office/warehouses/tianning/station/{parcel_there.waybill_number}"
    unlikely = pages.submit(table.form(address), grams="3500", expect=409)
    assert unlikely.has_text("计算重量是")
    done = pages.submit(unlikely.form(address), grams="3500", reason="多放了冰袋")
    assert done.has_text(parcel_there.waybill_number)
    paper = pages.client.get(f"{address}/label.pdf")
    assert (paper.status_code, paper.data[:5]) == (200, b"%PDF-")
    van = pages.get("/office/warehouses/tianning/dispatch")
    pages.submit(
        van.form("/office/warehouses/tianning/dispatch"), waybill=parcel_there.waybill_number
    )
    session.expire_all()
    assert session.get_one(Parcel, parcel_there.id).state == "accepted"
    assert session.scalars(select(Lot.on_hand)).one() == 19
