"""What we ask of whoever pays out to cooperatives and shops. Never called inside a transaction.

A company that is told at once (Stripe's transfers, the demonstration's bank) answers at once. The
bank file is told nothing: its payouts stay `sent` until somebody reads in what the bank has said.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PayoutKind(StrEnum):
    stripe_transfer = "stripe_transfer"
    bank_file = "bank_file"
    demo_bank = "demo_bank"


class PayoutStanding(StrEnum):
    """`sent`: taken on and not confirmed. `returned`: it was paid, or seemed to be, and has come
    back."""

    sent = "sent"
    paid = "paid"
    returned = "returned"


class PayoutRefused(Exception):
    """A clear no: nothing has left; `reason` is the company's word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PayoutRequest:
    """`number` is our own and the idempotency key: asked twice, it is paid once. `account` is what
    the company knows the payee by: acct_… for Stripe, the account's number for a bank."""

    number: str
    account: str
    amount_fen: int
    memo: str
    holder: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class PayoutAnswer:
    """`external_id` is the company's name for it; a bank file has none."""

    external_id: str | None
    standing: PayoutStanding
    reason: str = ""


class PayoutCompany(Protocol):
    """Errors: PartnerSilent when the outcome is unknown (ask again with the same number),
    PayoutRefused when it is a clear no."""

    kind: PayoutKind

    def pay(self, request: PayoutRequest) -> PayoutAnswer: ...

    def ask(self, number: str, external_id: str | None) -> PayoutAnswer | None:
        """How it stands. None: the company knows nothing of this number, so nothing has left."""
        ...

    def reverse(self, number: str, external_id: str, amount_fen: int) -> PayoutAnswer:
        """Take some or all of it back; `number` is our own for the reversal."""
        ...
