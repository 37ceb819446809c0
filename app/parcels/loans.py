"""Returnable boxes 循环箱: out from the moment their parcel leaves until they are scanned back.

A parcel that came home has brought its boxes along. Of boxes that are tied together under one
number each scan brings one back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from app import clock
from app.db import insert_into, lock_rows, session
from app.ground.green_goals import BOX_BACK_DAYS
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import NoBoxOnLoan
from app.parcels.models import BoxReturn, Parcel, ParcelBox
from app.parcels.numbers import named_by
from app.postage.models import BoxType

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class LoanCounts:
    """`overdue` are among `out`."""

    out: int
    back: int
    overdue: int


def find_lent_box(number: str) -> int:
    """The part of an order that it belongs to; NoBoxOnLoan for a number that no parcel has."""
    owner = select(ParcelBox.parcel_id).where(ParcelBox.waybill_number == number)
    found = session.scalars(
        select(Parcel.sub_order_id).where(
            or_(Parcel.waybill_number == number, Parcel.id.in_(owner))
        )
    ).first()
    if found is None:
        raise NoBoxOnLoan
    return found


def take_box_back(number: str, shop_id: int | None, person_id: int) -> None:
    """By the number on the box, its own or its parcel's; NoBoxOnLoan, and nothing is changed, when
    none is out under it. Two scanners at once: the parcel's row is locked first."""
    found = session.scalars(select(named_by([number]).c.parcel_id)).all()
    lock_rows(Parcel, found)
    own = or_(
        ParcelBox.waybill_number == number,
        and_(ParcelBox.waybill_number.is_(None), Parcel.waybill_number == number),
    )
    statement = (
        select(ParcelBox.parcel_id, ParcelBox.position)
        .join(Parcel, Parcel.id == ParcelBox.parcel_id)
        .join(BoxType, BoxType.id == ParcelBox.box_type_id)
        .where(ParcelBox.parcel_id.in_(found), own, _is_lent(), ~_is_back())
        .order_by(ParcelBox.position)
        .limit(1)
    )
    box = session.execute(statement).first()
    if box is None:
        raise NoBoxOnLoan
    row = {
        "parcel_id": box.parcel_id,
        "position": box.position,
        "shop_id": shop_id,
        "taken_by_id": person_id,
        "back_at": clock.now(),
    }
    session.execute(insert_into(BoxReturn).values(row))


def loan_counts() -> LoanCounts:
    """One statement; it reads the boxes of returnable types only."""
    is_out = ~_is_back()
    late = and_(is_out, Parcel.sent_at < clock.now() - timedelta(days=BOX_BACK_DAYS))
    statement = (
        select(func.count(), _sum(is_out), _sum(late))
        .select_from(ParcelBox)
        .join(Parcel, Parcel.id == ParcelBox.parcel_id)
        .join(BoxType, BoxType.id == ParcelBox.box_type_id)
        .where(_is_lent())
    )
    lent, out, overdue = session.execute(statement).one()
    return LoanCounts(out=int(out), back=lent - int(out), overdue=int(overdue))


def boxes_back_lately(shop_id: int | None) -> Sequence[tuple[str, BoxReturn, BoxType]]:
    """What was scanned back there (None: at the post office), the last one first: the number on
    the box, when, and its type."""
    here = BoxReturn.shop_id.is_(None) if shop_id is None else BoxReturn.shop_id == shop_id
    of_box = and_(
        ParcelBox.parcel_id == BoxReturn.parcel_id, ParcelBox.position == BoxReturn.position
    )
    number = func.coalesce(ParcelBox.waybill_number, Parcel.waybill_number)
    statement = (
        select(number, BoxReturn, BoxType)
        .join(ParcelBox, of_box)
        .join(Parcel, Parcel.id == BoxReturn.parcel_id)
        .join(BoxType, BoxType.id == ParcelBox.box_type_id)
        .where(here)
        .order_by(BoxReturn.back_at.desc(), BoxReturn.parcel_id, BoxReturn.position)
        .limit(MOST_SHOWN)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def _is_lent() -> ColumnElement[bool]:
    return and_(BoxType.is_returnable, Parcel.sent_at.is_not(None))


def _is_back() -> ColumnElement[bool]:
    scanned = exists().where(
        BoxReturn.parcel_id == ParcelBox.parcel_id, BoxReturn.position == ParcelBox.position
    )
    return or_(scanned, Parcel.state == ParcelState.returned)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
