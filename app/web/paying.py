"""Paying by card in three steps: write it down, ask the company, write down its answer.

The partner is asked outside any transaction. A clear no fails the attempt; silence leaves it
started, and the worker asks again (app/jobs/money.py).
"""

from datetime import timedelta

from flask import current_app

from app.db import transaction
from app.ground.refusals import PartnerSilent
from app.orders.actions import PAY_WITHIN
from app.partners.cards import CardCompany, CardRefused, CardRequest
from app.partners.joined import Partners
from app.payments.actions import record_refused_session, record_session, start_payment
from app.payments.kinds import Tender
from app.payments.queries import get_payment

# Stripe wants half an hour at least, counted from when it is asked, which may be for a second time
# just before our own deadline. The worker closes the session with the order (app/jobs/money.py).
SESSION_LASTS = PAY_WITHIN + timedelta(minutes=31)


def partners() -> Partners:
    joined: Partners = current_app.extensions["partners"]
    return joined


def card_company() -> CardCompany:
    return partners().cards


def begin_card_payment(
    order_id: int,
    language: str,
    *,
    paid_url: str,
    left_url: str,
    pay_link_id: int | None = None,
) -> str:
    """The address of the company's page, where the buyer pays, or who came by a pay link. From
    there she comes back to `paid_url` or `left_url`. AlreadyPaid, OrderExpired."""
    company = card_company()
    with transaction():
        payment_id = start_payment(order_id, Tender(company.tender), pay_link_id).id
    payment = get_payment(payment_id)
    if payment.hosted_url:
        return payment.hosted_url
    order = payment.order
    request = CardRequest(
        payment_number=payment.number,
        order_number=order.number,
        amount_fen=payment.amount_fen,
        description=f"PostHarvest 邮禾 {order.number}",
        success_url=paid_url,
        cancel_url=left_url,
        language=language,
        # Of the payment, not of this moment: a question asked again must be the same question.
        expires_at=payment.started_at + SESSION_LASTS,
    )
    try:
        opened = company.open_session(request)
    except CardRefused as fault:
        with transaction():
            record_refused_session(payment_id, fault.reason)
        raise PartnerSilent from fault
    with transaction():
        kept = record_session(payment_id, opened)
        # Of two that asked at once, both go to the page that we know of.
        return kept.hosted_url or opened.hosted_url
