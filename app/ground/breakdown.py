"""Where a buyer's money goes: five parts that sum to what was paid, to the fen.

Farmers and their cooperative get the goods less commission, less the postage that they bear, less
packing; packing is what the cooperative says a box costs it. The post gets what the tariff asks;
the platform its commission and what was paid for postage above cost; the village shop its share of
the commission. With free postage and a small price the farmers' part may be negative.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from app.ground.postings import (
    CARRIER_CLAIMS,
    CARRIER_PAYABLE,
    CLAIMS_EXPENSE,
    COMMISSION_INCOME,
    POSTAGE_INCOME,
)

# In the order in which they are shown, as the fields below.
PARTS = ("farmer", "packing", "postage", "platform", "shop")
_POST = (CARRIER_PAYABLE, CARRIER_CLAIMS)
_PLATFORM = (COMMISSION_INCOME, POSTAGE_INCOME, CLAIMS_EXPENSE)
_COOPERATIVE = ("cooperative_held:", "cooperative_payable:")
_SHOP = ("shop_held:", "shop_payable:")


@dataclass(frozen=True, slots=True)
class Breakdown:
    farmer_fen: int
    packing_fen: int
    postage_fen: int
    platform_fen: int
    shop_fen: int

    @property
    def total_fen(self) -> int:
        return sum(astuple(self))

    def parts(self) -> list[tuple[str, int]]:
        return list(zip(PARTS, astuple(self), strict=True))

    def __add__(self, other: "Breakdown") -> "Breakdown":
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Breakdown(*(one + more for one, more in pairs))


def break_down(
    *,
    goods_fen: int,
    postage_fen: int,
    postage_cost_fen: int,
    commission_fen: int,
    shop_commission_fen: int,
    packing_fen: int,
) -> Breakdown:
    """Of a sale: `postage_fen` is what the buyer pays, `postage_cost_fen` what the post asks."""
    borne_fen = max(0, postage_cost_fen - postage_fen)
    above_cost_fen = max(0, postage_fen - postage_cost_fen)
    earned_fen = goods_fen - commission_fen - borne_fen
    return _divided(
        earned_fen,
        packing_fen,
        postage_fen=postage_cost_fen,
        platform_fen=commission_fen - shop_commission_fen + above_cost_fen,
        shop_fen=shop_commission_fen,
    )


def break_down_books(balances: Mapping[str, int], packing_fen: int) -> Breakdown:
    """Of an order as its journal entries have it, refunds and claims included: what lies on each
    group of accounts (debits less credits) is what that group has got."""

    def got(*names: str) -> int:
        return -sum(balances.get(name, 0) for name in names)

    def got_by(*prefixes: str) -> int:
        return -sum(fen for name, fen in balances.items() if name.startswith(prefixes))

    return _divided(
        got_by(*_COOPERATIVE),
        packing_fen,
        postage_fen=got(*_POST),
        platform_fen=got(*_PLATFORM),
        shop_fen=got_by(*_SHOP),
    )


def _divided(
    earned_fen: int, packing_fen: int, *, postage_fen: int, platform_fen: int, shop_fen: int
) -> Breakdown:
    """Packing is never more than what is left of the cooperative's part."""
    packing = min(packing_fen, max(0, earned_fen))
    return Breakdown(earned_fen - packing, packing, postage_fen, platform_fen, shop_fen)
