"""What a village shop sees of its own orders as a whole: its day, its commission, its numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from app import clock
from app.db import session
from app.ground.order_states import OrderState, SubOrderState
from app.orders.models import Order, OrderLine, SubOrder


@dataclass(frozen=True, slots=True)
class ShopDay:
    """`orders` of the day that were not given up; `commission_fen` of those that are paid."""

    orders: int
    unpaid: int
    commission_fen: int


def day_of_shop(shop_id: int, on: date) -> ShopDay:
    """`on` is a day in Shanghai. Two statements."""
    begins = datetime.combine(on, time(), tzinfo=clock.SHANGHAI).astimezone(UTC)
    today = (
        Order.shop_id == shop_id,
        Order.placed_at >= begins,
        Order.placed_at < begins + timedelta(days=1),
    )
    states = select(Order.state, func.count()).where(*today).group_by(Order.state)
    counts: dict[str, int] = {state: int(count) for state, count in session.execute(states)}
    commission = (
        select(func.coalesce(func.sum(OrderLine.shop_commission_fen), 0))
        .join(OrderLine.sub_order)
        .join(SubOrder.order)
        .where(*today, Order.state == OrderState.paid, SubOrder.state != SubOrderState.cancelled)
    )
    unpaid = counts.get(OrderState.placed, 0)
    return ShopDay(
        orders=unpaid + counts.get(OrderState.paid, 0),
        unpaid=unpaid,
        commission_fen=int(session.execute(commission).scalar_one()),
    )


def shop_commission_fen(order: Order) -> int:
    """The shop's part of an order; of cancelled sub-orders there is none."""
    return sum(
        line.shop_commission_fen
        for sub_order in order.sub_orders
        if sub_order.state != SubOrderState.cancelled
        for line in sub_order.lines
    )


def order_numbers_of_shop(shop_id: int, order_ids: Iterable[int]) -> dict[int, str]:
    statement = select(Order.id, Order.number).where(
        Order.shop_id == shop_id, Order.id.in_(sorted(set(order_ids)))
    )
    rows = session.execute(statement).all()
    return {row.id: row.number for row in rows}
