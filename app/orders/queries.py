"""Orders as each kind of person may see them: who asks is part of every question."""

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.db import session
from app.ground.order_states import SUB_ORDER_TABLE, OrderState, SubOrderState, SubOrderStep
from app.ground.packing import Plan
from app.ground.refusals import Missing
from app.orders.cart import hash_key
from app.orders.deadlines import late_parts
from app.orders.models import Order as Order  # pages name what they were given
from app.orders.models import OrderEvent, OrderLine
from app.orders.models import SubOrder as SubOrder


def _whole(statement: Select[Order]) -> Select[Order]:
    """With sub-orders, cooperatives and lines, in three statements whatever the size."""
    return statement.options(
        joinedload(Order.shop),
        joinedload(Order.pickup_shop),
        joinedload(Order.villager),
        selectinload(Order.sub_orders).joinedload(SubOrder.cooperative),
        selectinload(Order.sub_orders).selectinload(SubOrder.lines),
    )


def _one(statement: Select[Order]) -> Order:
    order = session.scalars(_whole(statement)).one_or_none()
    if order is None:
        raise Missing
    return order


def get_order_for(person_id: int, number: str) -> Order:
    return _one(select(Order).where(Order.number == number, Order.person_id == person_id))


def get_order_by_secret(secrets: Iterable[str], number: str) -> Order:
    """For a guest: her browser or her letter holds the order's secret (128 bits and more)."""
    order = _one(select(Order).where(Order.number == number))
    if not any(hmac.compare_digest(hash_key(one), order.secret_hash) for one in secrets):
        raise Missing
    return order


def orders_by_secrets(secrets: Iterable[str], limit: int = 20) -> list[Order]:
    """What the holder of these secrets may see, newest first."""
    hashes = sorted({hash_key(one) for one in secrets})
    if not hashes:
        return []
    return _newest(select(Order).where(Order.secret_hash.in_(hashes)), None, limit)


def get_order_of_shop(shop_id: int, number: str) -> Order:
    return _one(select(Order).where(Order.number == number, Order.shop_id == shop_id))


def get_order_for_office(number: str) -> Order:
    """Only for the office's face: it may see every order."""
    return _one(select(Order).where(Order.number == number))


def get_order(order_id: int) -> Order:
    """For doors that have checked who asks: jobs, hooks and commands."""
    return _one(select(Order).where(Order.id == order_id))


def orders_for(person_id: int, before_id: int | None = None, limit: int = 20) -> list[Order]:
    return _newest(select(Order).where(Order.person_id == person_id), before_id, limit)


def insurance_of(order: Order) -> int:
    """What of its postage, in fen, is the post's insurance."""
    return sum(Plan.from_facts(part.packing_plan).insurance_fen for part in order.sub_orders)


def orders_of_shop(
    shop_id: int, before_id: int | None = None, limit: int = 20, villager_id: int | None = None
) -> list[Order]:
    statement = select(Order).where(Order.shop_id == shop_id)
    if villager_id is not None:
        statement = statement.where(Order.villager_id == villager_id)
    return _newest(statement, before_id, limit)


def office_orders(
    text: str = "", state: OrderState | None = None, before_id: int | None = None, limit: int = 50
) -> list[Order]:
    """`text` is an order number or its beginning, or a whole phone number."""
    statement = select(Order)
    if text:
        statement = statement.where(
            or_(Order.number.startswith(text, autoescape=True), Order.recipient_phone == text)
        )
    if state is not None:
        statement = statement.where(Order.state == state)
    return _newest(statement, before_id, limit)


def _newest(statement: Select[Order], before_id: int | None, limit: int) -> list[Order]:
    if before_id is not None:
        statement = statement.where(Order.id < before_id)
    return list(session.scalars(_whole(statement.order_by(Order.id.desc()).limit(limit))))


def _whole_part(statement: Select[SubOrder]) -> Select[SubOrder]:
    return statement.options(
        joinedload(SubOrder.order).joinedload(Order.pickup_shop),
        joinedload(SubOrder.cooperative),
        selectinload(SubOrder.lines),
    )


def get_sub_order_of_cooperative(cooperative_id: int, number: str) -> SubOrder:
    statement = select(SubOrder).where(
        SubOrder.number == number, SubOrder.cooperative_id == cooperative_id
    )
    sub_order = session.scalars(_whole_part(statement)).one_or_none()
    if sub_order is None or sub_order.state == SubOrderState.pending:
        raise Missing
    return sub_order


def sub_orders_of_cooperative(
    cooperative_id: int, states: Sequence[SubOrderState], limit: int = 200
) -> list[SubOrder]:
    """What must leave first stands first."""
    statement = (
        select(SubOrder)
        .where(SubOrder.cooperative_id == cooperative_id, SubOrder.state.in_(list(states)))
        .order_by(SubOrder.ship_by, SubOrder.id)
        .limit(limit)
    )
    return list(session.scalars(_whole_part(statement)))


def events_of_order(order_id: int) -> list[OrderEvent]:
    statement = select(OrderEvent).where(OrderEvent.order_id == order_id).order_by(OrderEvent.id)
    return list(session.scalars(statement))


def overdue_orders(limit: int = 100) -> list[int]:
    """Ids of unpaid orders whose time is up, oldest first."""
    statement = (
        select(Order.id)
        .where(Order.state == OrderState.placed, Order.pay_by <= clock.now())
        .order_by(Order.pay_by, Order.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def overdue_parts() -> tuple[ColumnElement[bool], ...]:
    """Paid, and still with the cooperative after the hour at which it had to leave."""
    waiting = [SubOrderState.confirmed, SubOrderState.packing]
    return SubOrder.state.in_(waiting), SubOrder.ship_by < clock.now()


def overdue_sub_orders(limit: int = 100) -> list[SubOrder]:
    """Of all cooperatives, for the office's face: the latest first."""
    statement = select(SubOrder).where(*overdue_parts()).order_by(SubOrder.ship_by, SubOrder.id)
    return list(session.scalars(_whole_part(statement.limit(limit))))


def late_sub_orders(limit: int = 100) -> list[SubOrder]:
    """Sent long ago and not there, for the office's face: those that are given up first."""
    statement = select(SubOrder).where(*late_parts()).order_by(SubOrder.receive_by, SubOrder.id)
    return list(session.scalars(_whole_part(statement.limit(limit))))


def get_sub_order(sub_order_id: int) -> SubOrder:
    found = session.get(SubOrder, sub_order_id)
    if found is None:
        raise Missing
    return found


def get_sub_order_for_office(number: str) -> SubOrder:
    sub_order = session.scalars(
        _whole_part(select(SubOrder).where(SubOrder.number == number))
    ).one_or_none()
    if sub_order is None:
        raise Missing
    return sub_order


def last_lines_of_villager(shop_id: int, villager_id: int) -> list[OrderLine]:
    """What she had last time, to order it again with one tap."""
    newest = (
        select(Order.id)
        .where(Order.shop_id == shop_id, Order.villager_id == villager_id)
        .order_by(Order.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = select(OrderLine).join(OrderLine.sub_order).where(SubOrder.order_id == newest)
    return list(session.scalars(statement.order_by(OrderLine.id)))


def is_open_for_payment(order: Order, at: datetime) -> bool:
    return order.state == OrderState.placed and at < order.pay_by


def can_be_cancelled(order: Order) -> bool:
    """Unpaid, or paid while no part has left."""
    return order.state in (OrderState.placed, OrderState.paid) and all(
        one.state == SubOrderState.cancelled
        or (SubOrderState(one.state), SubOrderStep.cancel) in SUB_ORDER_TABLE
        for one in order.sub_orders
    )


def parts_to_cancel(order: Order) -> list[SubOrder]:
    """Of a paid order those that can still be given back one by one."""
    if order.state != OrderState.paid:
        return []
    return [
        one
        for one in order.sub_orders
        if (SubOrderState(one.state), SubOrderStep.cancel) in SUB_ORDER_TABLE
    ]


def numbers_of_orders(order_ids: Iterable[int]) -> dict[int, str]:
    """For the office, of any shop or none."""
    statement = select(Order.id, Order.number).where(Order.id.in_(sorted(set(order_ids))))
    return dict(session.execute(statement).all())
