"""Five parts sum to what was paid, whether counted from the sale or from the books."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.breakdown import Breakdown, break_down, break_down_books
from app.ground.postings import (
    SaleShare,
    balances,
    cooperative_held,
    cooperative_payable,
    move,
    refund_postings,
    sale_postings,
    shop_held,
)

fen = st.integers(0, 10**7)


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
        # Less is left than the box costs: packing takes what there is; a debt is the farmers'.
        ((1000, 0, 800, 60, 0, 300), (0, 140, 800, 60, 0)),
        ((500, 0, 800, 30, 0, 300), (-330, 0, 800, 30, 0)),
    ],
)
def test_a_sale_is_divided_into_five_parts(
    figures: tuple[int, ...], parts: tuple[int, ...]
) -> None:
    found = sale(*figures)
    assert found == Breakdown(*parts)
    assert found.total_fen == figures[0] + figures[1]


@given(fen, fen, fen, st.integers(0, 5000), st.integers(0, 10000), fen, st.integers(0, 100))
def test_the_books_tell_the_same_and_refunds_take_from_each_part(
    goods: int, postage: int, cost: int, bp: int, of_it: int, packing: int, percent: int
) -> None:
    commission = goods * bp // 10000
    shop = commission * of_it // 10000
    share = SaleShare(cooperative_held(1), shop_held(2), goods, postage, cost, commission, shop)
    sold = sale_postings([share], "card_clearing:stripe")
    settled = move(cooperative_held(1), cooperative_payable(1), goods // 3)
    assert break_down_books(balances([*sold, *settled]), packing) == sale(
        goods, postage, cost, commission, shop, packing
    )
    part = SaleShare(
        cooperative_held(1),
        shop_held(2),
        goods * percent // 100,
        0,
        0,
        commission * percent // 100,
        shop * percent // 100,
    )
    back = refund_postings([part], "refund_payable")
    after = break_down_books(balances([*sold, *settled, *back]), packing)
    assert after.total_fen == goods + postage - part.goods_fen
    assert after.postage_fen == cost
