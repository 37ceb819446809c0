from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import session, transaction
from app.stock.inbound import InboundWish, announce_inbound
from app.stock.models import InboundShipment, Lot, Warehouse
from tests.browser_of_pages import Pages
from tests.makers import make_lot, make_product, make_variant

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_shipment_is_counted_in_and_shown_with_what_became_of_the_rest(
    pages: Pages, warehouse: Warehouse
) -> None:
    lot = make_lot(make_variant(make_product()), 20)
    wish = InboundWish(
        request_key="a van",
        warehouse_id=warehouse.id,
        boxes_of={lot.id: 12},
        expected_on=clock.today() + timedelta(days=1),
    )
    cooperative_id = session.get_one(Lot, lot.id).variant.product.cooperative_id
    with transaction():
        number = announce_inbound(cooperative_id, wish, None).number
    line = session.scalars(select(InboundShipment)).one().lines[0].id
    assert pages.get("/office/warehouses/tianning/").has_text(number)
    shipment = pages.get(f"/office/inbound/find?q={number.lower()}")
    form = shipment.form(f"/office/inbound/{number}")
    missing = pages.submit(form, expect=422, **{f"boxes-{line}": "10"})
    again = missing.form(f"/office/inbound/{number}")
    fields = {f"boxes-{line}": "10", f"shortfall-{line}": "damaged", f"note-{line}": "压坏了"}
    pages.submit(again, **fields)
    shown = pages.get(f"/office/inbound/{number}")
    assert shown.has_text("破损，报损")
    stock = pages.get("/office/warehouses/tianning/stock")
    assert "翠冠梨" in stock.text
    there = select(Lot.on_hand).where(Lot.warehouse_id == warehouse.id)
    assert session.scalars(there).all() == [10]
    assert pages.get("/office/inbound/find?q=RK0").has_text("不是入库单号")
