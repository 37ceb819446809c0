"""Which rule a sale pays by: of those that fit it the most specific, and always exactly one."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.commission_rules import (
    NOTICE_DAYS,
    SHORTEST_NOTICE_DAYS,
    CommissionRule,
    Conditions,
    Sale,
    check_rules,
    commission_of,
    fits,
    notice_days,
    rule_for,
    specificity,
)
from app.ground.refusals import CommissionDefaultMissing, CommissionNotAllowed

FRUIT, PEARS, TEA = 1, 2, 3
PARENTS = {PEARS: FRUIT}
AT_THE_COUNTER = Sale(7, 70, (PEARS, FRUIT), "village")


def rule(number: int, commission_bp: int = 600, shop_bp: int = 300, **named: Any) -> CommissionRule:
    return CommissionRule(number, Conditions(**named), commission_bp, shop_bp)


DEFAULT = rule(1)


@pytest.mark.parametrize(
    ("named", "wins"),
    [
        # From the weakest to the strongest: each goes before all above it.
        ({"channel": "village"}, True),
        ({"category_id": FRUIT}, True),
        ({"category_id": FRUIT, "channel": "village"}, True),
        ({"category_id": PEARS}, True),
        ({"shop_id": 70}, True),
        ({"shop_id": 70, "category_id": FRUIT}, True),
        ({"cooperative_id": 7}, True),
        ({"cooperative_id": 7, "channel": "village"}, True),
        ({"cooperative_id": 7, "shop_id": 70, "category_id": PEARS, "channel": "village"}, True),
        # These do not fit.
        ({"cooperative_id": 8, "shop_id": 70, "category_id": PEARS}, False),
        ({"cooperative_id": 7, "shop_id": 71}, False),
        ({"cooperative_id": 7, "category_id": TEA}, False),
        ({"cooperative_id": 7, "channel": "storefront"}, False),
    ],
)
def test_a_rule_goes_before_the_default_when_it_fits(named: dict[str, Any], wins: bool) -> None:
    other = rule(2, **named)
    assert rule_for([DEFAULT, other], AT_THE_COUNTER) is (other if wins else DEFAULT)


def test_the_cooperative_goes_before_the_shop_before_the_category_before_the_channel() -> None:
    weakest_first = [
        DEFAULT,
        rule(2, channel="village"),
        rule(3, category_id=FRUIT),
        rule(4, category_id=PEARS),
        rule(5, shop_id=70),
        rule(6, cooperative_id=7),
        rule(7, cooperative_id=7, category_id=FRUIT),
        rule(8, cooperative_id=7, shop_id=70),
    ]
    for known in range(1, len(weakest_first) + 1):
        assert rule_for(weakest_first[:known], AT_THE_COUNTER) is weakest_first[known - 1]


def test_online_there_is_no_shop_to_pay() -> None:
    shop_rule = rule(2, shop_id=70)
    online = Sale(7, None, (PEARS, FRUIT), "storefront")
    assert rule_for([DEFAULT, shop_rule], online) is DEFAULT
    assert commission_of(DEFAULT, 5800, has_shop=False).shop_fen == 0


@pytest.mark.parametrize(
    ("bp", "shop_bp", "goods_fen", "fen", "shop_fen"),
    [
        (600, 300, 5800, 348, 174),
        (625, 0, 15870, 992, 0),  # 991.875
        (500, 500, 5, 0, 0),  # 0.25
        (500, 500, 10, 1, 1),  # half a fen goes up, and the shop's is within it
        (0, 0, 5800, 0, 0),
    ],
)
def test_shares_are_of_the_goods(
    bp: int, shop_bp: int, goods_fen: int, fen: int, shop_fen: int
) -> None:
    found = commission_of(rule(1, bp, shop_bp), goods_fen, has_shop=True)
    assert (found.fen, found.shop_fen) == (fen, shop_fen)


def test_a_list_without_a_default_or_with_insane_shares_is_refused() -> None:
    with pytest.raises(CommissionDefaultMissing):
        check_rules([rule(2, shop_id=70)])
    for bp, shop_bp in ((5001, 0), (-1, 0), (300, 301), (300, -1)):
        with pytest.raises(CommissionNotAllowed):
            check_rules([rule(1, bp, shop_bp)])
    with pytest.raises(ValueError, match="twice"):
        check_rules([DEFAULT, replace(DEFAULT, id=2)])
    check_rules([DEFAULT, rule(2, shop_id=70)])


@pytest.mark.parametrize(
    ("after", "days"),
    [
        ([DEFAULT], SHORTEST_NOTICE_DAYS),
        ([rule(1, 590)], SHORTEST_NOTICE_DAYS),
        ([rule(1, 600, 350)], SHORTEST_NOTICE_DAYS),  # the shop gets more of the same
        ([rule(1, 601)], NOTICE_DAYS),
        ([rule(1, 600, 299)], NOTICE_DAYS),  # the shop gets less
        ([DEFAULT, rule(2, 500, category_id=PEARS)], SHORTEST_NOTICE_DAYS),
        ([DEFAULT, rule(2, 700, category_id=PEARS)], NOTICE_DAYS),
        ([DEFAULT, rule(2, 700, cooperative_id=7, shop_id=70)], NOTICE_DAYS),
        # Tea pays less, but a rule above it takes that away from one cooperative's.
        ([rule(1, 500), rule(2, 600, cooperative_id=7)], SHORTEST_NOTICE_DAYS),
        ([rule(1, 500), rule(2, 601, cooperative_id=7, channel="village")], NOTICE_DAYS),
    ],
)
def test_who_would_pay_more_is_told_a_week_before(after: list[CommissionRule], days: int) -> None:
    assert notice_days([DEFAULT], after, PARENTS) == days


def test_taking_a_favour_away_is_told_a_week_before() -> None:
    favour = rule(2, 400, category_id=FRUIT)
    assert notice_days([DEFAULT, favour], [DEFAULT], PARENTS) == NOTICE_DAYS


def test_more_differences_than_can_be_tried_count_as_worse() -> None:
    many = [rule(2 + one, cooperative_id=one + 1) for one in range(40)]
    many += [rule(50 + one, shop_id=one + 1) for one in range(40)]
    many += [rule(100 + one, category_id=one + 1) for one in range(40)]
    assert notice_days([DEFAULT], [DEFAULT, *many], {}) == NOTICE_DAYS


named_ids = st.none() | st.integers(1, 3)
conditions = st.builds(
    Conditions,
    cooperative_id=named_ids,
    shop_id=named_ids,
    category_id=named_ids,
    channel=st.none() | st.sampled_from(["storefront", "village"]),
)
sales = st.builds(
    Sale,
    st.integers(1, 4),
    st.none() | st.integers(1, 4),
    st.sampled_from([(), (1,), (2, 1), (3,), (4, 3)]),
    st.sampled_from(["storefront", "village"]),
)


@given(st.lists(conditions, max_size=12, unique_by=lambda one: one.key), sales)
def test_there_is_always_exactly_one_answer(others: list[Conditions], sale: Sale) -> None:
    rules = [DEFAULT, *(CommissionRule(n, one, 600, 0) for n, one in enumerate(others, 2))]
    rules = [one for n, one in enumerate(rules) if n == 0 or not one.is_default]
    answer = rule_for(rules, sale)
    fitting = [one for one in rules if fits(one.conditions, sale)]
    ranks = [specificity(one.conditions, sale) for one in fitting]
    assert answer in fitting
    assert len(set(ranks)) == len(ranks)
    assert rule_for(reversed(rules), sale) is answer


@given(conditions, sales)
def test_naming_less_never_makes_a_rule_stronger(asked: Conditions, sale: Sale) -> None:
    if not fits(asked, sale):
        return
    for name in ("cooperative_id", "shop_id", "category_id", "channel"):
        wider = replace(asked, **{name: None})
        assert fits(wider, sale)
        assert specificity(wider, sale) <= specificity(asked, sale)
