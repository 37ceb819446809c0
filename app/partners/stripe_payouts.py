"""Payouts by Stripe Connect: a transfer from our balance to the payee's connected account.

Our number is the idempotency key and the transfer's group. Stripe forgets keys after a day, but not
groups: an answer that was lost for longer is found by its group before anything is paid again.
"""

from collections.abc import Callable
from typing import Any

import stripe

from app.partners.cards import CURRENCY
from app.partners.payouts import (
    PayoutAnswer,
    PayoutKind,
    PayoutRefused,
    PayoutRequest,
    PayoutStanding,
)
from app.partners.stripe_client import Answer, ClearNo, Facts, call, make_client


class StripePayouts:
    kind = PayoutKind.stripe_transfer

    def __init__(self, key: str, api_base: str | None = None) -> None:
        self._client = make_client(key, api_base)

    def pay(self, request: PayoutRequest) -> PayoutAnswer:
        known = self.ask(request.number, None)
        if known is not None:
            return known
        params: Any = {
            "amount": request.amount_fen,
            "currency": CURRENCY,
            "destination": request.account,
            "description": request.memo,
            "transfer_group": request.number,
            "metadata": {"payout_number": request.number},
        }
        return _call(
            lambda: self._client.v1.transfers.create(
                params=params, options={"idempotency_key": request.number}
            ),
            _answer,
        )

    def ask(self, number: str, external_id: str | None) -> PayoutAnswer | None:
        if external_id is not None:
            try:
                return _call(lambda: self._client.v1.transfers.retrieve(external_id), _answer)
            except PayoutRefused:
                return None
        found = _call(
            lambda: self._client.v1.transfers.list(params={"transfer_group": number, "limit": 1}),
            lambda page: list(page["data"]),
        )
        return _answer(found[0]) if found else None

    def reverse(self, number: str, external_id: str, amount_fen: int) -> PayoutAnswer:
        return _call(
            lambda: self._client.v1.transfers.reversals.create(
                external_id,
                params={"amount": amount_fen, "metadata": {"reversal_number": number}},
                options={"idempotency_key": number},
            ),
            lambda reversal: PayoutAnswer(str(reversal["id"]), PayoutStanding.returned),
        )


def _call(ask: Callable[[], stripe.StripeObject], read: Callable[[Facts], Answer]) -> Answer:
    try:
        return call(ask, read)
    except ClearNo as fault:
        raise PayoutRefused(fault.reason) from fault


def _answer(transfer: Facts) -> PayoutAnswer:
    """The balance of a connected account has it as soon as the transfer exists."""
    standing = PayoutStanding.returned if transfer["reversed"] else PayoutStanding.paid
    return PayoutAnswer(str(transfer["id"]), standing)
