"""What was sent, counted once a day: parcels, their numbers and their boxes, by who packed them.

A day that is over is counted once and kept, so that whoever asks for a year reads a year of days
and not of parcels; the days since are counted when they are asked for.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, insert, literal, select

from app import clock
from app.db import session
from app.orders.models import SubOrder
from app.parcels.kinds import ParcelKind, RangeSource
from app.parcels.models import Parcel, ParcelBox, SentCount, SentDay, Waybill, WaybillRange

# A roll is a list of printed paper numbers; the others came as data and are printed when needed.
ELECTRONIC = (RangeSource.sheet, RangeSource.carrier)
# Whoever noted a parcel before midnight has written it by then.
SETTLED_AFTER = timedelta(hours=1)
A_DAY = timedelta(days=1)
# A parcel of a warehouse is the warehouse's, whosever goods are in it.
_SELLER = case((Parcel.warehouse_id.is_(None), SubOrder.cooperative_id))


@dataclass(frozen=True, slots=True)
class Sent:
    """Of parcels where `box_type_id` is None, else of boxes; see SentCount."""

    cooperative_id: int | None
    warehouse_id: int | None
    box_type_id: int | None = None
    parcels: int = 0
    electronic: int = 0
    unpacked: int = 0
    boxes: int = 0


def count_sent(
    place: ColumnElement[int], since: datetime, until: datetime
) -> Iterator[tuple[int, Sent]]:
    """By `place`, an expression of Parcel.sent_at. What comes back is not counted: its box is the
    buyer's. Two statements."""
    sent = and_(Parcel.sent_at >= since, Parcel.sent_at < until, Parcel.kind != ParcelKind.return_)
    boxed = select(ParcelBox.parcel_id).where(ParcelBox.parcel_id == Parcel.id).exists()
    parcels = (
        select(
            place,
            _SELLER,
            Parcel.warehouse_id,
            func.count(),
            func.sum(case((WaybillRange.source.in_(ELECTRONIC), 1), else_=0)),
            func.sum(case((boxed, 0), else_=1)),
        )
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .join(Waybill, Waybill.number == Parcel.waybill_number)
        .join(WaybillRange, WaybillRange.id == Waybill.range_id)
        .where(sent)
        .group_by(place, _SELLER, Parcel.warehouse_id)
    )
    for where, seller, house, count, electronic, unpacked in session.execute(parcels):
        yield (
            where,
            Sent(
                seller,
                house,
                parcels=count,
                electronic=int(electronic),
                unpacked=int(unpacked),
            ),
        )
    boxes = (
        select(place, _SELLER, Parcel.warehouse_id, ParcelBox.box_type_id, func.count())
        .join(Parcel, Parcel.id == ParcelBox.parcel_id)
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .where(sent)
        .group_by(place, _SELLER, Parcel.warehouse_id, ParcelBox.box_type_id)
    )
    for where, seller, house, box_type_id, count in session.execute(boxes):
        yield where, Sent(seller, house, box_type_id, boxes=count)


def kept_counts(place: ColumnElement[int], first: date, last: date) -> Iterator[tuple[int, Sent]]:
    """Of the counted days from `first` to `last`, by `place`, an expression of SentCount.day."""
    who = (SentCount.cooperative_id, SentCount.warehouse_id, SentCount.box_type_id)
    figures = (SentCount.parcels, SentCount.electronic, SentCount.unpacked, SentCount.boxes)
    statement = (
        select(place, *who, *(func.sum(one) for one in figures))
        .where(SentCount.day.between(first, last))
        .group_by(place, *who)
    )
    for where, seller, house, box_type_id, *sums in session.execute(statement):
        yield where, Sent(seller, house, box_type_id, *(int(one) for one in sums))


def counted_until() -> date | None:
    """All days up to this one are counted."""
    return session.scalar(select(func.max(SentDay.day)))


def next_day_to_count() -> date | None:
    """None: all that are over are counted, or nothing was ever sent."""
    last = counted_until()
    if last is None:
        first_sent: datetime | None = session.scalar(select(func.min(Parcel.sent_at)))
        if first_sent is None:
            return None
        following = clock.day_of(first_sent)
    else:
        following = last + A_DAY
    return (
        following if clock.beginning_of(following + A_DAY) + SETTLED_AFTER <= clock.now() else None
    )


def count_day(day: date) -> None:
    rows = [
        {"day": day, **asdict(sent)}
        for _, sent in count_sent(
            literal(0), clock.beginning_of(day), clock.beginning_of(day + A_DAY)
        )
    ]
    session.add(SentDay(day=day, counted_at=clock.now()))
    session.flush()
    if rows:
        session.execute(insert(SentCount), rows)
