"""A move from one warehouse to another, through the pages of both."""

import pytest
from sqlalchemy import select

from app.db import session
from app.stock.models import InboundShipment, Lot, Warehouse
from tests.browser_of_pages import Pages
from tests.makers import make_lot, make_product, make_variant, make_warehouse

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_move_is_planned_loaded_short_and_counted_in_at_the_other_end(
    pages: Pages, warehouse: Warehouse
) -> None:
    there = make_warehouse(slug="wujin", rooms={"ambient": 50})
    lot = make_lot(make_variant(make_product()), 12, warehouse_id=warehouse.id)
    cool = make_lot(
        make_variant(make_product(temperature_class="cool")), 5, warehouse_id=warehouse.id
    )
    wanted = {"warehouse": str(there.id), f"boxes-{lot.id}": "9", f"boxes-{cool.id}": "2"}
    form = pages.get("/office/moves/from/tianning").form("/office/moves/from/tianning")
    refused = pages.submit(form, expect=409, **wanted)
    assert refused.has_text("没有放这类货（冷藏）的库房")
    again = refused.form("/office/moves/from/tianning")
    shown = pages.submit(again, **wanted | {f"boxes-{cool.id}": ""})
    move = session.scalars(select(InboundShipment)).one()
    line = move.lines[0].id
    for slug in ("tianning", "wujin"):
        assert pages.get(f"/office/warehouses/{slug}/").has_text(move.number)
    paper = pages.client.get(f"/office/moves/{move.number}/paper.pdf")
    assert paper.get_data().startswith(b"%PDF-")

    send = f"/office/moves/{move.number}/send"
    short = pages.submit(shown.form(send), expect=409, **{f"boxes-{line}": "13"})
    assert "12" in short.error(f"boxes-{line}")
    assert not short.has_text("路上")
    sent = pages.submit(short.form(send), **{f"boxes-{line}": "7"})
    assert sent.has_text("路上")
    here = pages.get(f"/office/inbound/{move.number}")
    fields = {f"boxes-{line}": "6", f"shortfall-{line}": "lost", f"note-{line}": "少一箱"}
    pages.submit(here.form(f"/office/inbound/{move.number}"), **fields)
    assert pages.get(f"/office/moves/{move.number}").has_text("少一箱")
    session.expire_all()
    assert session.get_one(Lot, lot.id).on_hand == 5
    assert session.scalars(select(Lot.on_hand).where(Lot.warehouse_id == there.id)).one() == 6
