import pytest
from sqlalchemy import select

from app.db import session
from app.parcels.models import Parcel, ParcelException
from app.stock.models import Lot, Warehouse
from app.warehousing.models import Wave
from tests.browser_of_pages import Pages
from tests.makers import make_lot

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_short_pick_is_in_the_inbox_and_is_packed_from_another_lot(
    pages: Pages, warehouse: Warehouse, parcel_there: Parcel
) -> None:
    lot = session.get_one(Lot, parcel_there.contents[0].lot_id)
    board = pages.get("/office/warehouses/tianning/")
    wave = pages.submit(board.form("/office/warehouses/tianning/waves"))
    address = f"/office/waves/{session.scalars(select(Wave.number)).one()}"
    assert pages.submit(wave.form(address), **{f"boxes-{lot.id}": "0"}).has_text("缺货")
    assert pages.get("/office/exceptions/").has_text("拣货缺货")
    trouble = f"/office/exceptions/{session.scalars(select(ParcelException.id)).one()}"
    assert pages.get(trouble).has_text("本仓没有够数的其他批次")
    other = make_lot(lot.variant, 5, warehouse_id=warehouse.id)
    found = pages.get(trouble)
    pages.submit(found.form(f"{trouble}/lots"), expect=422)
    line = parcel_there.contents[0].order_line_id
    assert pages.submit(found.form(f"{trouble}/lots"), **{f"lot-{line}": str(other.id)})
    session.expire_all()
    assert session.get_one(Parcel, parcel_there.id).contents[0].lot_id == other.id
    assert session.scalars(select(ParcelException.state)).one() == "closed"


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
