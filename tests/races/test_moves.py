"""Boxes are ordered while a van takes them away: nobody gets a box that another has."""

import secrets

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import RoomFull, SoldOut
from app.orders.actions import place_order
from app.orders.models import OrderLine
from app.stock import inbound, warehouses
from app.stock.inbound import InboundWish, announce_inbound
from app.stock.models import InboundLine, Lot, WarehouseRoom
from tests.makers import make_lot, make_warehouse
from tests.order_sheets import SECRET, make_wish
from tests.races.crowds import all_at_once
from tests.races.test_goods import books_balance

pytestmark = pytest.mark.race


def van(warehouse_id: int, lot: tuple[int, int], boxes: int, number: int) -> bool:
    wish = InboundWish(
        request_key=f"van {number}",
        warehouse_id=warehouse_id,
        boxes_of={lot[0]: boxes},
        expected_on=clock.today(),
    )
    try:
        with transaction():
            announce_inbound(lot[1], wish, None)
    except (SoldOut, RoomFull):
        return False
    return True


def shed(boxes: int) -> tuple[tuple[int, int], int]:
    """(lot, cooperative) and the variant."""
    lot = make_lot(boxes=boxes)
    made = session.get_one(Variant, lot.variant_id)
    return (lot.id, made.product.cooperative_id), made.id


def on_vans() -> int:
    return int(session.scalar(select(func.coalesce(func.sum(InboundLine.boxes), 0))) or 0)


def test_a_box_is_ordered_or_taken_away_and_never_both(app: Flask) -> None:
    lot, variant_id = shed(20)
    warehouse_id = make_warehouse().id
    session.remove()

    def act(number: int) -> bool:
        if number % 2:
            return van(warehouse_id, lot, 3, number)
        wish = make_wish((session.get_one(Variant, variant_id), 2))
        try:
            with transaction():
                place_order(wish, SECRET)
        except SoldOut:
            return False
        return True

    assert not all(all_at_once(app, 16, act))
    ordered = session.scalar(select(func.sum(OrderLine.boxes))) or 0
    left = session.get_one(Lot, lot[0])
    assert left.on_hand == 20 - on_vans()
    assert left.reserved == ordered
    assert ordered + on_vans() >= 18
    books_balance()


def fill_the_room(app: Flask) -> int:
    """Eight vans from eight lots, four boxes each, for a room of ten."""
    sheds = [shed(10)[0] for _ in range(8)]
    warehouse_id = make_warehouse(rooms={"ambient": 10}).id
    session.remove()
    all_at_once(app, 8, lambda number: van(warehouse_id, sheds[number], 4, number))
    return on_vans()


def test_two_vans_never_fill_the_same_corner(app: Flask) -> None:
    assert fill_the_room(app) == 8
    books_balance()


@pytest.mark.parametrize("kind", ["postgresql"])
def test_without_its_lock_the_corner_is_filled_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(warehouse_id: int) -> list[WarehouseRoom]:
        rooms = select(WarehouseRoom).where(WarehouseRoom.warehouse_id == warehouse_id)
        return list(session.scalars(rooms))

    monkeypatch.setattr(inbound, "lock_rooms", read)
    monkeypatch.setattr(warehouses, "lock_rooms", read)
    monkeypatch.setattr(inbound, "_number", lambda letters, warehouse_id: secrets.token_hex(8))
    assert fill_the_room(app) > 10
