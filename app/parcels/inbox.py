"""The inbox of exceptions: what spoils first stands first, then whose time is up first.

Every list is one index over what is open, from wherever it is asked to go on; nothing here reads
the table of parcels but by the ids of one page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    distinct,
    exists,
    func,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from app import clock
from app.db import session
from app.ground.parcel_exceptions import ExceptionKind, Owner
from app.ground.refusals import Missing
from app.orders.models import Order, SubOrder
from app.parcels.exceptions import NEVER
from app.parcels.kinds import ExceptionState
from app.parcels.models import Parcel, ParcelContent, TrackingEvent
from app.parcels.models import ParcelException as ParcelException  # pages name what they were given

Place = tuple[date, datetime, int]
MOST_COUNTED = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`owner_id`: only what this person has taken over; `is_snoozed`: only what sleeps."""

    kind: ExceptionKind | None = None
    owner: Owner | None = None
    owner_id: int | None = None
    cooperative_id: int | None = None
    shop_id: int | None = None
    is_snoozed: bool = False


def exceptions_asked(asked: Asked, after: Place | None, limit: int) -> list[ParcelException]:
    """One of each parcel, that whose clock rings first, with all that a list shows of it; two
    statements, however many there are."""
    columns = (ParcelException.good_until, ParcelException.due_at, ParcelException.id)
    statement = _whole(select(ParcelException).where(*_which(asked), _leads(asked)))
    if after is not None:
        statement = statement.where(tuple_(*columns) > tuple_(*after))
    return list(session.scalars(statement.order_by(*columns).limit(limit)))


def other_reasons(rows: Sequence[ParcelException]) -> dict[int, list[str]]:
    """By parcel: what else is wrong with it and not put aside, besides the row that is shown."""
    shown = {row.id for row in rows}
    of = ParcelException
    statement = (
        select(of.id, of.parcel_id, of.kind)
        .where(*_which(Asked()), of.parcel_id.in_(sorted({row.parcel_id for row in rows})))
        .order_by(of.due_at, of.id)
    )
    found: dict[int, list[str]] = {}
    for row in session.execute(statement):
        if row.id not in shown:
            found.setdefault(row.parcel_id, []).append(row.kind)
    return found


def place_of(row: ParcelException) -> Place:
    return row.good_until, row.due_at, row.id


def _leads(asked: Asked) -> ColumnElement[bool]:
    """No other trouble of its parcel, of those that are asked for, comes before it."""
    one, other = ParcelException, aliased(ParcelException)
    before = tuple_(other.good_until, other.due_at, other.id) < tuple_(
        one.good_until, one.due_at, one.id
    )
    return ~exists().where(other.parcel_id == one.parcel_id, *_which(asked, other), before)


def _which(asked: Asked, of: type[ParcelException] = ParcelException) -> list[ColumnElement[bool]]:
    wide = {
        of.kind: asked.kind,
        of.owner_kind: asked.owner,
        of.owner_id: asked.owner_id,
        of.cooperative_id: asked.cooperative_id,
        of.shop_id: asked.shop_id,
    }
    sleeps = of.snoozed_until > clock.now()
    return [
        of.state == ExceptionState.open,
        sleeps if asked.is_snoozed else or_(of.snoozed_until.is_(None), ~sleeps),
        *(column == value for column, value in wide.items() if value is not None),
    ]


def _whole(statement: Select[ParcelException]) -> Select[ParcelException]:
    parcel = joinedload(ParcelException.parcel)
    part = parcel.joinedload(Parcel.sub_order)
    return statement.options(
        part.joinedload(SubOrder.order).joinedload(Order.villager),
        part.joinedload(SubOrder.cooperative),
        parcel.joinedload(Parcel.pickup_shop),
        parcel.selectinload(Parcel.contents).joinedload(ParcelContent.line),
    )


def needs_somebody() -> list[ColumnElement[bool]]:
    """Open, and not put aside; of each parcel one."""
    return [*_which(Asked()), _leads(Asked())]


def spoils_today() -> ColumnElement[bool]:
    """Or is spoilt already."""
    return ParcelException.good_until <= clock.today()


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """Parcels by kind (only those there are), by owner (every one) and altogether. One with two
    kinds of trouble is counted with each kind and once in the whole, as the lists show it."""

    kinds: Mapping[str, int]
    owners: Mapping[str, int]
    total: int


def counts_of_open() -> OpenCounts:
    """Of what does not sleep; counted up to MOST_COUNTED of the most urgent, in one statement."""
    of = ParcelException
    some = (
        select(of.parcel_id, of.kind, of.owner_kind)
        .where(*_which(Asked()))
        .order_by(of.good_until, of.due_at, of.id)
        .limit(MOST_COUNTED)
        .cte()
    )
    parcels = func.count(distinct(some.c.parcel_id))
    kinds: dict[str, int] = {}
    owners = dict.fromkeys((one.value for one in Owner), 0)
    total = 0
    for kind, owner, count in session.execute(
        union_all(
            select(some.c.kind, null(), parcels).group_by(some.c.kind),
            select(null(), some.c.owner_kind, parcels).group_by(some.c.owner_kind),
            select(null(), null(), parcels),
        )
    ):
        if kind is not None:
            kinds[kind] = int(count)
        elif owner is not None:
            owners[owner] = int(count)
        else:
            total = int(count)
    return OpenCounts(kinds, owners, total)


def count_for(
    owner: Owner, *, cooperative_id: int | None = None, shop_id: int | None = None
) -> int:
    """How many parcels wait for one cooperative, or one shop."""
    asked = Asked(owner=owner, cooperative_id=cooperative_id, shop_id=shop_id)
    parcels = select(func.count(distinct(ParcelException.parcel_id)))
    return int(session.scalar(parcels.where(*_which(asked))) or 0)


def last_places(parcel_ids: Sequence[int]) -> dict[int, str]:
    """Where each was last seen, as the scan named it."""
    of = TrackingEvent
    rows = session.execute(
        select(of.parcel_id, of.place)
        .where(of.parcel_id.in_(sorted(parcel_ids)), of.place != "")
        .order_by(of.happened_at, of.id)
    )
    return {row.parcel_id: row.place for row in rows}


def get_exception_for_office(exception_id: int) -> ParcelException:
    """Only for the office's face: with its notes and its parcel's scans."""
    return _one(select(ParcelException).where(ParcelException.id == exception_id))


def _one(statement: Select[ParcelException]) -> ParcelException:
    found = session.scalars(
        _whole(statement).options(
            selectinload(ParcelException.notes),
            selectinload(ParcelException.parcel, Parcel.events),
            selectinload(ParcelException.parcel, Parcel.contents).joinedload(ParcelContent.lot),
        )
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def exceptions_of_parcel(parcel_id: int) -> list[ParcelException]:
    """All of them, open ones first, the newest first."""
    of = ParcelException
    statement = select(of).where(of.parcel_id == parcel_id)
    return list(session.scalars(statement.order_by(of.state.desc(), of.id.desc())))


def days_left(good_until: date) -> int | None:
    """From today on, below zero when it is past; None for what does not spoil."""
    return None if good_until == NEVER else (good_until - clock.today()).days


def as_address(place: Place) -> list[Any]:
    """For a keyset: a day, a moment and a number as an address can hold them."""
    return [place[0].isoformat(), place[1].isoformat(), place[2]]
