"""What sales earn a cooperative, from what was frozen on the lines when they were placed.

The books say what is owed; this says why, sub-order by sub-order and week by week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.db import session
from app.ground.order_states import SubOrderState
from app.orders.models import Order, OrderLine, SubOrder

_SOLD = SubOrder.state.not_in([SubOrderState.pending, SubOrderState.cancelled])


@dataclass(frozen=True, slots=True)
class Earning:
    """`postage_borne_fen` is what the carrier asks beyond what the buyer paid for postage."""

    goods_fen: int
    commission_fen: int
    postage_borne_fen: int

    @property
    def earning_fen(self) -> int:
        return self.goods_fen - self.commission_fen - self.postage_borne_fen


@dataclass(frozen=True, slots=True)
class Week:
    """From a Monday in Shanghai on, by the day of payment."""

    first: date
    sub_orders: int
    earning: Earning

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)


def earning_of(sub_order: SubOrder) -> Earning:
    return Earning(
        goods_fen=sub_order.goods_fen,
        commission_fen=sum(line.commission_fen for line in sub_order.lines),
        postage_borne_fen=max(0, sub_order.postage_cost_fen - sub_order.postage_fen),
    )


def sales_of_cooperative(
    cooperative_id: int, before_id: int | None = None, limit: int = 30
) -> list[SubOrder]:
    """Paid and not cancelled, newest first."""
    statement = select(SubOrder).where(SubOrder.cooperative_id == cooperative_id, _SOLD)
    if before_id is not None:
        statement = statement.where(SubOrder.id < before_id)
    statement = statement.order_by(SubOrder.id.desc()).limit(limit)
    options = (joinedload(SubOrder.order), selectinload(SubOrder.lines))
    return list(session.scalars(statement.options(*options)))


def weeks_of_cooperative(cooperative_id: int, on: date, weeks: int = 8) -> list[Week]:
    """The week of `on` and those before it, oldest first, empty ones too; one statement."""
    mondays = list(_mondays(on, weeks))
    commission = (
        select(func.coalesce(func.sum(OrderLine.commission_fen), 0))
        .where(OrderLine.sub_order_id == SubOrder.id)
        .correlate(SubOrder)
        .scalar_subquery()
    )
    borne = SubOrder.postage_cost_fen - SubOrder.postage_fen
    sold = (
        select(
            _week_of(mondays).label("week"),
            SubOrder.goods_fen.label("goods"),
            commission.label("commission"),
            case((borne > 0, borne), else_=0).label("borne"),
        )
        .join(SubOrder.order)
        .where(
            SubOrder.cooperative_id == cooperative_id,
            _SOLD,
            Order.paid_at >= _begins(mondays[0]),
            Order.paid_at < _begins(mondays[-1] + timedelta(days=7)),
        )
        .subquery()
    )
    sums = (func.sum(sold.c.goods), func.sum(sold.c.commission), func.sum(sold.c.borne))
    statement = select(sold.c.week, func.count(), *sums).group_by(sold.c.week)
    found = {week: (count, *map(int, fen)) for week, count, *fen in session.execute(statement)}
    return [
        Week(monday, found[place][0], Earning(*found[place][1:]))
        if place in found
        else Week(monday, 0, Earning(0, 0, 0))
        for place, monday in enumerate(mondays)
    ]


def week_of_cooperative(cooperative_id: int) -> Week:
    """This week so far."""
    return weeks_of_cooperative(cooperative_id, clock.today(), 1)[0]


def _mondays(on: date, weeks: int) -> Iterator[date]:
    this = on - timedelta(days=on.weekday())
    yield from (this - timedelta(weeks=back) for back in range(weeks - 1, -1, -1))


def _week_of(mondays: list[date]) -> ColumnElement[int]:
    """The place in the list of the last Monday that is not after the payment."""
    places = reversed(list(enumerate(mondays)))
    return case(*((Order.paid_at >= _begins(monday), place) for place, monday in places), else_=0)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.SHANGHAI).astimezone(UTC)
