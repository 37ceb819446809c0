"""Five parts, none of them less than nothing, sum to what was paid and to what stays paid."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.breakdown import Breakdown, break_down, break_down_left
from app.ground.refund_shares import LineSold, PartSold


def sale(
    goods: int, postage: int, cost: int, commission: int, shop: int, packing: int
) -> Breakdown:
    return break_down(
        goods_fen=goods,
        postage_fen=postage,
        postage_cost_fen=cost,
        commission_fen=commission,
        shop_commission_fen=shop,
        packing_fen=packing,
    )


@pytest.mark.parametrize(
    ("figures", "parts"),
    [
        # 58.00 and 13.50 postage, 6 %: the worked example of docs/money.md, a box costs 3.00.
        ((5800, 1350, 1350, 348, 0, 300), (5152, 300, 1350, 348, 0)),
        # At a counter half of the commission is the shop's.
        ((5800, 1350, 1350, 348, 174, 300), (5152, 300, 1350, 174, 174)),
        # Free postage is borne by the cooperative.
        ((11600, 0, 2700, 696, 0, 600), (7604, 600, 2700, 696, 0)),
        # Postage paid above cost is the platform's.
        ((5800, 1500, 1350, 348, 0, 0), (5452, 0, 1350, 498, 0)),
        # Less is left than the box costs: packing takes what there is. What a cooperative adds to
        # the carriage is its own money: so much less of the buyer's is the post's.
        ((1000, 0, 800, 60, 0, 300), (0, 140, 800, 60, 0)),
        ((500, 0, 800, 30, 0, 300), (0, 0, 470, 30, 0)),
    ],
)
def test_a_sale_is_divided_into_five_parts(
    figures: tuple[int, ...], parts: tuple[int, ...]
) -> None:
    found = sale(*figures)
    assert found == Breakdown(*parts)
    assert found.total_fen == figures[0] + figures[1]


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(0, 5000), st.integers(0, 100)), min_size=1
    ),
    st.integers(0, 10**5),
    st.integers(0, 10**5),
    st.integers(0, 10**6),
    st.lists(st.integers(0, 100), min_size=11, max_size=11),
)
def test_of_what_stays_paid_no_part_is_ever_less_than_nothing_and_none_is_lost(
    sold: list[tuple[int, int, int]], postage: int, cost: int, packing: int, percents: list[int]
) -> None:
    """However much of each line and of the postage went back, free carriage of cheap goods too."""
    sold = sold[:10]
    lines = {
        place: LineSold(total, total * bp // 10000, total * bp // 10000 * shop // 100)
        for place, (total, bp, shop) in enumerate(sold)
    }
    part = PartSold(lines, postage, cost)
    back = {place: line.total_fen * percents[place] // 100 for place, line in lines.items()}
    postage_back = postage * percents[10] // 100
    left = break_down_left(part, back, postage_back, packing)
    paid = part.goods_fen + postage
    assert left.total_fen == paid - sum(back.values()) - postage_back
    assert min(astuple(left)) >= 0
    whole = {place: line.total_fen for place, line in lines.items()}
    assert break_down_left(part, whole, postage, packing) == Breakdown(0, 0, 0, 0, 0)
    assert break_down_left(part, {}, 0, packing) == sale(
        part.goods_fen,
        postage,
        cost,
        sum(line.commission_fen for line in lines.values()),
        sum(line.shop_commission_fen for line in lines.values()),
        packing,
    )
