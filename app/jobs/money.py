"""Later work with the card company: refunds, and questions about payments nobody ended.

Each asks outside any transaction. A message may be handled twice: our numbers are the idempotency
keys, and what is finished is left alone.
"""

from datetime import timedelta

from flask import current_app

from app.db import Facts, session, transaction
from app.ground.refusals import PartnerSilent
from app.orders.actions import expire_order
from app.orders.queries import overdue_orders
from app.partners.cards import CardCompany, CardRefused, RefundRequest
from app.partners.joined import Partners
from app.payments.actions import record_answer
from app.payments.kinds import Tender
from app.payments.models import Payment
from app.payments.queries import get_refund, open_payments_of, payments_to_ask_about
from app.payments.refunds import begin_refund, record_failed_refund, record_refund

ASK_AFTER = timedelta(minutes=2)


def partners() -> Partners:
    joined: Partners = current_app.extensions["partners"]
    return joined


def send_refund(facts: Facts) -> None:
    """PartnerSilent goes up to the worker, which tries again with the same refund number."""
    refund_id = int(facts["refund_id"])
    with transaction():
        if begin_refund(refund_id) is None:
            return
    refund = get_refund(refund_id)
    request = RefundRequest(refund.number, refund.payment.external_id or "", refund.amount_fen)
    session.rollback()
    try:
        answer = partners().cards.refund(request)
    except CardRefused as fault:
        with transaction():
            record_failed_refund(refund_id, fault.reason)
        return
    with transaction():
        record_refund(refund_id, answer)


def ask_about_payments() -> None:
    """A message that never came is made up for: the company is asked how it stands."""
    for payment in payments_to_ask_about(ASK_AFTER):
        _ask(partners().cards, payment)


def expire_orders() -> None:
    """Ask about money on its way first, so that no order is given up while it is being paid."""
    due = overdue_orders()
    for payment in open_payments_of(due):
        _ask(partners().cards, payment)
    for order_id in due:
        with transaction():
            expire_order(order_id)


def _ask(company: CardCompany, payment: Payment) -> None:
    if payment.tender != company.tender or payment.external_id is None:
        return
    tender, external_id = Tender(payment.tender), payment.external_id
    session.rollback()
    try:
        answer = company.ask(external_id)
    except (PartnerSilent, CardRefused):
        return
    with transaction():
        record_answer(tender, answer)
