"""Where a buyer's money goes: parts that are never less than nothing and sum to what she paid, to
the fen; after a refund to what of it stayed paid.

Farmers and their cooperative get the goods less commission, less the postage that they bear, less
packing; packing is what the cooperative says a box costs it. The post gets what the tariff asks;
the platform its commission and what was paid for postage above cost; the village shop its share of
the commission. Whoever bears a remedy gives of its own, which is no part of her money: so of what
went back everybody counts as giving its share, whoever bore it.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from app.ground.refund_shares import PartSold, given_back

# In the order in which they are shown, as the fields below.
PARTS = ("farmer", "packing", "postage", "platform", "shop")


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
    return _divided(
        goods_fen - commission_fen - borne_fen,
        packing_fen,
        postage_fen=postage_cost_fen,
        platform_fen=commission_fen - shop_commission_fen + above_cost_fen,
        shop_fen=shop_commission_fen,
    )


def break_down_left(
    sold: PartSold, goods_back: Mapping[int, int], postage_back_fen: int, packing_fen: int
) -> Breakdown:
    """Of what stayed paid once so much of each line and of the postage went back."""
    back = given_back(sold, goods_back, postage_back_fen)
    commission_fen = sum(line.commission_fen for line in sold.lines.values())
    shop_fen = sum(line.shop_commission_fen for line in sold.lines.values())
    borne_fen = max(0, sold.postage_cost_fen - sold.postage_fen)
    above_cost_fen = max(0, sold.postage_fen - sold.postage_cost_fen)
    given_fen = back.house_fen + back.postage_income_fen
    return _divided(
        sold.goods_fen - commission_fen - borne_fen - back.cooperative_fen,
        packing_fen,
        postage_fen=sold.postage_cost_fen - back.carrier_fen,
        platform_fen=commission_fen - shop_fen + above_cost_fen - given_fen,
        shop_fen=shop_fen - back.shop_fen,
    )


def less_packing(earned_fen: int, packing_fen: int) -> int:
    """What is left for the farmers; packing takes at most what there is."""
    return earned_fen - min(packing_fen, max(0, earned_fen))


def _divided(
    earned_fen: int, packing_fen: int, *, postage_fen: int, platform_fen: int, shop_fen: int
) -> Breakdown:
    """A cooperative that adds to a sale (free carriage of cheap goods) pays that of its own: so
    much less of the buyer's money is the post's."""
    farmer_fen = max(0, less_packing(earned_fen, packing_fen))
    packing_fen = max(0, earned_fen) - farmer_fen
    added_fen = max(0, -earned_fen)
    parts = []
    for fen in (postage_fen, platform_fen, shop_fen):
        parts.append(fen - min(fen, added_fen))
        added_fen -= min(fen, added_fen)
    return Breakdown(farmer_fen, packing_fen, *parts)
