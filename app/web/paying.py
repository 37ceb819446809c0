"""Paying by card in three steps: write it down, ask the company, write down its answer.

The partner is asked outside any transaction. A clear no fails the attempt; silence leaves it
started, and the worker asks again (app/jobs/money.py).
"""

from datetime import timedelta

from flask import current_app, url_for

from app import clock
from app.db import transaction
from app.ground.refusals import PartnerSilent
from app.partners.cards import CardCompany, CardRefused, CardRequest
from app.partners.joined import Partners
from app.payments.actions import record_refused_session, record_session, start_payment
from app.payments.kinds import Tender
from app.payments.queries import get_payment

# Stripe keeps a session open for half an hour at least; money that comes later than our own
# deadline goes back by itself.
SHORTEST_SESSION = timedelta(minutes=31)


def partners() -> Partners:
    joined: Partners = current_app.extensions["partners"]
    return joined


def card_company() -> CardCompany:
    return partners().cards


def begin_card_payment(order_id: int, language: str) -> str:
    """The address of the company's page, where the buyer pays. AlreadyPaid, OrderExpired."""
    company = card_company()
    with transaction():
        payment_id = start_payment(order_id, Tender(company.tender)).id
    payment = get_payment(payment_id)
    if payment.hosted_url:
        return payment.hosted_url
    order = payment.order
    order_url = url_for("storefront.orders.show", number=order.number, _external=True)
    request = CardRequest(
        payment_number=payment.number,
        order_number=order.number,
        amount_fen=payment.amount_fen,
        description=f"PostHarvest 邮禾 {order.number}",
        success_url=order_url,
        cancel_url=url_for("storefront.pay.show", number=order.number, _external=True),
        language=language,
        expires_at=max(order.pay_by, clock.now() + SHORTEST_SESSION),
    )
    try:
        opened = company.open_session(request)
    except CardRefused as fault:
        with transaction():
            record_refused_session(payment_id, fault.reason)
        raise PartnerSilent from fault
    with transaction():
        record_session(payment_id, opened)
    return opened.hosted_url
