"""Closing a month: from then on nothing is booked into it, and its sums can be printed.

A month's sums are worked out from its postings whenever somebody asks; what is kept is only where
the chain ended when it was closed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, case, func, select, update

from app import clock
from app.db import session
from app.ground.dates import month_of, next_month
from app.ground.refusals import (
    BooksBroken,
    DateNotAllowed,
    Missing,
    PeriodNotOver,
    PeriodOutOfOrder,
)
from app.ledger.actions import lock_head
from app.ledger.chain import START, Place, find_head, first_break, holds
from app.ledger.models import Account, JournalEntry, JournalHead, JournalLink, LedgerPeriod, Posting


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An account's month in fen: what it held before, what came and went, what it holds after."""

    account: str
    opening_fen: int
    debits_fen: int
    credits_fen: int

    @property
    def closing_fen(self) -> int:
        return self.opening_fen + self.debits_fen - self.credits_fen


def prove_since_last_close() -> Place:
    """The end of the chain, if it holds since the last month was closed; BooksBroken if not.

    For before `close_period`, outside its transaction: a month's entries take seconds to read.
    """
    return _proved(_last_closed())


def close_period(month: date, person_id: int, proved: Place | None = None) -> LedgerPeriod:
    """Months are closed in order, once they are over. `proved` is how far the chain was found good
    a moment ago; only what was booked since is read while everybody else waits."""
    if month != month_of(month):
        raise DateNotAllowed
    if month >= month_of(clock.today()):
        raise PeriodNotOver(ends_on=next_month(month) - timedelta(days=1))
    position, digest, _ = lock_head()
    if month != next_to_close():
        raise PeriodOutOfOrder
    end = _proved(proved or _last_closed())
    assert end == Place(position, digest)
    period = LedgerPeriod(
        month=month,
        closed_at=clock.now(),
        closed_by_id=person_id,
        position=position,
        digest=digest,
    )
    session.add(period)
    session.execute(update(JournalHead).values(open_from=next_month(month)))
    session.flush()
    return period


def next_to_close() -> date | None:
    """The earliest month that is open and has entries before it or in it; None in empty books."""
    last = session.scalar(select(func.max(LedgerPeriod.month)))
    if last is not None:
        return next_month(last)
    first = session.scalar(select(func.min(JournalEntry.happened_at)))
    return None if first is None else month_of(clock.day_of(first))


def closed_periods(before: date | None = None, limit: int = 50) -> list[LedgerPeriod]:
    """The latest first."""
    statement = select(LedgerPeriod).order_by(LedgerPeriod.month.desc()).limit(limit)
    if before is not None:
        statement = statement.where(LedgerPeriod.month < before)
    return list(session.scalars(statement))


def find_period(month: date) -> LedgerPeriod | None:
    return session.get(LedgerPeriod, month)


def trial_balance(month: date) -> list[TrialLine]:
    """Every account that was used until the end of the month, by name; Missing for a month that
    lies before the books or has not come."""
    first = next_to_close()
    earliest = session.scalar(select(func.min(LedgerPeriod.month))) or first
    if earliest is None or not earliest <= month <= month_of(clock.today()):
        raise Missing
    sums: dict[int, Counter[str]] = {}
    for side, sign in ((Posting.debit_id, 1), (Posting.credit_id, -1)):
        for account_id, before_fen, within_fen in session.execute(_moved(side, month)):
            found = sums.setdefault(account_id, Counter())
            found["opening"] += sign * int(before_fen)
            found["debits" if sign > 0 else "credits"] += int(within_fen)
    names = select(Account.id, Account.name).order_by(Account.name)
    return [
        TrialLine(name, sums[key]["opening"], sums[key]["debits"], sums[key]["credits"])
        for key, name in session.execute(names)
        if key in sums
    ]


def by_kind(lines: Iterable[TrialLine]) -> list[TrialLine]:
    """All accounts of one kind together: 'cooperative_held' for every 'cooperative_held:12'."""
    groups: dict[str, list[TrialLine]] = {}
    for line in lines:
        groups.setdefault(line.account.partition(":")[0], []).append(line)
    return [
        TrialLine(
            kind,
            sum(one.opening_fen for one in group),
            sum(one.debits_fen for one in group),
            sum(one.credits_fen for one in group),
        )
        for kind, group in sorted(groups.items())
    ]


def broken_periods() -> list[str]:
    """Closed months that are not what they were: for `flask books check`, the earliest first."""
    faults = []
    periods = list(session.scalars(select(LedgerPeriod).order_by(LedgerPeriod.month)))
    ends = [one.position for one in periods[1:]]
    for period, until in zip(periods, [*ends, None], strict=False):
        name = f"{period.month:%Y-%m}"
        if not holds(Place(period.position, period.digest)):
            faults.append(f"{name}: the chain is not what it was when it was closed")
        late = _booked_late(period, until)
        if late is not None:
            faults.append(f"{name}: entry {late} was booked into it after it was closed")
    months = [one.month for one in periods]
    if any(next_month(one) != other for one, other in pairwise(months)):
        faults.append("a month between two closed ones is open")
    open_from = session.scalar(select(JournalHead.open_from))
    if open_from != (next_month(months[-1]) if months else None):
        faults.append("the end of the chain names another open month than the closed ones do")
    return faults


def _last_closed() -> Place:
    row = session.execute(
        select(LedgerPeriod.position, LedgerPeriod.digest)
        .order_by(LedgerPeriod.month.desc())
        .limit(1)
    ).one_or_none()
    return START if row is None else Place(*row)


def _proved(since: Place) -> Place:
    head = find_head() or START
    broken = first_break(since)
    if broken is not None:
        raise BooksBroken(where=str(broken))
    return head


def _moved(side: Any, month: date) -> Select[int, int, int]:
    begins, ends = clock.beginning_of(month), clock.beginning_of(next_month(month))
    before = case((JournalEntry.happened_at < begins, Posting.amount_fen), else_=0)
    within = case((JournalEntry.happened_at >= begins, Posting.amount_fen), else_=0)
    return (
        select(side, func.sum(before), func.sum(within))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(JournalEntry.happened_at < ends)
        .group_by(side)
    )


def _booked_late(period: LedgerPeriod, until: int | None) -> int | None:
    """The first entry that hangs behind the close of the month and is of it or before it."""
    statement = (
        select(JournalEntry.id)
        .join(JournalLink, JournalLink.entry_id == JournalEntry.id)
        .where(
            JournalLink.position > period.position,
            JournalEntry.happened_at < clock.beginning_of(next_month(period.month)),
        )
        .order_by(JournalLink.position)
        .limit(1)
    )
    if until is not None:
        statement = statement.where(JournalLink.position <= until)
    return session.scalar(statement)
