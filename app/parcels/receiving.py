"""What came back is looked at, box by box: for sale again, written off, or not taken at all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.db import changed, session
from app.ground.order_states import SubOrderState
from app.ground.parcel_exceptions import ExceptionKind
from app.ground.parcel_steps import ARRIVED, ParcelState
from app.ground.refusals import Missing, QuantityNotAllowed, StepNotAllowed
from app.orders.actions import Actor
from app.orders.models import Order, OrderLine, SubOrder
from app.parcels.exceptions import close_all
from app.parcels.kinds import MadeGood, Outcome, ParcelKind
from app.parcels.models import Parcel, ParcelContent
from app.parcels.numbers import is_named
from app.stock.dividing import lots_in_the_shed
from app.stock.queries import lots_that_sent
from app.stock.receiving import take_back, write_off

# Turned back by the carrier, or brought by a parcel of its own.
CAME_BACK = {
    ParcelKind.outward: frozenset({ParcelState.returned}),
    ParcelKind.replacement: frozenset({ParcelState.returned}),
    ParcelKind.return_: ARRIVED,
}


@dataclass(frozen=True, slots=True)
class Fate:
    """Boxes of one line. `refused` are not those that were sent, or not as they were sent."""

    restock: int = 0
    write_off: int = 0
    refused: int = 0

    @property
    def accepted(self) -> int:
        return self.restock + self.write_off


def receive_boxes(parcel: Parcel, fates: Mapping[int, Fate], actor: Actor) -> dict[int, int]:
    """Once; says how many of each line were accepted. The caller holds order, part and parcel.

    StepNotAllowed when it is not here, or was received before; QuantityNotAllowed unless every box
    of the parcel has exactly one fate. Accepted boxes are in the lots that they came from,
    those of a warehouse's in one of the shed, and what nobody can eat is written off from there.
    Those of a cancelled part are nobody's: no line counts them.
    """
    if parcel.state not in CAME_BACK[ParcelKind(parcel.kind)]:
        raise StepNotAllowed(step="receive", state=parcel.state)
    if parcel.received_back_at is not None:
        raise StepNotAllowed(step="receive", state=Outcome.received.value)
    boxes = {one.order_line_id: one.boxes for one in parcel.contents}
    if not boxes.keys() >= fates.keys():
        raise Missing
    for line_id, count in boxes.items():
        fate = fates.get(line_id, Fate())
        if min(fate.restock, fate.write_off, fate.refused) < 0 or (
            fate.accepted + fate.refused != count
        ):
            raise QuantityNotAllowed(least=count, most=count, field=f"restock-{line_id}")
    parcel.received_back_at = clock.now()
    is_cancelled = parcel.sub_order.state == SubOrderState.cancelled
    if is_cancelled or parcel.made_good == MadeGood.called_off:
        _into_the_lots(parcel, _of_lots_they_left(parcel, fates), actor)
    else:
        _count_on_the_lines(fates)
        _into_the_lots(parcel, fates, actor)
    close_all(parcel, Outcome.received, actor, kinds=[ExceptionKind.returned])
    session.flush()
    return {line: fate.accepted for line, fate in fates.items() if fate.accepted}


def _of_lots_they_left(parcel: Parcel, fates: Mapping[int, Fate]) -> dict[int, Fate]:
    """Boxes that were given back and sent all the same: a lot that had sold them again by the time
    we heard of it still counts them."""
    left = lots_that_sent(parcel.waybill_number, [one.lot_id for one in parcel.contents])
    lines = {one.order_line_id for one in parcel.contents if one.lot_id in left}
    return {line_id: fate for line_id, fate in fates.items() if line_id in lines}


def _count_on_the_lines(fates: Mapping[int, Fate]) -> None:
    for line_id, fate in fates.items():
        fits = OrderLine.boxes_withdrawn + OrderLine.boxes_returned + fate.accepted
        counted = update(OrderLine).where(OrderLine.id == line_id, fits <= OrderLine.boxes)
        if not changed(counted.values(boxes_returned=OrderLine.boxes_returned + fate.accepted)):
            raise QuantityNotAllowed(least=0, most=0, field=f"restock-{line_id}")


def _into_the_lots(parcel: Parcel, fates: Mapping[int, Fate], actor: Actor) -> None:
    """They are in the cooperative's shed now, whatever place had sent them."""
    homes = lots_in_the_shed(
        one.lot_id for one in parcel.contents if fates.get(one.order_line_id, Fate()).accepted
    )
    lot_of = {one.order_line_id: homes.get(one.lot_id, one.lot_id) for one in parcel.contents}
    back: Counter[int] = Counter()
    waste: Counter[int] = Counter()
    for line_id, fate in fates.items():
        back[lot_of[line_id]] += fate.accepted
        waste[lot_of[line_id]] += fate.write_off
    take_back(+back, f"back:{parcel.waybill_number}", actor.person_id)
    for lot_id, boxes in sorted((+waste).items()):
        write_off(lot_id, boxes, f"back:{parcel.waybill_number}", actor.person_id)
    session.expire(parcel.sub_order, ["lines"])


def came_back(cooperative_id: int, limit: int = 100) -> list[Parcel]:
    """Here, and not looked at yet: what waits longest stands first."""
    return _of(cooperative_id, *_here(), limit=limit)


_NOT_COMING = sorted(
    ARRIVED | {ParcelState.lost, ParcelState.cancelled, ParcelState.returning, ParcelState.returned}
)


def coming_back(cooperative_id: int, limit: int = 100) -> list[Parcel]:
    """On the way here: turned back, or sent back and handed over."""
    turned = (Parcel.kind != ParcelKind.return_) & (Parcel.state == ParcelState.returning)
    sent = (Parcel.kind == ParcelKind.return_) & Parcel.sent_at.is_not(None)
    on_the_way = sent & Parcel.state.not_in(_NOT_COMING)
    return _of(cooperative_id, turned | on_the_way, Parcel.received_back_at.is_(None), limit=limit)


def get_parcel_back(cooperative_id: int, waybill: str) -> Parcel:
    """Missing for another's, and for what has not come back."""
    found = _of(cooperative_id, is_named(waybill), *_here(), limit=1)
    if not found:
        raise Missing
    return found[0]


def _here() -> tuple[object, ...]:
    back = (Parcel.kind != ParcelKind.return_) & (Parcel.state == ParcelState.returned)
    brought = (Parcel.kind == ParcelKind.return_) & Parcel.state.in_(sorted(ARRIVED))
    return back | brought, Parcel.received_back_at.is_(None)


def _of(cooperative_id: int, *which: object, limit: int) -> list[Parcel]:
    statement = (
        select(Parcel)
        .join(Parcel.sub_order)
        .where(SubOrder.cooperative_id == cooperative_id, *which)  # type: ignore[arg-type]
        .options(
            joinedload(Parcel.sub_order).joinedload(SubOrder.order).joinedload(Order.villager),
            joinedload(Parcel.sub_order).joinedload(SubOrder.cooperative),
            selectinload(Parcel.contents).joinedload(ParcelContent.line),
            selectinload(Parcel.contents).joinedload(ParcelContent.lot),
        )
        .order_by(Parcel.changed_at, Parcel.id)
        .limit(limit)
    )
    return list(session.scalars(statement))
