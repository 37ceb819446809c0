"""Stripe: redirect Checkout, in CNY, with our payment number as the idempotency key.

The package is wrapped here and nowhere else. Whatever goes wrong before a message is verified is
`Forged`: the package lets TypeError, AttributeError and RecursionError through (reliability E1).
"""

from collections.abc import Mapping
from typing import Any

import stripe

from app import clock
from app.ground.refusals import PartnerSilent
from app.partners.cards import (
    CURRENCY,
    CardAnswer,
    CardMessage,
    CardRefused,
    CardRequest,
    CardSession,
    Forged,
    RefundAnswer,
    RefundRequest,
    Standing,
)

TIMEOUT_SECONDS = 10
NEWEST_MESSAGE_SECONDS = 300
METHODS = ("card", "alipay", "wechat_pay")
_LOCALES = {"zh-Hans": "zh", "zh-Hant": "zh-TW", "en": "en"}


class StripeCards:
    tender = "stripe"

    def __init__(self, key: str, webhook_secret: str, api_base: str | None = None) -> None:
        stripe.enable_telemetry = False
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=2,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def open_session(self, request: CardRequest) -> CardSession:
        session = self._call(
            lambda: self._client.v1.checkout.sessions.create(
                params=_session_params(request),
                options={"idempotency_key": request.payment_number},
            )
        )
        return CardSession(str(session["id"]), str(session["url"]))

    def ask(self, external_id: str) -> CardAnswer:
        return _answer(self._call(lambda: self._client.v1.checkout.sessions.retrieve(external_id)))

    def refund(self, request: RefundRequest) -> RefundAnswer:
        session = self._call(
            lambda: self._client.v1.checkout.sessions.retrieve(request.external_id)
        )
        refund = self._call(
            lambda: self._client.v1.refunds.create(
                params={
                    "payment_intent": str(session["payment_intent"]),
                    "amount": request.amount_fen,
                    "metadata": {"refund_number": request.number},
                },
                options={"idempotency_key": request.number},
            )
        )
        return RefundAnswer(str(refund["id"]), refund["status"] == "succeeded")

    def read_message(self, body: bytes, headers: Mapping[str, str]) -> CardMessage:
        try:
            event = stripe.Webhook.construct_event(
                body.decode("utf-8"), headers.get("Stripe-Signature", ""), self._webhook_secret
            )
            _check_time(headers.get("Stripe-Signature", ""))
            return _message(event)
        except Exception as fault:
            raise Forged(type(fault).__name__) from fault

    def _call(self, ask: Any) -> Any:
        """A clear no is CardRefused; anything whose outcome is unknown is PartnerSilent."""
        try:
            return ask()
        except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as fault:
            raise PartnerSilent from fault
        except stripe.StripeError as fault:
            raise CardRefused(fault.code or type(fault).__name__) from fault


def _session_params(request: CardRequest) -> Any:
    return {
        "mode": "payment",
        "client_reference_id": request.payment_number,
        "payment_method_types": list(METHODS),
        "payment_method_options": {"wechat_pay": {"client": "web"}},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": CURRENCY,
                    "unit_amount": request.amount_fen,
                    "product_data": {"name": request.description},
                },
            }
        ],
        "metadata": {"payment_number": request.payment_number},
        "payment_intent_data": {"metadata": {"payment_number": request.payment_number}},
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
        "locale": _LOCALES.get(request.language, "auto"),
    }


def _check_time(header: str) -> None:
    """The package refuses old messages but takes one from the future (reliability E2)."""
    stamps = [part[2:] for part in header.split(",") if part.startswith("t=")]
    if not stamps or int(stamps[0][:12]) > clock.now().timestamp() + NEWEST_MESSAGE_SECONDS:
        raise Forged("from the future")


def _message(event: Any) -> CardMessage:
    kind = str(event["type"])
    subject = event["data"]["object"]
    is_session = kind.startswith("checkout.session.") and subject["object"] == "checkout.session"
    answer = _answer(subject) if is_session else None
    if answer is not None and kind == "checkout.session.async_payment_failed":
        answer = CardAnswer(
            answer.external_id,
            answer.payment_number,
            Standing.failed,
            answer.amount_fen,
            answer.currency,
        )
    return CardMessage(
        external_id=str(event["id"]),
        kind=kind,
        answer=answer,
        facts={"object": str(subject["id"]), "created": int(event["created"])},
    )


def _answer(session: Any) -> CardAnswer:
    metadata = session["metadata"] or {}
    number = dict(metadata).get("payment_number")
    return CardAnswer(
        external_id=str(session["id"]),
        payment_number=str(number or session["client_reference_id"] or ""),
        standing=_standing(str(session["status"]), str(session["payment_status"])),
        amount_fen=int(session["amount_total"] or 0),
        currency=str(session["currency"] or ""),
    )


def _standing(status: str, payment_status: str) -> Standing:
    if payment_status == "paid":
        return Standing.paid
    return Standing.expired if status == "expired" else Standing.open
