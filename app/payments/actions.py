"""Money arriving. `capture` is the whole story of "the money came".

Paying by card is three steps: start_payment, then the door asks the company, then record_session.
The company's signed message is the truth; the page that the buyer returns to only reads.
"""

import secrets

from sqlalchemy import select

from app import clock
from app.db import lock_rows, session
from app.ground.order_states import OrderState
from app.ground.payment_states import PaymentState, PaymentStep, step
from app.ground.postings import SUSPENSE, cash_box, move, sale_postings
from app.ground.refusals import AlreadyPaid, Missing, OrderExpired
from app.ledger.actions import lock_account, post
from app.orders.actions import mark_paid, revive_order
from app.orders.models import Order
from app.orders.queries import is_open_for_payment
from app.outbox.actions import leave
from app.parcels.actions import book_parcels
from app.partners.cards import CardSession
from app.payments.kinds import EventOutcome, RefundReason, Tender
from app.payments.models import Payment, PaymentShare
from app.payments.refunds import request_whole_refund
from app.payments.shares import money_account, sale_share

_OPEN = (PaymentState.started, PaymentState.requires_action)


def start_payment(order_id: int, tender: Tender) -> Payment:
    """Step one: say that we are going to ask. An attempt still open is gone on with."""
    order = _payable(order_id)
    open_one = select(Payment).where(
        Payment.order_id == order.id, Payment.tender == tender, Payment.state.in_(_OPEN)
    )
    payment = session.scalars(open_one.order_by(Payment.id.desc())).first()
    return payment or _new_payment(order, tender, None)


def record_session(payment_id: int, opened: CardSession) -> Payment:
    """Step three: the company has opened its page for us."""
    payment = lock_rows(Payment, [payment_id])[0]
    if payment.state == PaymentState.started:
        payment.state = step(PaymentState.started, PaymentStep.ask)
        payment.external_id = opened.external_id
        payment.hosted_url = opened.hosted_url
        payment.asked_at = clock.now()
        session.flush()
    return payment


def record_refused_session(payment_id: int, fault: str) -> None:
    """Step three when the company said a clear no."""
    payment = lock_rows(Payment, [payment_id])[0]
    if payment.state == PaymentState.started:
        payment.state = step(PaymentState.started, PaymentStep.fail)
        payment.fault = fault[:200]
        session.flush()


def take_cash(order_id: int, shop_id: int) -> Payment:
    """The villager has paid at the counter: the notes are in the shop's cash box."""
    order = _payable(order_id)
    if order.shop_id != shop_id:
        raise Missing
    # A count of the box has its place in the books: before this, or after it.
    lock_account(cash_box(shop_id))
    payment = _new_payment(order, Tender.cash_box, shop_id)
    capture(payment, order)
    return payment


def capture(payment: Payment, order: Order) -> EventOutcome:
    """The money came. It buys the order, or goes back by itself if the order cannot have it."""
    payment.state = step(PaymentState(payment.state), PaymentStep.capture)
    payment.captured_at = clock.now()
    session.flush()
    if order.state == OrderState.paid:
        return _return_unwanted(payment, order, RefundReason.paid_twice)
    sold = _sell(order)
    if sold is None:
        return _return_unwanted(payment, order, RefundReason.paid_too_late)
    order = sold
    for sub_order in order.sub_orders:
        payment.shares.append(
            PaymentShare(sub_order_id=sub_order.id, amount_fen=sub_order.total_fen, refunded_fen=0)
        )
    post(
        f"payment:{payment.number}:captured",
        f"order {order.number} paid",
        sale_postings([sale_share(one) for one in order.sub_orders], money_account(payment)),
        order_id=order.id,
    )
    book_parcels(order)
    leave("tell_order_paid", {"order_id": order.id})
    session.flush()
    return EventOutcome.applied


def _sell(order: Order) -> Order | None:
    """None when it cannot be had any more: cancelled, or expired and its boxes sold meanwhile."""
    if order.state == OrderState.placed:
        return mark_paid(order.id)
    return revive_order(order.id)


def _return_unwanted(payment: Payment, order: Order, reason: RefundReason) -> EventOutcome:
    post(
        f"payment:{payment.number}:captured",
        f"order {order.number}: {reason}",
        move(money_account(payment), SUSPENSE, payment.amount_fen),
        order_id=order.id,
    )
    request_whole_refund(payment, reason)
    leave("tell_payment_returned", {"payment_id": payment.id})
    return EventOutcome.applied


def _payable(order_id: int) -> Order:
    """The order's row, locked; AlreadyPaid or OrderExpired when it takes no payment any more."""
    order = lock_rows(Order, [order_id])[0]
    if order.state == OrderState.paid:
        raise AlreadyPaid
    if not is_open_for_payment(order, clock.now()):
        raise OrderExpired
    return order


def _new_payment(order: Order, tender: Tender, shop_id: int | None) -> Payment:
    payment = Payment(
        number=f"P{order.number}{secrets.token_hex(4)}",
        order_id=order.id,
        tender=tender,
        shop_id=shop_id,
        state=PaymentState.started,
        amount_fen=order.total_fen,
        started_at=clock.now(),
    )
    session.add(payment)
    session.flush()
    return payment
