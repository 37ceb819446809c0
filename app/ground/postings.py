"""Double entry that cannot be unbalanced: every posting moves one amount between two accounts.

Accounts are named by text; docs/money.md is their chart. A debit to a clearing account, the bank
or a cash box is money that came; a credit to a payable is money that is owed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

BANK = "bank"
BOX_DEPOSITS = "box_deposits"
CARD_FEES = "card_fees"
CARRIER_CLAIMS = "carrier_claims"
CARRIER_PAYABLE = "carrier_payable"
CASH_DIFFERENCES = "cash_differences"
CLAIMS_EXPENSE = "claims_expense"
COMMISSION_INCOME = "commission_income"
DISPUTED = "disputed"
FORFEITED_DEPOSITS = "forfeited_deposits"
ORDER_DEPOSITS = "order_deposits"
PAYOUTS_SENT = "payouts_sent"
POSTAGE_INCOME = "postage_income"
REFUND_PAYABLE = "refund_payable"
SUSPENSE = "suspense"


class Bearer(StrEnum):
    """Out of whose pocket money goes back. `sale`: of everyone who earned by it, in proportion."""

    sale = "sale"
    cooperative = "cooperative"
    carrier = "carrier"
    platform = "platform"


def card_clearing(tender: str) -> str:
    return f"card_clearing:{tender}"


def cash_box(shop_id: int) -> str:
    return f"cash_box:{shop_id}"


def cash_in_transit(shop_id: int) -> str:
    """Notes that have left a shop's box and that the bank has not confirmed yet."""
    return f"cash_in_transit:{shop_id}"


def cooperative_held(cooperative_id: int) -> str:
    """What its sales have earned, kept until nobody can complain about them any more."""
    return f"cooperative_held:{cooperative_id}"


def cooperative_payable(cooperative_id: int) -> str:
    """What has been settled and is due to be paid out; a debt of the cooperative when negative."""
    return f"cooperative_payable:{cooperative_id}"


def shop_held(shop_id: int) -> str:
    return f"shop_held:{shop_id}"


def shop_payable(shop_id: int) -> str:
    return f"shop_payable:{shop_id}"


def shop_prepaid(shop_id: int) -> str:
    """What a shop has paid in beforehand, to order with."""
    return f"shop_prepaid:{shop_id}"


def shop_credit(shop_id: int) -> str:
    """What a shop has ordered on its credit line and not paid yet."""
    return f"shop_credit:{shop_id}"


@dataclass(frozen=True, slots=True)
class Posting:
    """`amount_fen` leaves `credit` and arrives at `debit`; it is always more than nothing."""

    debit: str
    credit: str
    amount_fen: int

    def __post_init__(self) -> None:
        if self.amount_fen <= 0:
            raise ValueError("a posting moves a positive amount")
        if self.debit == self.credit:
            raise ValueError("a posting needs two accounts")


@dataclass(frozen=True, slots=True)
class SaleShare:
    """One cooperative's part of a payment.

    `goods_fen` and `postage_fen` are what the buyer paid; `postage_cost_fen` is what the
    carrier asks. `shop_commission_fen` is the village shop's part of `commission_fen`, so it
    needs a `shop`. `cooperative` and `shop` are account names. `deposit_fen` is what the buyer puts
    down for returnable boxes: hers, and kept for her.
    """

    cooperative: str
    shop: str | None
    goods_fen: int
    postage_fen: int
    postage_cost_fen: int
    commission_fen: int
    shop_commission_fen: int
    deposit_fen: int = 0

    def __post_init__(self) -> None:
        if self.shop is None and self.shop_commission_fen:
            raise ValueError("a shop's commission without a shop")

    @property
    def paid_fen(self) -> int:
        return self.goods_fen + self.postage_fen + self.deposit_fen


def move(debit: str, credit: str, amount_fen: int) -> list[Posting]:
    """One posting; of a negative amount the one turned round; of zero none."""
    if amount_fen == 0:
        return []
    if amount_fen < 0:
        return [Posting(credit, debit, -amount_fen)]
    return [Posting(debit, credit, amount_fen)]


def turned_round(postings: Iterable[Posting]) -> list[Posting]:
    return [Posting(one.credit, one.debit, one.amount_fen) for one in postings]


def sale_postings(shares: Sequence[SaleShare], tender: str) -> list[Posting]:
    """The entry of a captured payment; `tender` is the account that the money arrived on.

    The carrier is owed its cost, the shop its commission, the house the rest of the commission
    and whatever postage was paid above cost; the cooperative everything else. Postage that was
    not paid (free delivery) therefore comes out of the cooperative's part, which may turn it
    into a debt.
    """
    return [posting for share in shares for posting in _share_postings(share, tender)]


def refund_postings(shares: Sequence[SaleShare], tender: str) -> list[Posting]:
    """The entry of a refund: the sale of the refunded amounts, turned round."""
    return turned_round(sale_postings(shares, tender))


def balances(postings: Iterable[Posting]) -> dict[str, int]:
    """Debits less credits of each account; they always sum to zero."""
    sums: Counter[str] = Counter()
    for posting in postings:
        sums[posting.debit] += posting.amount_fen
        sums[posting.credit] -= posting.amount_fen
    return dict(sums)


def _share_postings(share: SaleShare, tender: str) -> list[Posting]:
    unpaid_postage = max(0, share.postage_cost_fen - share.postage_fen)
    credits = [
        (CARRIER_PAYABLE, share.postage_cost_fen),
        (POSTAGE_INCOME, max(0, share.postage_fen - share.postage_cost_fen)),
        (COMMISSION_INCOME, share.commission_fen - share.shop_commission_fen),
        (share.cooperative, share.goods_fen - share.commission_fen - unpaid_postage),
    ]
    credits.append((BOX_DEPOSITS, share.deposit_fen))
    if share.shop is not None:
        credits.insert(3, (share.shop, share.shop_commission_fen))
    return [one for account, fen in credits for one in move(tender, account, fen)]
