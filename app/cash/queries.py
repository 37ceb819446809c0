"""What is in a shop's box, how its days ended, and which of it waits for somebody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from app import clock
from app.cash.kinds import DifferenceState, RemittanceState
from app.cash.models import CashClose, CashCount, CashDifference, CashRemittance
from app.db import session
from app.ground.notes import box_moment
from app.ground.postings import cash_box, cash_in_transit
from app.ground.refusals import Missing
from app.ledger.queries import balance, balances, moved_since
from app.shops.models import Shop

Row = TypeVar("Row")
# A shop with notes in its box that has not counted them for so long is asked why.
CLOSE_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class BoxDay:
    """What came into the box on a Shanghai day, what left it, and how its count differed."""

    day: date
    in_fen: int
    out_fen: int
    difference_fen: int


@dataclass(frozen=True, slots=True)
class UnclosedShop:
    """`since` is when its last close was, None when it never had one."""

    shop: Shop
    held_fen: int
    since: datetime | None


def box_day() -> date:
    return clock.day_of(box_moment(clock.now()))


def waiting_fen(shop_id: int) -> int:
    """Differences of counts that are explained but not decided: the box holds so much more or less
    than the books say."""
    statement = select(func.coalesce(func.sum(CashDifference.amount_fen), 0)).where(
        CashDifference.shop_id == shop_id,
        CashDifference.close_id.is_not(None),
        CashDifference.state == DifferenceState.waiting,
    )
    return int(session.execute(statement).scalar_one())


def find_close_of_day(shop_id: int, day: date) -> CashClose | None:
    """The one that holds: what was replaced is history."""
    return session.scalars(
        _closes().where(CashClose.shop_id == shop_id, CashClose.day == day)
    ).one_or_none()


def last_close_of(shop_id: int) -> CashClose | None:
    newest = _closes().where(CashClose.shop_id == shop_id).order_by(CashClose.id.desc())
    return session.scalars(newest.limit(1)).one_or_none()


def closes_of_shop(shop_id: int, before_id: int | None = None, limit: int = 30) -> list[CashClose]:
    statement = _closes().where(CashClose.shop_id == shop_id)
    if before_id is not None:
        statement = statement.where(CashClose.id < before_id)
    return list(session.scalars(statement.order_by(CashClose.id.desc()).limit(limit)))


def get_close(close_id: int) -> CashClose:
    """Any, replaced ones too."""
    statement = select(CashClose).where(CashClose.id == close_id)
    return _one(session.scalars(statement.options(joinedload(CashClose.count))).one_or_none())


def get_count_of_shop(shop_id: int, count_id: int) -> CashCount:
    statement = select(CashCount).where(CashCount.id == count_id, CashCount.shop_id == shop_id)
    return _one(session.scalars(statement).one_or_none())


def counts_of_day(shop_id: int, day: date) -> list[CashCount]:
    """The oldest first: somebody who counts again and again until it fits is seen."""
    statement = select(CashCount).where(CashCount.shop_id == shop_id, CashCount.day == day)
    return list(session.scalars(statement.order_by(CashCount.id)))


def close_of_count(count_id: int) -> CashClose | None:
    return session.scalars(select(CashClose).where(CashClose.count_id == count_id)).one_or_none()


def differences_of_closes(closes: Sequence[CashClose]) -> dict[int, CashDifference]:
    statement = select(CashDifference).where(
        CashDifference.close_id.in_(sorted(one.id for one in closes))
    )
    return {int(one.close_id or 0): one for one in session.scalars(statement)}


def box_days(shop_id: int, days: int = 14) -> list[BoxDay]:
    """The oldest first; a day on which nothing happened is there too."""
    last = clock.today()
    wanted = [last - timedelta(days=ago) for ago in reversed(range(days))]
    begins = datetime.combine(wanted[0], time(), tzinfo=clock.SHANGHAI).astimezone(UTC)
    came: Counter[date] = Counter()
    left: Counter[date] = Counter()
    for happened_at, fen in moved_since(cash_box(shop_id), begins):
        (came if fen > 0 else left)[clock.day_of(happened_at)] += abs(fen)
    closes = _closes().where(CashClose.shop_id == shop_id, CashClose.day >= wanted[0])
    differed = {one.day: one.difference_fen for one in session.scalars(closes)}
    return [BoxDay(day, came[day], left[day], differed.get(day, 0)) for day in wanted]


def remittances_of_shop(
    shop_id: int, before_id: int | None = None, limit: int = 30
) -> list[CashRemittance]:
    statement = select(CashRemittance).where(CashRemittance.shop_id == shop_id)
    if before_id is not None:
        statement = statement.where(CashRemittance.id < before_id)
    return list(session.scalars(statement.order_by(CashRemittance.id.desc()).limit(limit)))


def references_of_remittances(ids: Iterable[int]) -> dict[int, str]:
    statement = select(CashRemittance.id, CashRemittance.reference).where(
        CashRemittance.id.in_(sorted(ids))
    )
    return {row.id: row.reference for row in session.execute(statement)}


def remittances_waiting(before_id: int | None = None, limit: int = 50) -> list[CashRemittance]:
    statement = (
        select(CashRemittance)
        .where(CashRemittance.state == RemittanceState.handed)
        .options(joinedload(CashRemittance.shop))
        .order_by(CashRemittance.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(CashRemittance.id < before_id)
    return list(session.scalars(statement))


def get_remittance(remittance_id: int) -> CashRemittance:
    statement = select(CashRemittance).where(CashRemittance.id == remittance_id)
    return _one(session.scalars(statement.options(joinedload(CashRemittance.shop))).one_or_none())


def differences_waiting(before_id: int | None = None, limit: int = 50) -> list[CashDifference]:
    statement = (
        select(CashDifference)
        .where(CashDifference.state == DifferenceState.waiting)
        .options(joinedload(CashDifference.shop))
        .order_by(CashDifference.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(CashDifference.id < before_id)
    return list(session.scalars(statement))


def get_difference(difference_id: int) -> CashDifference:
    statement = select(CashDifference).where(CashDifference.id == difference_id)
    return _one(session.scalars(statement.options(joinedload(CashDifference.shop))).one_or_none())


def in_transit_fen(shop_id: int) -> int:
    return balance(cash_in_transit(shop_id))


def unclosed_shops() -> list[UnclosedShop]:
    """With notes in the box and no close for CLOSE_WITHIN, the greatest sum first."""
    held = {int(name.partition(":")[2]): fen for name, fen in balances("cash_box:").items() if fen}
    last = (
        select(CashClose.shop_id, func.max(CashClose.closed_at).label("since"))
        .group_by(CashClose.shop_id)
        .subquery()
    )
    statement = (
        select(Shop, last.c.since)
        .outerjoin(last, last.c.shop_id == Shop.id)
        .where(Shop.id.in_(sorted(held)))
    )
    since_when = clock.now() - CLOSE_WITHIN
    found = [
        UnclosedShop(shop, held[shop.id], since)
        for shop, since in session.execute(statement)
        if (since or shop.created_at) < since_when
    ]
    return sorted(found, key=lambda one: -one.held_fen)


def _closes() -> Select[CashClose]:
    later = aliased(CashClose)
    replaced = select(later.id).where(later.replaces_id == CashClose.id)
    return select(CashClose).where(~replaced.exists()).options(joinedload(CashClose.count))


def _one(row: Row | None) -> Row:
    if row is None:
        raise Missing
    return row
