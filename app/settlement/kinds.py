"""Whose statements there are, and what stands on them."""

from dataclasses import dataclass
from enum import StrEnum

from app.ground.postings import (
    cooperative_held,
    cooperative_payable,
    shop_held,
    shop_payable,
)
from app.ground.refusals import Missing


class PartyKind(StrEnum):
    cooperative = "cooperative"
    shop = "shop"


class LineKind(StrEnum):
    """`sale` and `commission` are earned and move from held to payable by the statement itself;
    the others are what the books moved on the payable account since the last one."""

    sale = "sale"
    commission = "commission"
    refund = "refund"
    claim = "claim"
    payout = "payout"
    correction = "correction"


class PayeeKind(StrEnum):
    """A bank account, or an account with Stripe (acct_…)."""

    bank = "bank"
    stripe = "stripe"


class Verdict(StrEnum):
    confirmed = "confirmed"
    refused = "refused"


_LETTERS = {PartyKind.cooperative: "C", PartyKind.shop: "S"}


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """A cooperative or a shop, as somebody whom we owe money."""

    kind: PartyKind
    id: int

    @classmethod
    def parse(cls, text: str) -> "Party":
        """ "cooperative:12"; Missing for anything else."""
        kind, _, number = text.partition(":")
        if kind not in _LETTERS or not (number.isascii() and number.isdecimal()):
            raise Missing
        return cls(PartyKind(kind), int(number))

    @property
    def held(self) -> str:
        of = cooperative_held if self.kind is PartyKind.cooperative else shop_held
        return of(self.id)

    @property
    def payable(self) -> str:
        of = cooperative_payable if self.kind is PartyKind.cooperative else shop_payable
        return of(self.id)

    @property
    def sign(self) -> str:
        """In numbers of statements and payouts: C12, S7."""
        return f"{_LETTERS[self.kind]}{self.id}"

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
