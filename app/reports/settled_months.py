"""What was settled and what the platform took of it, month by month: from the statements' lines and
the payouts, so that it agrees with what everybody was told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.db import session
from app.ground.payout_states import PayoutState
from app.settlement.kinds import LineKind
from app.settlement.models import Payout, Statement, StatementLine


@dataclass(frozen=True, slots=True)
class SettledMonth:
    """`platform_fen` is the commission without the shops' part; `taken_back_fen` what was deducted
    before settlement and clawed back after it."""

    first: date
    parts: int
    goods_fen: int
    commission_fen: int
    shops_fen: int
    postage_fen: int
    taken_back_fen: int
    cooperatives_fen: int
    paid_fen: int

    @property
    def platform_fen(self) -> int:
        return self.commission_fen - self.shops_fen


def settled_months(on: date, months: int = 12) -> list[SettledMonth]:
    """The month of `on` and those before it, the oldest first; two statements."""
    firsts = [_first(on, back) for back in range(months - 1, -1, -1)]
    place = _place(Statement.covers_until, firsts)
    line, kind = StatementLine, StatementLine.kind
    is_sale, is_shop = kind == LineKind.sale, kind == LineKind.commission
    clawed = kind.in_([LineKind.refund, LineKind.claim])
    sums = (
        func.sum(case((is_sale, 1), else_=0)),
        func.sum(case((is_sale, line.goods_fen), else_=0)),
        func.sum(case((is_sale, line.commission_fen), else_=0)),
        func.sum(case((is_shop, line.commission_fen), else_=0)),
        func.sum(case((is_sale, line.postage_fen), else_=0)),
        func.sum(line.refunded_fen - case((clawed, line.net_fen), else_=0)),
        func.sum(case((is_sale, line.net_fen), else_=0)),
    )
    settled = (
        select(place, *sums)
        .join(Statement, Statement.id == line.statement_id)
        .where(Statement.covers_until >= _begins(firsts[0]))
        .group_by(place)
    )
    found = {row[0]: row[1:] for row in session.execute(settled)}
    arrived = _place(Payout.ended_at, firsts)
    paid = (
        select(arrived, func.sum(Payout.amount_fen))
        .where(Payout.state == PayoutState.paid, Payout.ended_at >= _begins(firsts[0]))
        .group_by(arrived)
    )
    sent = {row[0]: int(row[1]) for row in session.execute(paid)}
    none = (0,) * len(sums)
    return [
        SettledMonth(first, *map(int, (*found.get(place, none), sent.get(place, 0))))
        for place, first in enumerate(firsts)
    ]


def _first(on: date, back: int) -> date:
    months = on.year * 12 + on.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _place(
    moment: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    firsts: list[date],
) -> ColumnElement[int]:
    """The place in the list of the last month that has begun by then."""
    places = reversed(list(enumerate(firsts)))
    return case(*((moment >= _begins(first), place) for place, first in places), else_=-1)


def _begins(first: date) -> datetime:
    return datetime.combine(first, time(), tzinfo=clock.SHANGHAI).astimezone(UTC)
