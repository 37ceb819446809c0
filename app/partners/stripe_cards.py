"""Stripe: redirect Checkout, in CNY, with our payment number as the idempotency key.

The package is wrapped here and nowhere else. Whatever goes wrong before a message is verified is
`Forged`: the package lets TypeError, AttributeError and RecursionError through (reliability E1).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

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
    check_message,
)
from app.partners.signatures import GOOD_FOR_SECONDS, LONGEST_HEADER

# To connect and to answer: a visitor waits for it, and a batch of the worker must end in its lease.
TIMEOUT_SECONDS = (3, 6)
TRIES_MORE = 1
HEADER = "Stripe-Signature"
METHODS = ("card", "alipay", "wechat_pay")
_LOCALES = {"zh-Hans": "zh", "zh-Hant": "zh-TW", "en": "en"}
_REFUND_RETURNED = ("failed", "canceled")
Facts = dict[str, Any]
Answer = TypeVar("Answer")


class StripeCards:
    tender = "stripe"

    def __init__(self, key: str, webhook_secret: str, api_base: str | None = None) -> None:
        stripe.enable_telemetry = False
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=TRIES_MORE,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def open_session(self, request: CardRequest) -> CardSession:
        return _call(
            lambda: self._client.v1.checkout.sessions.create(
                params=_session_params(request),
                options={"idempotency_key": request.payment_number},
            ),
            lambda session: CardSession(str(session["id"]), str(session["url"])),
        )

    def ask(self, external_id: str) -> CardAnswer:
        return _call(lambda: self._client.v1.checkout.sessions.retrieve(external_id), _answer)

    def close(self, external_id: str) -> CardAnswer:
        try:
            return _call(lambda: self._client.v1.checkout.sessions.expire(external_id), _answer)
        except CardRefused:
            # Only an open session can be closed: this one has ended in its own way.
            return self.ask(external_id)

    def refund(self, request: RefundRequest) -> RefundAnswer:
        intent = _call(
            lambda: self._client.v1.checkout.sessions.retrieve(request.external_id),
            lambda session: session["payment_intent"],
        )
        if not isinstance(intent, str):
            raise CardRefused("nothing was paid")
        return _call(
            lambda: self._client.v1.refunds.create(
                params={
                    "payment_intent": intent,
                    "amount": request.amount_fen,
                    "metadata": {"refund_number": request.number},
                },
                options={"idempotency_key": request.number},
            ),
            _refund_answer,
        )

    def ask_refund(self, external_id: str) -> RefundAnswer:
        return _call(lambda: self._client.v1.refunds.retrieve(external_id), _refund_answer)

    def read_message(self, body: bytes, headers: Mapping[str, str]) -> CardMessage:
        try:
            header = headers.get(HEADER, "")
            if len(header) > LONGEST_HEADER:
                raise Forged("too long")
            stripe.WebhookSignature.verify_header(body, header, self._webhook_secret)
            _check_time(header)
            return check_message(_message(json.loads(body)))
        except Exception as fault:
            raise Forged(type(fault).__name__) from fault


def _call(ask: Callable[[], stripe.StripeObject], read: Callable[[Facts], Answer]) -> Answer:
    """A clear no is CardRefused; PartnerSilent is anything whose outcome is unknown, and a key
    that is not accepted: that is ours to put right, and then the same question is asked again."""
    try:
        return read(ask().to_dict())
    except _UNKNOWN as fault:
        raise PartnerSilent from fault
    except stripe.StripeError as fault:
        raise CardRefused(fault.code or type(fault).__name__) from fault
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        # An answer that nobody can read.
        raise PartnerSilent from fault


_UNKNOWN = (
    stripe.APIConnectionError,
    stripe.RateLimitError,
    stripe.APIError,
    stripe.AuthenticationError,
    stripe.PermissionError,
)


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
    """The package takes a message from the future (reliability E2), and by another clock."""
    stamps = [part[2:] for part in header.split(",") if part.startswith("t=")]
    if abs(clock.now().timestamp() - int(stamps[0])) > GOOD_FOR_SECONDS:
        raise Forged("not now")


def _message(event: Facts) -> CardMessage:
    kind = str(event["type"])
    subject = event["data"]["object"]
    is_session = kind.startswith("checkout.session.") and subject["object"] == "checkout.session"
    answer = _answer(subject) if is_session else None
    if answer is not None and kind == "checkout.session.async_payment_failed":
        answer = replace(answer, standing=Standing.failed)
    return CardMessage(
        external_id=str(event["id"]),
        kind=kind,
        answer=answer,
        facts={"object": str(subject.get("id", ""))[:255], "created": int(event["created"])},
    )


def _answer(session: Facts) -> CardAnswer:
    number = (session.get("metadata") or {}).get("payment_number")
    return CardAnswer(
        external_id=str(session["id"]),
        payment_number=str(number or session.get("client_reference_id") or ""),
        standing=_standing(str(session["status"]), str(session["payment_status"])),
        amount_fen=int(session["amount_total"] or 0),
        currency=str(session["currency"] or ""),
    )


def _standing(status: str, payment_status: str) -> Standing:
    if payment_status == "paid":
        return Standing.paid
    return Standing.expired if status == "expired" else Standing.open


def _refund_answer(refund: Facts) -> RefundAnswer:
    if refund["status"] in _REFUND_RETURNED:
        raise CardRefused(str(refund.get("failure_reason") or refund["status"]))
    return RefundAnswer(str(refund["id"]), refund["status"] == "succeeded")
