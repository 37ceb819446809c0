"""How many of the boxes that somebody put money down for are still expected home, by part of an
order and type of box. What of the money follows from that is `ground.box_deposits`.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from app import clock
from app.db import session
from app.ground.box_deposits import FORFEITED_AFTER_DAYS
from app.ground.green_goals import BOX_BACK_DAYS
from app.ground.parcel_steps import ARRIVED, ParcelState
from app.orders.models import BoxDeposit, Order, SubOrder
from app.parcels.kinds import ParcelKind
from app.parcels.models import BoxReturn, Parcel, ParcelBox


@dataclass(frozen=True, slots=True)
class BoxesAbroad:
    """`out` are expected home, also those that have not left yet; `scanned` came back over a
    counter; `long_out` of `out` have arrived and are out for longer than is waited."""

    out: int = 0
    scanned: int = 0
    long_out: int = 0


def boxes_abroad(sub_order_id: int) -> dict[int, BoxesAbroad] | None:
    """By box type; None as long as the part has no parcels. Two statements."""
    booked = select(Parcel.id).where(Parcel.sub_order_id == sub_order_id).limit(1)
    if session.scalar(booked) is None:
        return None
    statement = (
        select(ParcelBox.box_type_id, _out(), _scanned(), _long_out(FORFEITED_AFTER_DAYS))
        .join(Parcel, Parcel.id == ParcelBox.parcel_id)
        .where(Parcel.sub_order_id == sub_order_id)
        .group_by(ParcelBox.box_type_id)
    )
    return {
        type_id: BoxesAbroad(int(out), int(scanned), int(long_out))
        for type_id, out, scanned, long_out in session.execute(statement)
    }


def parts_with_deposits_due(after_id: int = 0, limit: int = 100) -> list[int]:
    """Ids of parts of which something may have come free, or be kept for good. More than those are
    harmless: each is looked at again under its order's lock."""
    kept = BoxDeposit.boxes - BoxDeposit.boxes_back - BoxDeposit.boxes_forfeited
    free = or_(
        BoxDeposit.boxes - _out() > BoxDeposit.boxes_back, _scanned() > BoxDeposit.boxes_back
    )
    overdue = and_(kept > 0, _long_out(FORFEITED_AFTER_DAYS) > 0)
    statement = _parts(or_(free, overdue)).where(
        BoxDeposit.boxes_back < BoxDeposit.boxes, BoxDeposit.sub_order_id > after_id
    )
    return list(session.scalars(statement.limit(limit)))


def parts_to_remind(limit: int = 100) -> list[int]:
    """Their boxes are overdue and nobody was told yet."""
    kept = BoxDeposit.boxes - BoxDeposit.boxes_back - BoxDeposit.boxes_forfeited
    statement = _parts(_long_out(BOX_BACK_DAYS) > 0).where(
        kept > 0, BoxDeposit.reminded_at.is_(None)
    )
    return list(session.scalars(statement.limit(limit)))


def _parts(condition: ColumnElement[bool]) -> Select[int]:
    """Of paid orders, once their parcels are booked."""
    return (
        select(BoxDeposit.sub_order_id)
        .join(SubOrder, SubOrder.id == BoxDeposit.sub_order_id)
        .join(Order, Order.id == SubOrder.order_id)
        .join(Parcel, Parcel.sub_order_id == SubOrder.id)
        .outerjoin(
            ParcelBox,
            and_(ParcelBox.parcel_id == Parcel.id, ParcelBox.box_type_id == BoxDeposit.box_type_id),
        )
        .where(Order.paid_at.is_not(None))
        .group_by(
            BoxDeposit.sub_order_id,
            BoxDeposit.box_type_id,
            BoxDeposit.boxes,
            BoxDeposit.boxes_back,
            BoxDeposit.boxes_forfeited,
        )
        .having(condition)
        .order_by(BoxDeposit.sub_order_id)
    )


def _is_scanned() -> ColumnElement[bool]:
    return exists().where(
        BoxReturn.parcel_id == ParcelBox.parcel_id, BoxReturn.position == ParcelBox.position
    )


def _is_expected() -> ColumnElement[bool]:
    """Not of a parcel that came home, never left, or was made good before it arrived."""
    return and_(
        ParcelBox.parcel_id.is_not(None),
        Parcel.kind != ParcelKind.return_,
        Parcel.state.not_in([ParcelState.cancelled, ParcelState.returned]),
        or_(Parcel.made_good.is_(None), Parcel.state.in_(sorted(ARRIVED))),
        ~_is_scanned(),
    )


def _out() -> ColumnElement[int]:
    return _sum(_is_expected())


def _scanned() -> ColumnElement[int]:
    return _sum(_is_scanned())


def _long_out(days: int) -> ColumnElement[int]:
    left_before = clock.now() - timedelta(days=days)
    has_arrived = Parcel.state.in_(sorted(ARRIVED))
    return _sum(and_(_is_expected(), has_arrived, Parcel.sent_at < left_before))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
