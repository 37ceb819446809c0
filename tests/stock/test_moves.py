"""Boxes moved from one warehouse to another: for sale until they leave, then nobody's to order."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import session, transaction
from app.ground.refusals import (
    ChoiceUnknown,
    Missing,
    NoRoomForThat,
    QuantityNotAllowed,
    Refusal,
    RoomFull,
    SoldOut,
    StepNotAllowed,
    WarehouseClosed,
)
from app.reports.checks import check_books
from app.stock.actions import reserve
from app.stock.inbound import Counted, InboundWish, cancel_inbound, receive_inbound
from app.stock.kinds import InboundState, Shortfall
from app.stock.models import InboundShipment, Lot, Movement, Warehouse
from app.stock.moves import plan_move, send_move
from app.stock.queries import left_of
from app.stock.receiving import write_off
from app.stock.shipments import get_shipment, moves_at, shipments_to
from app.stock.warehouses import fill_of
from tests.makers import make_lot, make_product, make_variant, make_warehouse

pytestmark = pytest.mark.usefixtures("database")


def plan(here: Warehouse, there: Warehouse, *boxes: tuple[Lot, int], key: str = "a move") -> str:
    wish = InboundWish(
        request_key=key,
        warehouse_id=there.id,
        boxes_of={lot.id: count for lot, count in boxes},
        expected_on=clock.today() + timedelta(days=1),
    )
    with transaction():
        return plan_move(here.id, wish, None).number


def send(number: str, *boxes: int) -> InboundShipment:
    move = get_shipment(number)
    loaded = {line.id: count for line, count in zip(move.lines, boxes, strict=True)}
    with transaction():
        return send_move(move.id, loaded, None)


def receive(number: str, *counts: Counted) -> None:
    move = get_shipment(number)
    found = {line.id: one for line, one in zip(move.lines, counts, strict=True)}
    with transaction():
        receive_inbound(move.id, found, None)


def stock(*lots: Lot) -> list[int]:
    session.expire_all()
    return [lot.on_hand for lot in lots]


def moved() -> list[tuple[str, int]]:
    kinds = ("move_out", "move_in", "write_off")
    statement = select(Movement.kind, Movement.boxes).where(Movement.kind.in_(kinds))
    return [(kind, boxes) for kind, boxes in session.execute(statement.order_by(Movement.id))]


def order(lot: Lot, boxes: int) -> None:
    with transaction():
        reserve(f"somebody {boxes}", {lot.variant_id: boxes}, clock.now() + timedelta(minutes=30))


def faults() -> list[object]:
    """But for the holds of these tests, which no order has."""
    own = "holds_that_no_open_order_has"
    return [check for check in check_books() if check.faults and check.name != own]


def test_boxes_leave_one_room_when_the_van_does_and_are_counted_into_another() -> None:
    here, there = make_warehouse(), make_warehouse()
    until = clock.today() + timedelta(days=6)
    picked = make_lot(make_variant(make_product()), 30)
    pears = make_lot(
        session.get_one(Lot, picked.id).variant,
        20,
        warehouse_id=here.id,
        parent_id=picked.id,
        best_before_on=until,
    )
    flour = make_lot(make_variant(make_product(temperature_class="dry")), 9, warehouse_id=here.id)
    number = plan(here, there, (pears, 12), (flour, 4))
    assert number == plan(here, there, (pears, 12), (flour, 4))
    assert number.startswith(f"YK{there.id:02d}")
    # Planned is not gone: it can be ordered, and is nowhere coming.
    assert (stock(pears, flour), moved()) == ([20, 9], [])
    assert (shipments_to(there.id), fill_of([there])[0].coming) == ([], 0)
    assert [[one.number for one in moves_at(place.id)] for place in (here, there)] == [[number]] * 2

    send(number, 12, 0)
    assert (stock(pears, flour), moved()) == ([8, 9], [("move_out", 12)])
    assert left_of([pears.variant_id]) == {pears.variant_id: 38}
    assert (fill_of([there])[0].coming, len(shipments_to(there.id)[0].lines)) == (12, 1)
    assert not faults()

    receive(number, Counted(9, Shortfall.damaged, "纸箱压扁"))
    session.expire_all()
    born = session.scalars(select(Lot).where(Lot.warehouse_id == there.id)).one()
    assert (born.on_hand, born.parent_id, born.best_before_on) == (9, picked.id, until)
    assert stock(pears) == [8]
    assert moved()[1:] == [("move_in", 3), ("write_off", 3), ("move_in", 9)]
    reason = session.scalars(select(Movement.reason).where(Movement.kind == "write_off")).one()
    assert reason == f"{number} damaged 纸箱压扁"
    assert [one.state for one in moves_at(there.id)] == [InboundState.received]
    assert not faults()
    with pytest.raises(StepNotAllowed), transaction():
        cancel_inbound(get_shipment(number).id, None)


def test_whoever_orders_before_the_van_leaves_is_served_first() -> None:
    here, there = make_warehouse(), make_warehouse()
    pears, plums = (make_lot(boxes=10, warehouse_id=here.id) for _ in range(2))
    number = plan(here, there, (pears, 8), (plums, 8))
    order(plums, 5)
    with pytest.raises(SoldOut) as told:
        send(number, 8, 8)
    line = get_shipment(number).lines[1]
    assert (told.value.facts["left"], told.value.field) == (5, f"boxes-{line.id}")
    assert (stock(pears, plums), moved()) == ([10, 10], [])
    assert get_shipment(number).state == InboundState.planned
    send(number, 8, 5)
    # Once it is on the road nobody can order it, and a van that turns round brings it back.
    assert left_of([pears.variant_id, plums.variant_id]) == {
        pears.variant_id: 2,
        plums.variant_id: 0,
    }
    with pytest.raises(SoldOut):
        order(pears, 3)
    with transaction():
        cancel_inbound(get_shipment(number).id, None)
    assert stock(pears, plums) == [10, 10]
    assert not faults()


def refused(
    kind: type[Refusal], here: Warehouse, there: Warehouse, *boxes: tuple[Lot, int]
) -> None:
    with pytest.raises(kind):
        plan(here, there, *boxes, key="refused")
    assert session.scalar(select(func.count()).where(InboundShipment.request_key == "refused")) == 0


def test_a_move_needs_boxes_that_are_there_and_a_room_of_their_kind() -> None:
    here, there = make_warehouse(rooms={"cool": 50, "dry": 50}), make_warehouse(rooms={"dry": 6})
    cool = make_lot(make_variant(make_product(temperature_class="cool")), 5, warehouse_id=here.id)
    dry = make_lot(make_variant(make_product(temperature_class="dry")), 9, warehouse_id=here.id)
    shed = make_lot(boxes=5)
    refused(NoRoomForThat, here, there, (cool, 1))
    refused(RoomFull, here, there, (dry, 7))
    # More than there is, and more than the room takes: what is wrong is the number.
    refused(SoldOut, here, there, (dry, 999))
    refused(Missing, here, there, (shed, 1))
    refused(Missing, there, here, (dry, 1))
    refused(ChoiceUnknown, here, here, (dry, 1))
    refused(QuantityNotAllowed, here, there)
    order(dry, 6)
    refused(SoldOut, here, there, (dry, 4))
    number = plan(here, there, (dry, 3))
    for boxes in (0, -1):
        with pytest.raises(QuantityNotAllowed):
            send(number, boxes)
    # Others were quicker, and its room is taken.
    late = make_lot(session.get_one(Lot, dry.id).variant, 4, warehouse_id=there.id)
    with pytest.raises(RoomFull):
        send(number, 3)
    with transaction():
        write_off(late.id, 4, "full", None)
        session.get_one(Warehouse, there.id).is_open = False
    with pytest.raises(WarehouseClosed):
        send(number, 3)
    with transaction():
        cancel_inbound(get_shipment(number).id, None)
    assert (stock(cool, dry), moved()) == ([5, 9], [("write_off", 4)])
    assert not faults()
