"""Money arriving. `capture` is the whole story of "the money came".

Paying by card is three steps: start_payment, then the door asks the company, then record_session.
The company's signed message is the truth; the page that the buyer returns to only reads.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from app import clock
from app.db import lock_rows, session
from app.ground.filling import fill
from app.ground.order_states import OrderState
from app.ground.payment_states import PaymentState, PaymentStep, step
from app.ground.postings import ORDER_DEPOSITS, SUSPENSE, cash_box, move, sale_postings
from app.ground.refusals import AlreadyPaid, Missing, MoneyNotAllowed, OrderExpired
from app.ledger.actions import lock_account, post
from app.orders.actions import expire_order, mark_paid, revive_order
from app.orders.models import Order
from app.orders.queries import is_open_for_payment
from app.outbox.actions import leave
from app.parcels.actions import book_parcels
from app.partners.cards import CardSession
from app.payments.deposits import deposits_of, rest_of
from app.payments.kinds import EventOutcome, RefundReason, Tender
from app.payments.models import Payment, PaymentShare
from app.payments.refunds import request_whole_refund, return_deposits
from app.payments.shares import money_account, sale_share
from app.payments.shop_money import check_left

_OPEN = (PaymentState.started, PaymentState.requires_action)


def start_payment(order_id: int, tender: Tender, pay_link_id: int | None = None) -> Payment:
    """Step one: say that we are going to ask for the rest. An attempt still open for just that sum
    is gone on with; of an older one for another sum the surplus goes back by itself. So does what
    two have paid: whoever comes by a pay link has a card company's page of her own."""
    order = payable_order(order_id)
    rest_fen = rest_of(order)
    open_one = select(Payment).where(
        Payment.order_id == order.id,
        Payment.tender == tender,
        Payment.pay_link_id == pay_link_id,
        Payment.amount_fen == rest_fen,
        Payment.state.in_(_OPEN),
    )
    payment = session.scalars(open_one.order_by(Payment.id.desc())).first()
    if payment is None:
        payment = _new_payment(order, tender, None, rest_fen)
        payment.pay_link_id = pay_link_id
        session.flush()
    return payment


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


def take_cash(order_id: int, shop_id: int, amount_fen: int | None = None) -> Payment:
    """The villager has paid at the counter, all that is left or a part: the notes are in the shop's
    cash box."""
    order = _payable_at(order_id, shop_id)
    # A count of the box has its place in the books: before this, or after it.
    lock_account(cash_box(shop_id))
    return _take(order, Tender.cash_box, shop_id, amount_fen)


def pay_by_account(
    order_id: int, shop_id: int, tender: Tender, amount_fen: int | None = None
) -> Payment:
    """Out of what the shop has paid in beforehand, or on its credit line."""
    order = _payable_at(order_id, shop_id)
    check_left(shop_id, tender, amount_fen or rest_of(order))
    return _take(order, tender, shop_id, amount_fen)


def receive_transfer(order_id: int, amount_fen: int, reference: str) -> Payment:
    """A bank transfer that two persons have seen. It is never refused: what the order cannot have
    goes back."""
    found = lock_rows(Order, [order_id])
    if not found:
        raise Missing
    payment = _new_payment(found[0], Tender.bank_transfer, None, amount_fen)
    payment.external_id = reference
    capture(payment, found[0])
    return payment


def _take(order: Order, tender: Tender, shop_id: int, amount_fen: int | None) -> Payment:
    """MoneyNotAllowed beyond the rest: at the counter nobody pays too much."""
    rest_fen = rest_of(order)
    taken_fen = rest_fen if amount_fen is None else amount_fen
    if not 0 < taken_fen <= rest_fen:
        raise MoneyNotAllowed(field="part")
    payment = _new_payment(order, tender, shop_id, taken_fen)
    capture(payment, order)
    return payment


def _payable_at(order_id: int, shop_id: int) -> Order:
    order = payable_order(order_id)
    if order.shop_id != shop_id:
        raise Missing
    return order


def expire_unpaid(order_id: int) -> bool:
    """Not paid in time: boxes and deposits go back."""
    if not expire_order(order_id):
        return False
    return_deposits(order_id)
    return True


def capture(payment: Payment, order: Order) -> EventOutcome:
    """The money came. With what came before it buys the order, or it waits for the rest, or goes
    back by itself if the order cannot have it."""
    before = deposits_of(order.id)
    rest_fen = order.total_fen - sum(one.amount_fen for one in before)
    payment.state = step(PaymentState(payment.state), PaymentStep.capture)
    payment.captured_at = clock.now()
    session.flush()
    if order.state == OrderState.paid:
        return _return_unwanted(payment, order, RefundReason.paid_twice)
    if payment.amount_fen < rest_fen:
        if order.state != OrderState.placed:
            return _return_unwanted(payment, order, RefundReason.paid_too_late)
        return _keep_deposit(payment, order)
    sold = _sell(order)
    if sold is None:
        return _return_unwanted(payment, order, RefundReason.paid_too_late)
    _share_out(sold, [*before, payment], rest_fen)
    _book_sale(payment, sold, rest_fen)
    if payment.amount_fen > rest_fen:
        request_whole_refund(payment, RefundReason.paid_twice, payment.amount_fen - rest_fen)
        leave("tell_payment_returned", {"payment_id": payment.id})
    book_parcels(sold)
    leave("tell_order_paid", {"order_id": sold.id})
    session.flush()
    return EventOutcome.applied


def _keep_deposit(payment: Payment, order: Order) -> EventOutcome:
    post(
        f"payment:{payment.number}:captured",
        f"order {order.number}: a part is paid",
        move(money_account(payment), ORDER_DEPOSITS, payment.amount_fen),
        order_id=order.id,
    )
    return EventOutcome.applied


def _share_out(order: Order, payments: Sequence[Payment], last_fen: int) -> None:
    """Payments in order fill sub-orders in order; of the last one no more than was missing."""
    amounts = [*(one.amount_fen for one in payments[:-1]), last_fen]
    rows = fill([part.total_fen for part in order.sub_orders], amounts)
    for payment, row in zip(payments, rows, strict=True):
        for part, fen in zip(order.sub_orders, row, strict=True):
            if fen:
                share = PaymentShare(sub_order_id=part.id, amount_fen=fen, refunded_fen=0)
                payment.shares.append(share)


def _book_sale(payment: Payment, order: Order, rest_fen: int) -> None:
    """One entry: this payment and the deposits before it are sold together."""
    money = money_account(payment)
    shares = [sale_share(one) for one in order.sub_orders]
    if rest_fen == order.total_fen:
        postings = sale_postings(shares, money)
    else:
        postings = [
            *move(money, ORDER_DEPOSITS, rest_fen),
            *sale_postings(shares, ORDER_DEPOSITS),
        ]
    post(
        f"payment:{payment.number}:captured",
        f"order {order.number} paid",
        [*postings, *move(money, SUSPENSE, payment.amount_fen - rest_fen)],
        order_id=order.id,
    )


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


def payable_order(order_id: int) -> Order:
    """The order's row, locked; AlreadyPaid or OrderExpired when it takes no payment any more."""
    order = lock_rows(Order, [order_id])[0]
    if order.state == OrderState.paid:
        raise AlreadyPaid
    if not is_open_for_payment(order, clock.now()):
        raise OrderExpired
    return order


def _new_payment(order: Order, tender: Tender, shop_id: int | None, amount_fen: int) -> Payment:
    payment = Payment(
        number=f"P{order.number}{secrets.token_hex(4)}",
        order_id=order.id,
        tender=tender,
        shop_id=shop_id,
        state=PaymentState.started,
        amount_fen=amount_fen,
        started_at=clock.now(),
    )
    session.add(payment)
    session.flush()
    return payment
