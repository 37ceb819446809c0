"""States of an order (is it paid?) and of its sub-orders (how far is each cooperative?)."""

from collections.abc import Iterable
from enum import StrEnum

from app.ground.refusals import StepNotAllowed


class OrderState(StrEnum):
    placed = "placed"
    paid = "paid"
    cancelled = "cancelled"
    expired = "expired"


class OrderStep(StrEnum):
    pay = "pay"
    cancel = "cancel"
    expire = "expire"
    revive = "revive"


TABLE: dict[tuple[OrderState, OrderStep], OrderState] = {
    (OrderState.placed, OrderStep.pay): OrderState.paid,
    (OrderState.placed, OrderStep.cancel): OrderState.cancelled,
    (OrderState.placed, OrderStep.expire): OrderState.expired,
    # The money came late, and the boxes could be had once more.
    (OrderState.expired, OrderStep.revive): OrderState.paid,
    # Only while no sub-order has been shipped: the sub-orders' own table sees to that.
    (OrderState.paid, OrderStep.cancel): OrderState.cancelled,
}


def step(state: OrderState, step: OrderStep) -> OrderState:
    """An expired order is not paid but revived, a cancelled one neither: its money goes back."""
    if (state, step) not in TABLE:
        raise StepNotAllowed(step=step.value, state=state.value)
    return TABLE[state, step]


class SubOrderState(StrEnum):
    pending = "pending"
    confirmed = "confirmed"
    packing = "packing"
    shipped = "shipped"
    delivered = "delivered"
    received = "received"
    closed = "closed"
    cancelled = "cancelled"


class SubOrderStep(StrEnum):
    """`unship` and `undeliver` answer a carrier that takes a scan back (codes 207, 743)."""

    confirm = "confirm"
    start_packing = "start_packing"
    ship = "ship"
    unship = "unship"
    deliver = "deliver"
    undeliver = "undeliver"
    receive = "receive"
    close = "close"
    cancel = "cancel"
    revive = "revive"


SUB_ORDER_TABLE: dict[tuple[SubOrderState, SubOrderStep], SubOrderState] = {
    (SubOrderState.pending, SubOrderStep.confirm): SubOrderState.confirmed,
    (SubOrderState.confirmed, SubOrderStep.start_packing): SubOrderState.packing,
    # The carrier's first scan counts even when nobody said that packing had begun.
    (SubOrderState.confirmed, SubOrderStep.ship): SubOrderState.shipped,
    (SubOrderState.packing, SubOrderStep.ship): SubOrderState.shipped,
    (SubOrderState.shipped, SubOrderStep.unship): SubOrderState.packing,
    (SubOrderState.shipped, SubOrderStep.deliver): SubOrderState.delivered,
    (SubOrderState.delivered, SubOrderStep.undeliver): SubOrderState.shipped,
    # The buyer has it in hand, whatever the carrier has scanned.
    (SubOrderState.shipped, SubOrderStep.receive): SubOrderState.received,
    (SubOrderState.delivered, SubOrderStep.receive): SubOrderState.received,
    # Without a word from the buyer the days for one have passed.
    (SubOrderState.delivered, SubOrderStep.close): SubOrderState.closed,
    (SubOrderState.received, SubOrderStep.close): SubOrderState.closed,
    # Every parcel came to another end: lost, refused or returned, and settled as a claim.
    (SubOrderState.shipped, SubOrderStep.close): SubOrderState.closed,
    (SubOrderState.pending, SubOrderStep.cancel): SubOrderState.cancelled,
    (SubOrderState.confirmed, SubOrderStep.cancel): SubOrderState.cancelled,
    (SubOrderState.packing, SubOrderStep.cancel): SubOrderState.cancelled,
    # Only together with an order that had expired.
    (SubOrderState.cancelled, SubOrderStep.revive): SubOrderState.confirmed,
}


def sub_order_step(state: SubOrderState, step: SubOrderStep) -> SubOrderState:
    if (state, step) not in SUB_ORDER_TABLE:
        raise StepNotAllowed(step=step.value, state=state.value)
    return SUB_ORDER_TABLE[state, step]


class Fulfilment(StrEnum):
    """How far a paid order is as a whole. It is never stored: it follows from the sub-orders."""

    waiting = "waiting"
    preparing = "preparing"
    partly_shipped = "partly_shipped"
    shipped = "shipped"
    partly_delivered = "partly_delivered"
    delivered = "delivered"
    finished = "finished"
    cancelled = "cancelled"


_SENT = frozenset(
    {
        SubOrderState.shipped,
        SubOrderState.delivered,
        SubOrderState.received,
        SubOrderState.closed,
    }
)
_ARRIVED = _SENT - {SubOrderState.shipped}
_FINISHED = _ARRIVED - {SubOrderState.delivered}


def fulfilment_of(states: Iterable[SubOrderState]) -> Fulfilment:
    """Cancelled sub-orders do not hold the others up."""
    live = [state for state in states if state is not SubOrderState.cancelled]
    if not live:
        return Fulfilment.cancelled
    if _FINISHED.issuperset(live):
        return Fulfilment.finished
    for part, whole, group in (
        (Fulfilment.partly_delivered, Fulfilment.delivered, _ARRIVED),
        (Fulfilment.partly_shipped, Fulfilment.shipped, _SENT),
    ):
        if group.issuperset(live):
            return whole
        if not group.isdisjoint(live):
            return part
    if all(state is SubOrderState.pending for state in live):
        return Fulfilment.waiting
    return Fulfilment.preparing
