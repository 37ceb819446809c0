"""Who gives back what when a part of a sale is refunded, one refund after the other.

Nobody's part is rounded refund by refund. What each has given back in all is worked out from what
has been refunded in all, rounded once, and a refund is the difference of two such sums. So at any
moment each has given back its exact share within one fen, and when everything is refunded, in
whatever steps and order, exactly what it got (docs/money.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lcm


@dataclass(frozen=True, slots=True)
class LineSold:
    """`shop_commission_fen` is the village shop's part of `commission_fen`."""

    total_fen: int
    commission_fen: int
    shop_commission_fen: int


@dataclass(frozen=True, slots=True)
class PartSold:
    """One cooperative's part of an order; `postage_fen` was paid, `postage_cost_fen` is owed to the
    carrier."""

    lines: Mapping[int, LineSold]
    postage_fen: int
    postage_cost_fen: int

    @property
    def goods_fen(self) -> int:
        return sum(line.total_fen for line in self.lines.values())


@dataclass(frozen=True, slots=True)
class Given:
    """What each gives back; a single refund may move a fen the other way between two of them."""

    cooperative_fen: int
    house_fen: int
    shop_fen: int
    carrier_fen: int
    postage_income_fen: int

    @property
    def total_fen(self) -> int:
        return sum(self.parts())

    def parts(self) -> tuple[int, ...]:
        return (
            self.cooperative_fen,
            self.house_fen,
            self.shop_fen,
            self.carrier_fen,
            self.postage_income_fen,
        )


def given_back(sold: PartSold, goods: Mapping[int, int], postage_fen: int) -> Given:
    """What each has given back once so much of each line and of the postage is refunded.

    The shop's, the house's and the carrier's parts are cut off one after the other at the fen below
    their exact ends; the cooperative has the rest.
    """
    whole = lcm(*(line.total_fen for line in sold.lines.values()), sold.goods_fen)
    shop = house = 0
    for number, back_fen in goods.items():
        line = sold.lines[number]
        each = back_fen * (whole // line.total_fen)
        shop += line.shop_commission_fen * each
        house += (line.commission_fen - line.shop_commission_fen) * each
    goods_fen = sum(goods.values())
    unpaid = max(0, sold.postage_cost_fen - sold.postage_fen)
    borne = unpaid * goods_fen * (whole // sold.goods_fen)
    ends = [shop // whole, (shop + house) // whole, (shop + house + borne) // whole]
    carried = min(sold.postage_cost_fen, sold.postage_fen)
    postage = carried * postage_fen // sold.postage_fen if sold.postage_fen else 0
    return Given(
        cooperative_fen=goods_fen - ends[2],
        house_fen=ends[1] - ends[0],
        shop_fen=ends[0],
        carrier_fen=ends[2] - ends[1] + postage,
        postage_income_fen=postage_fen - postage,
    )


def given_by_refund(
    sold: PartSold,
    before: tuple[Mapping[int, int], int],
    goods: Mapping[int, int],
    postage_fen: int,
) -> Given:
    """By one refund of `goods` and `postage_fen` after `before` (goods, postage) went back."""
    goods_before, postage_before = before
    goods_after = {
        number: goods_before.get(number, 0) + goods.get(number, 0) for number in sold.lines
    }
    after = given_back(sold, goods_after, postage_before + postage_fen).parts()
    earlier = given_back(sold, goods_before, postage_before).parts()
    return Given(*(late - early for late, early in zip(after, earlier, strict=True)))


def spread(parts: Sequence[int], amounts: Sequence[int]) -> list[list[int]]:
    """One refund over several payments: for each amount what it holds of each part. Rows sum to the
    amounts and columns to the parts; both together are the same sum."""
    whole = sum(amounts)
    if whole != sum(parts):
        raise ValueError("parts and amounts are not the same money")
    rows: list[list[int]] = []
    done, before = 0, [0] * len(parts)
    for amount in amounts:
        done += amount
        ends = [sum(parts[: place + 1]) * done // whole for place in range(len(parts))]
        upto = [end - start for end, start in zip(ends, [0, *ends], strict=False)]
        rows.append([now - then for now, then in zip(upto, before, strict=True)])
        before = upto
    return rows
