"""What lies at a shop, for whom, and for how long it has waited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from app import clock
from app.clock import SHANGHAI
from app.db import session
from app.ground.parcel_steps import ParcelState
from app.orders.models import Order, SubOrder
from app.parcels.models import Parcel
from app.parcels.queries import get_parcels
from app.shelves.models import ShelfStay

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Scanned:
    """One line of the running list: what was put where, the newest first."""

    stay: ShelfStay
    parcel: Parcel


def find_stay(parcel_id: int) -> ShelfStay | None:
    """The one that has not ended, or else the last one."""
    statement = (
        select(ShelfStay)
        .where(ShelfStay.parcel_id == parcel_id)
        .order_by(ShelfStay.ended_at.is_not(None), ShelfStay.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).first()


def stays_of(parcels: Iterable[Parcel]) -> dict[int, ShelfStay]:
    """By the parcel's id: those that have not ended."""
    ids = sorted(parcel.id for parcel in parcels)
    there = select(ShelfStay).where(ShelfStay.parcel_id.in_(ids), ShelfStay.ended_at.is_(None))
    return {stay.parcel_id: stay for stay in session.scalars(there)}


def scanned_today(shop_id: int, person_id: int | None) -> list[Scanned]:
    """By this keeper on this day, the newest first: a reload or a lost connection loses nothing."""
    stays = session.scalars(
        select(ShelfStay)
        .where(
            ShelfStay.shop_id == shop_id,
            ShelfStay.put_by_id == person_id,
            ShelfStay.put_at >= beginning_of_today(),
        )
        .order_by(ShelfStay.put_at.desc(), ShelfStay.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    parcels = {one.id: one for one in get_parcels([stay.parcel_id for stay in stays])}
    return [Scanned(stay, parcels[stay.parcel_id]) for stay in stays]


def count_of_today(shop_id: int) -> int:
    """How many were put there today; the next one's running number is one more."""
    today = select(func.max(ShelfStay.day_number)).where(
        ShelfStay.shop_id == shop_id, ShelfStay.put_at >= beginning_of_today()
    )
    return int(session.scalar(today) or 0)


def beginning_of_today() -> datetime:
    return clock.now().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def parcels_of_same_person(parcel: Parcel) -> list[Parcel]:
    """What else lies at the same shop for her, by the same account. Her name and phone alone would
    not do: somebody could order one thing in her name and fetch all of hers with its code."""
    order, shop_id = parcel.sub_order.order, parcel.pickup_shop_id
    same = (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .join(SubOrder.order)
        .where(
            Parcel.pickup_shop_id == shop_id,
            Parcel.state == ParcelState.at_shop,
            Parcel.pickup_code.is_not(None),
            Parcel.id != parcel.id,
            Order.recipient_name == order.recipient_name,
            Order.recipient_phone.is_not_distinct_from(order.recipient_phone),
            _same_account(order),
        )
        .order_by(Parcel.id)
        .limit(MOST_SHOWN)
    )
    return get_parcels(list(session.scalars(same)))


def _same_account(order: Order) -> ColumnElement[bool]:
    same = [Order.id == order.id]
    if order.person_id is not None:
        same.append(Order.person_id == order.person_id)
    if order.villager_id is not None:
        same.append(Order.villager_id == order.villager_id)
    return or_(*same)


def overdue_at_shop(shop_id: int, limit: int = 100) -> list[Parcel]:
    """What waited too long, the longest first."""
    late = (
        select(Parcel.id)
        .where(
            Parcel.pickup_shop_id == shop_id,
            Parcel.state == ParcelState.at_shop,
            Parcel.collect_by <= clock.now(),
        )
        .order_by(Parcel.collect_by, Parcel.id)
        .limit(limit)
    )
    ids = list(session.scalars(late))
    parcels = {parcel.id: parcel for parcel in get_parcels(ids)}
    return [parcels[one] for one in ids]
