"""Boxes brought from a shed to a warehouse, counted at both ends: none is lost without a word."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import session, transaction
from app.ground.refusals import (
    FieldMissing,
    Missing,
    NoRoomForThat,
    Refusal,
    RoomFull,
    SoldOut,
    StepNotAllowed,
    WarehouseClosed,
)
from app.reports.checks import check_books
from app.stock.inbound import (
    Counted,
    InboundWish,
    announce_inbound,
    cancel_inbound,
    receive_inbound,
)
from app.stock.kinds import Shortfall
from app.stock.models import InboundShipment, Lot, Movement, Warehouse
from app.stock.queries import left_of
from app.stock.shipments import get_shipment
from app.stock.warehouses import fill_of, get_warehouse
from tests.makers import make_cooperative, make_lot, make_product, make_variant, make_warehouse

pytestmark = pytest.mark.usefixtures("database")


def cooperative_of(lot: Lot) -> int:
    return session.get_one(Lot, lot.id).variant.product.cooperative_id


def wish_for(
    warehouse: Warehouse, *boxes: tuple[Lot, int], key: str = "van of today"
) -> InboundWish:
    return InboundWish(
        request_key=key,
        warehouse_id=warehouse.id,
        boxes_of={lot.id: count for lot, count in boxes},
        expected_on=clock.today() + timedelta(days=1),
    )


def announce(warehouse: Warehouse, *boxes: tuple[Lot, int], key: str = "van of today") -> str:
    with transaction():
        wish = wish_for(warehouse, *boxes, key=key)
        return announce_inbound(cooperative_of(boxes[0][0]), wish, None).number


def receive(number: str, *counts: Counted) -> InboundShipment:
    shipment = get_shipment(number)
    found = {line.id: one for line, one in zip(shipment.lines, counts, strict=True)}
    with transaction():
        return receive_inbound(shipment.id, found, None)


def on_hand(lot: Lot) -> int:
    return session.scalars(select(Lot.on_hand).where(Lot.id == lot.id)).one()


def child_of(lot: Lot) -> Lot:
    session.expire_all()
    return session.scalars(select(Lot).where(Lot.parent_id == lot.id)).one()


def moved() -> list[tuple[str, int]]:
    kinds = ("move_out", "move_in", "write_off")
    statement = select(Movement.kind, Movement.boxes).where(Movement.kind.in_(kinds))
    return [(kind, boxes) for kind, boxes in session.execute(statement.order_by(Movement.id))]


def refused(kind: type[Refusal], warehouse: Warehouse, *boxes: tuple[Lot, int]) -> Refusal:
    before = [on_hand(lot) for lot, _ in boxes], moved()
    with pytest.raises(kind) as told:
        announce(warehouse, *boxes, key="refused")
    assert ([on_hand(lot) for lot, _ in boxes], moved()) == before
    assert session.scalar(select(func.count()).where(InboundShipment.request_key == "refused")) == 0
    return told.value


def balanced() -> bool:
    return not any(check.faults for check in check_books())


def test_boxes_on_a_van_are_nobodys_and_then_the_warehouses() -> None:
    lot, warehouse = make_lot(boxes=20), make_warehouse()
    number = announce(warehouse, (lot, 12))
    assert number == f"RK{warehouse.id:02d}{clock.today():%y%m%d}001"
    assert (on_hand(lot), left_of([lot.variant_id])) == (8, {lot.variant_id: 8})
    assert balanced()
    receive(number, Counted(12))
    child = child_of(lot)
    assert (child.on_hand, child.warehouse_id, child.free) == (12, warehouse.id, 12)
    assert (child.variant_id, child.harvested_on) == (lot.variant_id, lot.harvested_on)
    assert (child.best_before_on, child.origin_code) == (lot.best_before_on, lot.origin_code)
    assert (on_hand(lot), left_of([lot.variant_id])) == (8, {lot.variant_id: 20})
    assert moved() == [("move_out", 12), ("move_in", 12)]
    assert balanced()


def test_what_was_left_behind_is_still_in_the_shed() -> None:
    lot = make_lot(boxes=20)
    receive(announce(make_warehouse(), (lot, 12)), Counted(9, Shortfall.left_behind))
    assert (on_hand(lot), child_of(lot).on_hand) == (11, 9)
    assert moved() == [("move_out", 12), ("move_in", 3), ("move_in", 9)]
    assert balanced()


def test_what_broke_on_the_way_is_written_off_where_it_came_from() -> None:
    lot = make_lot(boxes=20)
    receive(announce(make_warehouse(), (lot, 12)), Counted(10, Shortfall.damaged, "压坏了"))
    assert (on_hand(lot), child_of(lot).on_hand) == (8, 10)
    assert moved() == [("move_out", 12), ("move_in", 2), ("write_off", 2), ("move_in", 10)]
    written_off = select(Movement.reason).where(Movement.kind == "write_off")
    assert session.scalars(written_off).one().endswith("damaged 压坏了")
    assert balanced()


def test_fewer_than_announced_needs_a_reason_and_nothing_is_taken_in_without() -> None:
    lot = make_lot(boxes=20)
    number = announce(make_warehouse(), (lot, 12))
    with pytest.raises(FieldMissing) as told:
        receive(number, Counted(10))
    line = get_shipment(number).lines[0]
    assert (told.value.field, line.counted) == (f"shortfall-{line.id}", None)
    assert (get_shipment(number).state, moved()) == ("announced", [("move_out", 12)])


def test_more_than_announced_come_from_the_lot_if_it_has_them() -> None:
    lot, warehouse = make_lot(boxes=20), make_warehouse()
    receive(announce(warehouse, (lot, 12)), Counted(14))
    assert (on_hand(lot), child_of(lot).on_hand) == (6, 14)
    number = announce(warehouse, (lot, 5), key="second van")
    with pytest.raises(SoldOut) as told:
        receive(number, Counted(7))
    assert (told.value.facts["left"], on_hand(lot)) == (1, 1)
    assert balanced()


def test_a_van_that_did_not_leave_puts_everything_back_once() -> None:
    lot = make_lot(boxes=20)
    number = announce(make_warehouse(), (lot, 12))
    shipment_id = get_shipment(number).id
    with transaction():
        cancel_inbound(shipment_id, None)
    assert (on_hand(lot), moved()) == (20, [("move_out", 12), ("move_in", 12)])
    with pytest.raises(StepNotAllowed), transaction():
        cancel_inbound(shipment_id, None)
    with pytest.raises(StepNotAllowed):
        receive(number, Counted(12))
    assert on_hand(lot) == 20
    assert balanced()


def test_the_same_form_sent_twice_is_one_shipment() -> None:
    lot, warehouse = make_lot(boxes=20), make_warehouse()
    assert announce(warehouse, (lot, 12)) == announce(warehouse, (lot, 12))
    assert on_hand(lot) == 8


def test_what_is_refused_moves_nothing() -> None:
    lot = make_lot(boxes=200)
    peaches = make_lot(make_variant(make_product(temperature_class="cool")), 10)
    warehouse = make_warehouse()
    few = make_lot(boxes=3)
    assert refused(SoldOut, warehouse, (few, 4)).facts["left"] == 3
    assert refused(RoomFull, warehouse, (lot, 101)).facts["left"] == 100
    cold = refused(NoRoomForThat, warehouse, (peaches, 1))
    assert cold.facts["temperature_class"] == "cool"
    refused(WarehouseClosed, make_warehouse(is_open=False), (lot, 1))
    refused(Missing, warehouse, (lot, 1), (peaches, 1))


def test_a_room_counts_what_is_announced_and_a_sale_makes_room() -> None:
    warehouse = make_warehouse(rooms={"ambient": 30, "cool": 10})
    lot = make_lot(boxes=60)
    number = announce(warehouse, (lot, 25))
    assert refused(RoomFull, warehouse, (lot, 6)).facts["left"] == 5
    receive(number, Counted(25))
    (filled,) = fill_of([get_warehouse(warehouse.slug)])
    ambient, cool = filled.rooms
    assert (ambient.on_hand, ambient.over, ambient.percent) == (25, 0, 83)
    assert (cool.on_hand, cool.capacity_boxes, filled.percent) == (0, 10, 62)


def test_fresh_goods_begin_to_age_when_they_leave_the_shed() -> None:
    peaches = make_variant(make_product(temperature_class="cool", shelf_life_days=3))
    lot = make_lot(peaches, best_before_on=None)
    warehouse = make_warehouse(rooms={"cool": 50})
    receive(announce(warehouse, (lot, 5)), Counted(5))
    assert child_of(lot).best_before_on == clock.today() + timedelta(days=3)
    assert balanced()


def test_from_one_warehouse_to_another_they_stay_of_the_same_picking() -> None:
    lot, first, second = make_lot(boxes=20), make_warehouse(), make_warehouse()
    receive(announce(first, (lot, 12)), Counted(12))
    child = child_of(lot)
    with pytest.raises(Missing):
        announce(first, (child, 1), key="to where it is")
    receive(announce(second, (child, 4), key="between"), Counted(4))
    there = session.scalars(select(Lot).where(Lot.warehouse_id == second.id)).one()
    assert (there.parent_id, there.on_hand, on_hand(child), on_hand(lot)) == (lot.id, 4, 8, 8)
    assert balanced()


def test_another_cooperatives_shipment_is_missing() -> None:
    number = announce(make_warehouse(), (make_lot(boxes=5), 5))
    with pytest.raises(Missing):
        get_shipment(number, make_cooperative().id)
