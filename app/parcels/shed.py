"""A cooperative's shed: what is still to be packed, from which lots, and what waits for the van.

Every question names the cooperative; what is another's is Missing like what is not there. What
leaves from a warehouse of the post is packed there and is no work of the shed's.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select

from app import clock
from app.clock import beginning_of
from app.db import session
from app.ground.packing import Plan
from app.ground.parcel_steps import AT_HOME, ParcelState
from app.ground.refusals import Missing
from app.ground.waybills import is_demonstration
from app.orders.models import OrderLine, SubOrder
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel as Parcel  # pages name what they were given
from app.parcels.models import ParcelContent
from app.parcels.numbers import named_by
from app.parcels.queries import get_parcels
from app.stock.models import Lot
from app.stock.warehouses import WALKING_ORDER

MOST_AT_ONCE = 200
TO_PACK = (ParcelState.created, ParcelState.labelled)
# What comes back is nothing to send.
_HERE = (Parcel.warehouse_id.is_(None)) & (Parcel.kind != ParcelKind.return_)


@dataclass(frozen=True, slots=True)
class ShedCounts:
    """`sub_orders`, `boxes` and `grams` of what is not packed yet; the others are parcels."""

    sub_orders: int
    overdue: int
    boxes: int
    grams: int
    unprinted: int
    unpacked: int
    ready: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Parcels of one sub-order by how far they are; none at all: no number was free yet. Those
    `elsewhere` leave from a warehouse and count for nothing here."""

    unprinted: int = 0
    unpacked: int = 0
    packed: int = 0
    sent: int = 0
    grams: int = 0
    elsewhere: int = 0

    @property
    def parcels(self) -> int:
        return self.unprinted + self.unpacked + self.packed + self.sent

    @property
    def next_step(self) -> str:
        """elsewhere, wait, print, pack, hand_over or done: one thing to do at a time."""
        if not self.parcels:
            return "elsewhere" if self.elsewhere else "wait"
        if self.unprinted:
            return "print"
        if self.unpacked:
            return "pack"
        return "hand_over" if self.packed else "done"


@dataclass(frozen=True, slots=True)
class PickingRow:
    """So many boxes of one lot, for so many sub-orders; `boxes_today` of them must leave with
    today's van."""

    product_name: str
    variant_name: str
    lot_number: str
    picked_on: date
    temperature_class: str
    boxes: int
    boxes_today: int
    grams: int
    sub_orders: int
    is_demonstration: bool


def shed_counts(cooperative_id: int) -> ShedCounts:
    """Two statements."""
    waiting = Parcel.state.in_(TO_PACK)
    late = waiting & (SubOrder.ship_by < clock.now())
    statement = (
        select(
            func.count(case((waiting, SubOrder.id)).distinct()),
            func.count(case((late, SubOrder.id)).distinct()),
            func.coalesce(func.sum(case((waiting, Parcel.gross_grams))), 0),
            func.count(case((Parcel.state == ParcelState.created, 1))),
            func.count(case((Parcel.state == ParcelState.labelled, 1))),
            func.count(case((Parcel.state == ParcelState.packed, 1))),
        )
        .join(Parcel.sub_order)
        .where(SubOrder.cooperative_id == cooperative_id, _HERE, Parcel.state.in_(sorted(AT_HOME)))
    )
    boxes = (
        select(func.coalesce(func.sum(ParcelContent.boxes), 0))
        .join(Parcel, Parcel.id == ParcelContent.parcel_id)
        .join(Parcel.sub_order)
        .where(SubOrder.cooperative_id == cooperative_id, _HERE, waiting)
    )
    sub_orders, overdue, grams, unprinted, unpacked, ready = session.execute(statement).one()
    return ShedCounts(
        sub_orders=sub_orders,
        overdue=overdue,
        boxes=int(session.execute(boxes).scalar_one()),
        grams=int(grams),
        unprinted=unprinted,
        unpacked=unpacked,
        ready=ready,
    )


def progress_of(sub_order_ids: Sequence[int]) -> dict[int, Progress]:
    """The caller has fetched the sub-orders through a guarded query. Cancelled parcels are out."""
    statement = (
        select(
            Parcel.sub_order_id,
            Parcel.state,
            _HERE,
            func.count(),
            func.sum(Parcel.gross_grams),
        )
        .where(
            Parcel.sub_order_id.in_(sorted(set(sub_order_ids))),
            Parcel.kind != ParcelKind.return_,
            Parcel.state != ParcelState.cancelled,
        )
        .group_by(Parcel.sub_order_id, Parcel.state, _HERE)
    )
    found: dict[int, dict[str, int]] = {number: {} for number in sub_order_ids}
    for number, state, is_here, parcels, grams in session.execute(statement):
        counts = found[number]
        kind = _KIND_OF.get(state, "sent") if is_here else "elsewhere"
        counts[kind] = counts.get(kind, 0) + int(parcels)
        if is_here:
            counts["grams"] = counts.get("grams", 0) + int(grams)
    return {number: Progress(**counts) for number, counts in found.items()}


def boxes_from_shed(sub_order: SubOrder) -> int:
    """As planned; 0: all of it leaves from the post's warehouses."""
    return sum(
        units
        for parcel in Plan.from_facts(sub_order.packing_plan).parcels
        if parcel.warehouse_id is None
        for _, units in parcel.contents
    )


_KIND_OF: dict[str, str] = {
    ParcelState.created: "unprinted",
    ParcelState.labelled: "unpacked",
    ParcelState.packed: "packed",
}


def picking_of(cooperative_id: int) -> list[PickingRow]:
    """What must be fetched for everything that is not packed yet: room by room, what is cold last,
    and of each pack the lot that was picked first."""
    today = case((SubOrder.ship_by < last_of_todays_van(), ParcelContent.boxes), else_=0)
    row = (
        OrderLine.product_name,
        OrderLine.variant_name,
        Lot.number,
        Lot.harvested_on,
        OrderLine.temperature_class,
    )
    statement = (
        select(
            *row,
            func.sum(ParcelContent.boxes),
            func.sum(today),
            func.sum(ParcelContent.boxes * OrderLine.gross_grams),
            func.count(Parcel.sub_order_id.distinct()),
            func.max(Parcel.waybill_number),
            func.min(Parcel.waybill_number),
        )
        .select_from(ParcelContent)
        .join(Parcel, Parcel.id == ParcelContent.parcel_id)
        .join(Parcel.sub_order)
        .join(ParcelContent.line)
        .join(Lot, Lot.id == ParcelContent.lot_id)
        .where(SubOrder.cooperative_id == cooperative_id, _HERE, Parcel.state.in_(TO_PACK))
        .group_by(*row)
    )
    rows = [
        PickingRow(
            *(product, variant, lot, picked_on, kind),
            boxes=int(boxes),
            boxes_today=int(now),
            grams=int(grams),
            sub_orders=count,
            # Numbers of a demonstration are the first or the last of all.
            is_demonstration=is_demonstration(most) or is_demonstration(least),
        )
        for product, variant, lot, picked_on, kind, boxes, now, grams, count, most, least in (
            session.execute(statement)
        )
    ]
    return sorted(rows, key=_walk)


def _walk(row: PickingRow) -> tuple[int, str, str, date, str]:
    room = WALKING_ORDER.index(row.temperature_class)
    return room, row.product_name, row.variant_name, row.picked_on, row.lot_number


def last_of_todays_van() -> datetime:
    """What must leave before tomorrow noon leaves today: the van comes once a day. Exclusive."""
    return beginning_of(clock.today() + timedelta(days=1)) + timedelta(hours=12)


def parcels_at_home(
    cooperative_id: int,
    states: Collection[ParcelState] = AT_HOME,
    *,
    printed_since: datetime | None = None,
    limit: int = MOST_AT_ONCE,
) -> list[Parcel]:
    """What must leave first stands first."""
    statement = (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .where(SubOrder.cooperative_id == cooperative_id, _HERE, Parcel.state.in_(sorted(states)))
        .order_by(SubOrder.ship_by, Parcel.sub_order_id, Parcel.position)
        .limit(limit)
    )
    if printed_since is not None:
        statement = statement.where(Parcel.label_printed_at >= printed_since)
    return _in_order(list(session.scalars(statement)))


def parcels_named(cooperative_id: int, waybill_numbers: Iterable[str]) -> list[Parcel]:
    """All of them, by the number of any box, or Missing."""
    wanted = set(waybill_numbers)
    named = named_by(wanted)
    statement = (
        select(named.c.number, Parcel.id)
        .join(Parcel, Parcel.id == named.c.parcel_id)
        .join(Parcel.sub_order)
        .where(SubOrder.cooperative_id == cooperative_id, _HERE)
    )
    found = session.execute(statement).all()
    if len(found) != len(wanted):
        raise Missing()
    return _in_order(sorted({row.id for row in found}))


def parcels_of_cooperative(
    cooperative_id: int,
    states: Collection[ParcelState],
    before_id: int | None = None,
    limit: int = 30,
) -> list[Parcel]:
    """Newest first; `before_id` is the last one seen."""
    statement = (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .where(SubOrder.cooperative_id == cooperative_id, Parcel.state.in_(sorted(states)))
        .order_by(Parcel.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(Parcel.id < before_id)
    return _in_order(list(session.scalars(statement)))


def _in_order(ids: list[int]) -> list[Parcel]:
    parcels = {parcel.id: parcel for parcel in get_parcels(ids)} if ids else {}
    return [parcels[number] for number in ids]
