from typing import Any

import pytest
from sqlalchemy import select

from app.db import session
from app.stock.models import InboundShipment, Lot
from tests.browser_of_pages import Pages
from tests.makers import make_warehouse
from tests.sheds import open_shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_boxes_are_announced_and_called_off(pages: Pages) -> None:
    shed, warehouse = open_shed(pages, 20), make_warehouse(name="天宁仓")
    home = pages.get("/cooperative/inbound/")
    boxes = f"boxes-{shed.lot.id}"
    fields: dict[str, Any] = {"warehouse": str(warehouse.id)}
    refused = shed.press(home, "inbound/", expect=409, **{**fields, boxes: "21"})
    assert refused.has_text("20")
    announced = shed.press(refused, "inbound/", **{**fields, boxes: "12"})
    number = session.scalars(select(InboundShipment.number)).one()
    assert announced.has_text(number)
    assert session.scalars(select(Lot.on_hand)).one() == 8
    shed.press(announced, f"inbound/{number}/cancel")
    session.expire_all()
    assert session.scalars(select(Lot.on_hand)).one() == 20
    assert session.scalars(select(InboundShipment.state)).one() == "cancelled"
