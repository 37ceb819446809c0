"""Boxes are brought from a shed, or from another warehouse, into a warehouse 调拨入库.

Announced, they are off their lots and on no other: nobody can order what is on a van. Counted in,
they become a lot of the warehouse, of the same picking. Nothing is lost on the way without a word:
what was not found goes back to the lot it came from, and is written off there unless it was left
behind.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import joinedload

from app import clock
from app.catalogue.models import Product, Variant
from app.db import changed, lock_rows, session
from app.ground.refusals import (
    DateNotAllowed,
    FieldMissing,
    Missing,
    QuantityNotAllowed,
    SoldOut,
    StepNotAllowed,
    WarehouseClosed,
)
from app.stock.dividing import divide_lot
from app.stock.kinds import InboundState, MovementKind, Shortfall
from app.stock.models import InboundLine, InboundShipment, Lot, Warehouse
from app.stock.movements import MOST_BOXES, left_of_lots, lock_lots, note_movement, tell_pages
from app.stock.receiving import FRESH_DAYS, write_off
from app.stock.warehouses import check_room, lock_rooms

LONGEST_WAIT = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundWish:
    """`boxes_of` by lot."""

    request_key: str
    warehouse_id: int
    boxes_of: Mapping[int, int]
    expected_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found of a line; `shortfall` says why it is less than announced."""

    boxes: int
    shortfall: Shortfall | None = None
    note: str = field(default="")


def announce_inbound(
    cooperative_id: int, wish: InboundWish, actor_id: int | None
) -> InboundShipment:
    """The boxes leave their lots at once, all of them or none: SoldOut, NoRoomForThat, RoomFull.

    Lots of other cooperatives are Missing. The same request key gives the same shipment.
    """
    earlier = _of_request(cooperative_id, wish.request_key)
    if earlier is not None:
        return earlier
    lock_rooms(wish.warehouse_id)
    earlier = _of_request(cooperative_id, wish.request_key)
    if earlier is not None:
        return earlier
    theirs = (Product.cooperative_id == cooperative_id) & Lot.warehouse_id.is_distinct_from(
        wish.warehouse_id
    )
    shipment = new_shipment(wish, InboundState.announced, "RK", theirs, actor_id)
    shipment.cooperative_id = cooperative_id
    before = left_of_lots(wish.boxes_of)
    for line in shipment.lines:
        field = f"boxes-{line.from_lot_id}"
        move_out(line.from_lot, line.boxes, shipment.number, actor_id, field=field)
    session.add(shipment)
    session.flush()
    tell_pages(before)
    return shipment


def new_shipment(
    wish: InboundWish,
    state: InboundState,
    letters: str,
    which: ColumnElement[bool],
    actor_id: int | None,
) -> InboundShipment:
    """Not in the session yet; its boxes are where they are. Everything that can be refused of the
    place, the day and the room is; the caller holds the rooms, and the lots from here on."""
    warehouse = session.get(Warehouse, wish.warehouse_id)
    if warehouse is None:
        raise Missing
    if not warehouse.is_open:
        raise WarehouseClosed(field="warehouse")
    if not clock.today() <= wish.expected_on <= clock.today() + LONGEST_WAIT:
        raise DateNotAllowed(field="expected_on")
    lots = _lots_to_move(wish, which)
    # First what is not there at all: a full room would be another person's trouble.
    for lot in lots:
        if wish.boxes_of[lot.id] > lot.free:
            raise SoldOut(left=lot.free, field=f"boxes-{lot.id}")
    check_room(warehouse.id, by_class(lots, wish.boxes_of), with_coming=True)
    return InboundShipment(
        number=_number(letters, warehouse.id),
        request_key=wish.request_key,
        warehouse_id=warehouse.id,
        state=state,
        expected_on=wish.expected_on,
        note=wish.note,
        announced_by_id=actor_id,
        announced_at=clock.now(),
        lines=[
            InboundLine(from_lot=lot, from_lot_id=lot.id, boxes=wish.boxes_of[lot.id], note="")
            for lot in lots
        ],
    )


def cancel_inbound(shipment_id: int, actor_id: int | None) -> InboundShipment:
    """The van did not leave, or turned round: the boxes are where they were."""
    shipment = lock_shipment(shipment_id, "cancel", InboundState.planned, InboundState.announced)
    before = left_of_lots(line.from_lot_id for line in shipment.lines)
    for line in shipment.lines if shipment.state == InboundState.announced else ():
        _move_in(line.from_lot_id, line.boxes, shipment.number, actor_id)
    _end(shipment, InboundState.cancelled, actor_id)
    tell_pages(before)
    return shipment


def receive_inbound(
    shipment_id: int, counts: Mapping[int, Counted], actor_id: int | None
) -> InboundShipment:
    """What was counted, by line, is the warehouse's from now on; all lines at once, or nothing.

    More than announced is taken from the lot it came from (SoldOut when that has not so many). Less
    needs a reason (FieldMissing). RoomFull when it does not fit.
    """
    shipment = lock_shipment(shipment_id, "receive", InboundState.announced)
    if counts.keys() != {line.id for line in shipment.lines}:
        raise Missing
    lots = {line.from_lot_id: line.from_lot for line in shipment.lines}
    found = Counter({line.from_lot_id: 0 for line in shipment.lines})
    for line in shipment.lines:
        if not 0 <= counts[line.id].boxes <= MOST_BOXES:
            raise QuantityNotAllowed(least=0, most=MOST_BOXES, field=f"boxes-{line.id}")
        found[line.from_lot_id] += counts[line.id].boxes
    check_room(shipment.warehouse_id, by_class(list(lots.values()), found), with_coming=False)
    before = left_of_lots(lots)
    for line in shipment.lines:
        _count_in(shipment, line, counts[line.id], actor_id)
    _end(shipment, InboundState.received, actor_id)
    tell_pages(before)
    return shipment


def _count_in(
    shipment: InboundShipment, line: InboundLine, counted: Counted, actor_id: int | None
) -> None:
    missing = line.boxes - counted.boxes
    lot = _divide(shipment, line) if counted.boxes else None
    line.counted, line.note, line.lot = counted.boxes, counted.note, lot
    if missing < 0:
        move_out(line.from_lot, -missing, shipment.number, actor_id, field=f"boxes-{line.id}")
    if missing > 0:
        if counted.shortfall is None:
            raise FieldMissing(field=f"shortfall-{line.id}")
        line.shortfall = counted.shortfall
        _move_in(line.from_lot_id, missing, shipment.number, actor_id)
        if counted.shortfall is not Shortfall.left_behind:
            words = f"{shipment.number} {counted.shortfall.value} {counted.note}".strip()
            write_off(line.from_lot_id, missing, words, actor_id)
    if lot is not None:
        _move_in(lot.id, counted.boxes, shipment.number, actor_id)
    session.flush()


def _divide(shipment: InboundShipment, line: InboundLine) -> Lot:
    """A lot of the same picking for what is in the warehouse now; `_move_in` fills it."""
    origin = line.from_lot
    number = f"{origin.number}/{shipment.number}-{line.id}"
    keeps_until = _keeps_until(origin, shipment.announced_at)
    return divide_lot(origin, number, shipment.warehouse_id, keeps_until)


def _keeps_until(origin: Lot, set_out_at: datetime) -> date | None:
    """Fresh goods are picked to order from their shed's lot; once they lie in a warehouse they have
    been picked, and their days run."""
    shelf_life = origin.variant.product.shelf_life_days
    if origin.best_before_on is not None or shelf_life > FRESH_DAYS:
        return origin.best_before_on
    return clock.day_of(set_out_at) + timedelta(days=shelf_life)


def _lots_to_move(wish: InboundWish, which: ColumnElement[bool]) -> list[Lot]:
    """In id order, locked; QuantityNotAllowed for none, Missing for one that is none of `which`."""
    if not wish.boxes_of:
        raise QuantityNotAllowed(least=1, most=MOST_BOXES, field="boxes")
    for lot_id, boxes in wish.boxes_of.items():
        if not 1 <= boxes <= MOST_BOXES:
            raise QuantityNotAllowed(least=1, most=MOST_BOXES, field=f"boxes-{lot_id}")
    lock_lots(Lot.id.in_(sorted(wish.boxes_of)))
    statement = (
        select(Lot)
        .join(Lot.variant)
        .join(Variant.product)
        .where(Lot.id.in_(sorted(wish.boxes_of)), which)
        .options(joinedload(Lot.variant).joinedload(Variant.product))
        .order_by(Lot.id)
    )
    lots = list(session.scalars(statement))
    if len(lots) != len(wish.boxes_of):
        raise Missing
    return lots


def by_class(lots: Sequence[Lot], boxes_of: Mapping[int, int]) -> dict[str, int]:
    by_class: Counter[str] = Counter()
    for lot in lots:
        by_class[lot.variant.product.temperature_class] += boxes_of[lot.id]
    return dict(+by_class)


def move_out(lot: Lot, boxes: int, number: str, actor_id: int | None, *, field: str) -> None:
    """Only boxes that nobody holds; the row count is the answer."""
    free = Lot.on_hand - Lot.reserved - Lot.allocated
    statement = update(Lot).where(Lot.id == lot.id, free >= boxes)
    if changed(statement.values(on_hand=Lot.on_hand - boxes)) != 1:
        left = session.execute(select(free).where(Lot.id == lot.id)).scalar_one()
        raise SoldOut(left=left, field=field)
    note_movement(lot.id, MovementKind.move_out, boxes, number, actor_id)


def _move_in(lot_id: int, boxes: int, number: str, actor_id: int | None) -> None:
    changed(update(Lot).where(Lot.id == lot_id).values(on_hand=Lot.on_hand + boxes))
    note_movement(lot_id, MovementKind.move_in, boxes, number, actor_id)


def lock_shipment(shipment_id: int, step: str, *states: InboundState) -> InboundShipment:
    """Shipment, rooms, lots, in this order; StepNotAllowed unless it is in one of these states."""
    found = lock_rows(InboundShipment, [shipment_id])
    if not found:
        raise Missing
    shipment = found[0]
    if shipment.state not in states:
        raise StepNotAllowed(step=step, state=shipment.state)
    lock_rooms(shipment.warehouse_id)
    lock_lots(Lot.id.in_(sorted(line.from_lot_id for line in shipment.lines)))
    return shipment


def _end(shipment: InboundShipment, state: InboundState, actor_id: int | None) -> None:
    shipment.state, shipment.ended_at, shipment.ended_by_id = state, clock.now(), actor_id
    session.flush()


def _number(letters: str, warehouse_id: int) -> str:
    """Warehouse, day, how many that day; the caller holds the rooms, so that none comes twice.
    A range of the index: only that day's are read."""
    start = f"{letters}{warehouse_id:02d}{clock.today():%y%m%d}"
    known = select(func.count()).where(InboundShipment.number.between(start, f"{start}99999"))
    return f"{start}{session.execute(known).scalar_one() + 1:03d}"


def _of_request(cooperative_id: int, request_key: str) -> InboundShipment | None:
    statement = select(InboundShipment).where(
        InboundShipment.request_key == request_key,
        InboundShipment.cooperative_id == cooperative_id,
    )
    return session.scalars(statement).one_or_none()
