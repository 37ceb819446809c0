"""Stripe: redirect Checkout, in CNY, with our payment number as the idempotency key.

The package is wrapped here and nowhere else. Whatever goes wrong before a message is verified is
`Forged`: the package lets TypeError, AttributeError and RecursionError through (reliability E1).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import stripe

from app import clock
from app.partners.cards import (
    CURRENCY,
    METHODS,
    BalanceTransaction,
    CardAnswer,
    CardMessage,
    CardRefused,
    CardRequest,
    CardSession,
    DisputeAnswer,
    Forged,
    RefundAnswer,
    RefundRequest,
    RefundReturned,
    Standing,
    check_message,
)
from app.partners.signatures import GOOD_FOR_SECONDS, LONGEST_HEADER
from app.partners.stripe_balance import balance_of
from app.partners.stripe_client import Answer, ClearNo, Facts, call, make_client
from app.partners.stripe_subjects import REFUND_KINDS, read_dispute, read_refund

HEADER = "Stripe-Signature"
_LOCALES = {"zh-Hans": "zh", "zh-Hant": "zh-TW", "en": "en"}
_REFUND_RETURNED = ("failed", "canceled")


class StripeCards:
    tender = "stripe"

    def __init__(self, key: str, webhook_secret: str, api_base: str | None = None) -> None:
        self._webhook_secret = webhook_secret
        self._client = make_client(key, api_base)

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
        """Stripe forgets a key after a day, but not what was refunded: an answer that was lost for
        longer is found by our number before anything is given back again. What a bank has sent back
        is asked for anew, with a key of its own."""
        intent, payment_number = _call(
            lambda: self._client.v1.checkout.sessions.retrieve(request.external_id),
            lambda session: (session["payment_intent"], _number_of(session)),
        )
        if not isinstance(intent, str):
            raise CardRefused("nothing was paid")
        known = _call(
            lambda: self._client.v1.refunds.list(params={"payment_intent": intent, "limit": 100}),
            lambda page: [one for one in page["data"] if _is_of(one, request)],
        )
        alive = [one for one in known if one["status"] not in _REFUND_RETURNED]
        if alive:
            return _refund_answer(alive[0])
        key = f"{request.number}-{len(known)}" if known else request.number
        numbers = {"refund_number": request.number, "payment_number": payment_number}
        return _call(
            lambda: self._client.v1.refunds.create(
                params={
                    "payment_intent": intent,
                    "amount": request.amount_fen,
                    "metadata": numbers,
                },
                options={"idempotency_key": key},
            ),
            _refund_answer,
        )

    def ask_refund(self, external_id: str) -> RefundAnswer:
        return _call(lambda: self._client.v1.refunds.retrieve(external_id), _refund_answer)

    def ask_dispute(self, external_id: str) -> DisputeAnswer:
        params: Any = {"expand": ["payment_intent"]}
        return _call(lambda: self._client.v1.disputes.retrieve(external_id, params), read_dispute)

    def disputes(self) -> list[DisputeAnswer]:
        params: Any = {"limit": 100, "expand": ["data.payment_intent"]}
        return _call(
            lambda: self._client.v1.disputes.list(params),
            lambda page: [read_dispute(one) for one in page["data"]],
        )

    def submit_evidence(self, external_id: str, number: str, text: str) -> DisputeAnswer:
        params: Any = {
            "evidence": {"uncategorized_text": text},
            "submit": True,
            "expand": ["payment_intent"],
        }
        return _call(
            lambda: self._client.v1.disputes.update(
                external_id, params=params, options={"idempotency_key": number}
            ),
            read_dispute,
        )

    def balance_transactions(
        self, since: datetime, until: datetime
    ) -> Iterator[BalanceTransaction]:
        return balance_of(self._client, since, until)

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
    try:
        return call(ask, read)
    except ClearNo as fault:
        raise CardRefused(fault.reason) from fault


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
    is_refund = kind in REFUND_KINDS and subject["object"] == "refund"
    is_dispute = kind.startswith("charge.dispute.") and subject["object"] == "dispute"
    return CardMessage(
        external_id=str(event["id"]),
        kind=kind,
        answer=answer,
        refund=read_refund(subject) if is_refund else None,
        dispute_id=str(subject["id"]) if is_dispute else None,
        facts={"object": str(subject.get("id", ""))[:255], "created": int(event["created"])},
    )


def _number_of(session: Facts) -> str:
    number = (session.get("metadata") or {}).get("payment_number")
    return str(number or session.get("client_reference_id") or "")


def _is_of(refund: Facts, request: RefundRequest) -> bool:
    number = (refund.get("metadata") or {}).get("refund_number")
    return bool(number == request.number and refund["amount"] == request.amount_fen)


def _answer(session: Facts) -> CardAnswer:
    return CardAnswer(
        external_id=str(session["id"]),
        payment_number=_number_of(session),
        standing=_standing(str(session["status"]), str(session["payment_status"])),
        amount_fen=int(session["amount_total"] or 0),
        currency=str(session["currency"] or ""),
        methods=tuple(str(one) for one in session.get("payment_method_types") or ()),
    )


def _standing(status: str, payment_status: str) -> Standing:
    if payment_status == "paid":
        return Standing.paid
    return Standing.expired if status == "expired" else Standing.open


def _refund_answer(refund: Facts) -> RefundAnswer:
    if refund["status"] in _REFUND_RETURNED:
        raise RefundReturned(str(refund.get("failure_reason") or refund["status"]))
    return RefundAnswer(str(refund["id"]), refund["status"] == "succeeded")
