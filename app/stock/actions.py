"""Boxes of orders: held, given to them, sent. Each step is one conditional UPDATE whose row count
decides (docs/locking.md)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update

from app import clock
from app.db import changed, session
from app.ground.refusals import SoldOut
from app.stock.kinds import MovementKind, ReservationState
from app.stock.models import Lot, Reservation
from app.stock.movements import (
    left_of_lots,
    lock_lots,
    must_change,
    note_movement,
    take,
    tell_pages,
)
from app.stock.queries import FreeLot, left_of, lots_by_expiry


@dataclass(frozen=True, slots=True)
class Reserved:
    lot_id: int
    variant_id: int
    boxes: int
    warehouse_id: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where boxes of one variant shall come from: so many of each place (None: the shed), and from
    a warehouse only what is good until `good_on`."""

    parts: Mapping[int | None, int]
    good_on: date | None = None

    def may_give(self, lot: FreeLot) -> bool:
        if lot.warehouse_id is None or lot.best_before_on is None or self.good_on is None:
            return True
        return lot.best_before_on >= self.good_on


ANYWHERE = Source({})


def reserve(
    holder: str,
    wanted: Mapping[int, int],
    expires_at: datetime,
    sources: Mapping[int, Source] | None = None,
) -> list[Reserved]:
    """Hold boxes for `holder`, first expired first; all of it or SoldOut and nothing. `sources`, by
    variant, are kept to as long as the boxes are there, and then any other place helps out.

    All lots in question are locked by id beforehand, so that two carts with the same goods in
    opposite order never wait for each other, nor for an order that is just being paid.
    """
    lock_lots(Lot.variant_id.in_(sorted(wanted)) & (Lot.on_hand > 0))
    before = left_of(list(wanted))
    reserved = [
        one
        for variant_id in sorted(wanted)
        for one in _reserve_one(
            variant_id, wanted[variant_id], (sources or {}).get(variant_id, ANYWHERE)
        )
    ]
    for one in reserved:
        session.add(
            Reservation(
                holder=holder,
                lot_id=one.lot_id,
                boxes=one.boxes,
                state=ReservationState.held,
                expires_at=expires_at,
                created_at=clock.now(),
            )
        )
        note_movement(one.lot_id, MovementKind.reserve, one.boxes, holder, None)
    session.flush()
    tell_pages(before)
    return reserved


def reserve_if_left(
    holder: str,
    wanted: Mapping[int, int],
    expires_at: datetime,
    sources: Mapping[int, Source] | None = None,
) -> list[Reserved] | None:
    """As `reserve`, for a holder who must not be refused: None, and nothing is held, when not all
    of it is left."""
    lock_lots(Lot.variant_id.in_(sorted(wanted)) & (Lot.on_hand > 0))
    left = left_of(list(wanted))
    if any(left[variant_id] < boxes for variant_id, boxes in wanted.items()):
        return None
    return reserve(holder, wanted, expires_at, sources)


def parts_held(reserved: Iterable[Reserved]) -> dict[int, dict[int | None, int]]:
    """Boxes by place, by variant."""
    parts: dict[int, dict[int | None, int]] = {}
    for one in reserved:
        of = parts.setdefault(one.variant_id, {})
        of[one.warehouse_id] = of.get(one.warehouse_id, 0) + one.boxes
    return parts


def _reserve_one(variant_id: int, boxes: int, source: Source) -> list[Reserved]:
    """Try the lots as they were seen; where somebody was quicker, look again and go on."""
    taken: list[Reserved] = []
    missing, parts = boxes, dict(source.parts)
    while missing:
        seen = lots_by_expiry(variant_id, clock.today())
        lots = [lot for lot in seen if source.may_give(lot)]
        left = sum(lot.boxes for lot in lots)
        if left < missing:
            raise SoldOut(left=left + boxes - missing, variant_id=variant_id)
        for lot, part in _picks(lots, missing, parts):
            if take(lot.lot_id, part):
                taken.append(Reserved(lot.lot_id, variant_id, part, lot.warehouse_id))
                missing -= part
                parts[lot.warehouse_id] = parts.get(lot.warehouse_id, 0) - part
    return _joined(taken)


def _picks(
    lots: Sequence[FreeLot], missing: int, parts: Mapping[int | None, int]
) -> list[tuple[FreeLot, int]]:
    """What each place was chosen for, out of its lots in their order; then whatever there is."""
    picks: Counter[FreeLot] = Counter()
    own = [[lot for lot in lots if lot.warehouse_id == place] for place in parts]
    for group, most in zip([*own, lots], [*parts.values(), missing], strict=True):
        for lot in group:
            part = min(most, missing, lot.boxes - picks[lot])
            if part > 0:
                picks[lot] += part
                most, missing = most - part, missing - part
    return list(picks.items())


def _joined(taken: Sequence[Reserved]) -> list[Reserved]:
    """A lot that was asked twice is one part."""
    by_lot: dict[int, Reserved] = {}
    for one in taken:
        known = by_lot.get(one.lot_id)
        by_lot[one.lot_id] = replace(one, boxes=one.boxes + known.boxes) if known else one
    return list(by_lot.values())


def release(holder: str) -> int:
    """Give back everything still held; returns the number of boxes. Harmless when repeated."""
    holds = _close_holds(holder, ReservationState.released)
    before = left_of_lots(hold.lot_id for hold in holds)
    for hold in holds:
        changed(update(Lot).where(Lot.id == hold.lot_id).values(reserved=Lot.reserved - hold.boxes))
        note_movement(hold.lot_id, MovementKind.release, hold.boxes, holder, None)
    tell_pages(before)
    return sum(hold.boxes for hold in holds)


def allocate(holder: str) -> None:
    """The order is paid: what was held for it now belongs to it."""
    for hold in _close_holds(holder, ReservationState.consumed):
        changed(
            update(Lot)
            .where(Lot.id == hold.lot_id)
            .values(reserved=Lot.reserved - hold.boxes, allocated=Lot.allocated + hold.boxes)
        )
        note_movement(hold.lot_id, MovementKind.allocate, hold.boxes, holder, None)


def allocate_free(boxes_of: Mapping[int, int], reason: str, actor_id: int | None) -> None:
    """Boxes, by lot, that nobody holds belong to a paid order from now on: all, or SoldOut."""
    before = left_of_lots(boxes_of)
    for lot_id, boxes in sorted(boxes_of.items()):
        if not take(lot_id, boxes):
            free = Lot.on_hand - Lot.reserved - Lot.allocated
            left = session.execute(select(free).where(Lot.id == lot_id)).scalar_one()
            raise SoldOut(left=left, field="lot")
        changed(
            update(Lot)
            .where(Lot.id == lot_id)
            .values(reserved=Lot.reserved - boxes, allocated=Lot.allocated + boxes)
        )
        note_movement(lot_id, MovementKind.reserve, boxes, reason, actor_id)
        note_movement(lot_id, MovementKind.allocate, boxes, reason, actor_id)
    tell_pages(before)


def deallocate(boxes_of: Mapping[int, int], reason: str, actor_id: int | None) -> None:
    """A paid sub-order is cancelled before it left: its boxes, by lot, are for sale again."""
    before = left_of_lots(boxes_of)
    for lot_id, boxes in sorted(boxes_of.items()):
        must_change(
            update(Lot)
            .where(Lot.id == lot_id, Lot.allocated >= boxes)
            .values(allocated=Lot.allocated - boxes)
        )
        note_movement(lot_id, MovementKind.deallocate, boxes, reason, actor_id)
    tell_pages(before)


def ship_boxes(boxes_of: Mapping[str, Mapping[int, int]]) -> None:
    """Boxes of paid orders, by waybill and lot, have left: one UPDATE for each lot."""
    by_lot: Counter[int] = Counter()
    for waybill_number, boxes_of_lot in boxes_of.items():
        for lot_id, boxes in boxes_of_lot.items():
            by_lot[lot_id] += boxes
            note_movement(lot_id, MovementKind.ship, boxes, waybill_number, None)
    for lot_id, boxes in sorted(by_lot.items()):
        must_change(
            update(Lot)
            .where(Lot.id == lot_id, Lot.allocated >= boxes)
            .values(allocated=Lot.allocated - boxes, on_hand=Lot.on_hand - boxes)
        )


def ship_free(waybill_number: str, boxes_of: Mapping[int, int]) -> None:
    """Boxes, by lot, that left although their order had given them back: those that nobody has
    ordered since are not there any more. Others stay, and whoever looks for them counts."""
    lots = select(Lot.id, Lot.on_hand - Lot.reserved - Lot.allocated).where(Lot.id.in_(boxes_of))
    free = dict(session.execute(lots).all())
    gone = {lot_id: boxes for lot_id, boxes in boxes_of.items() if free[lot_id] >= boxes}
    allocate_free(gone, f"left:{waybill_number}", None)
    ship_boxes({waybill_number: gone})


def _close_holds(holder: str, state: ReservationState) -> list[Reservation]:
    """Who changes the row owns what follows: release and allocate exclude each other."""
    held = select(Reservation).where(
        Reservation.holder == holder, Reservation.state == ReservationState.held
    )
    return [
        hold
        for hold in session.scalars(held.order_by(Reservation.lot_id, Reservation.id))
        if changed(
            update(Reservation)
            .where(Reservation.id == hold.id, Reservation.state == ReservationState.held)
            .values(state=state)
        )
    ]
