import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground import postings
from app.ground.postings import Posting, SaleShare, balances, refund_postings, sale_postings

CARD = postings.card_clearing("stripe")
PEARS = postings.cooperative_payable(3)
SHOP = postings.shop_payable(7)


def test_accounts_have_their_names() -> None:
    assert (CARD, PEARS, SHOP) == (
        "card_clearing:stripe",
        "cooperative_payable:3",
        "shop_payable:7",
    )
    assert postings.cash_box(7) == "cash_box:7"


def test_a_village_sale_is_parted_among_four() -> None:
    share = SaleShare(PEARS, SHOP, 5200, 900, 900, 416, 156)
    assert balances(sale_postings([share], CARD)) == {
        CARD: 6100,
        "carrier_payable": -900,
        "commission_income": -260,
        SHOP: -156,
        PEARS: -4784,
    }


def test_free_delivery_comes_out_of_the_cooperatives_part() -> None:
    share = SaleShare(PEARS, None, 5200, 0, 900, 260, 0)
    assert balances(sale_postings([share], CARD)) == {
        CARD: 5200,
        "carrier_payable": -900,
        "commission_income": -260,
        PEARS: -4040,
    }


def test_postage_above_cost_is_income() -> None:
    share = SaleShare(PEARS, None, 5200, 1000, 900, 0, 0)
    assert balances(sale_postings([share], CARD))["postage_income"] == -100


def test_a_cooperative_whose_postage_exceeds_its_goods_owes_the_rest() -> None:
    share = SaleShare(PEARS, None, 500, 0, 900, 0, 0)
    assert sale_postings([share], CARD) == [
        Posting(CARD, "carrier_payable", 900),
        Posting(PEARS, CARD, 400),
    ]


def test_nothing_moved_is_no_posting() -> None:
    assert sale_postings([SaleShare(PEARS, SHOP, 0, 0, 0, 0, 0)], CARD) == []


@pytest.mark.parametrize("amount", [0, -1])
def test_a_posting_moves_something(amount: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        Posting("a", "b", amount)


def test_a_posting_needs_two_accounts_and_a_shops_commission_a_shop() -> None:
    with pytest.raises(ValueError, match="two accounts"):
        Posting("a", "a", 1)
    with pytest.raises(ValueError, match="without a shop"):
        SaleShare(PEARS, None, 100, 0, 0, 10, 5)


fen = st.integers(0, 10**9)
shares = st.lists(
    st.builds(
        SaleShare,
        cooperative=st.sampled_from([postings.cooperative_payable(n) for n in (1, 2, 3)]),
        shop=st.just(SHOP),
        goods_fen=fen,
        postage_fen=fen,
        postage_cost_fen=fen,
        commission_fen=fen,
        shop_commission_fen=fen,
    ),
    max_size=5,
)


@given(shares)
def test_what_was_paid_is_all_given_on_and_nothing_is_lost(sold: list[SaleShare]) -> None:
    sums = balances(sale_postings(sold, CARD))
    assert sums.get(CARD, 0) == sum(share.paid_fen for share in sold)
    assert sum(sums.values()) == 0
    assert -sums.get("carrier_payable", 0) == sum(share.postage_cost_fen for share in sold)
    assert -sums.get(SHOP, 0) == sum(share.shop_commission_fen for share in sold)


@given(shares)
def test_a_whole_refund_undoes_a_sale(sold: list[SaleShare]) -> None:
    both = sale_postings(sold, CARD) + refund_postings(sold, CARD)
    assert set(balances(both).values()) <= {0}
