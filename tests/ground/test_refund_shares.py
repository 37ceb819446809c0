import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.ground.refund_shares import (
    Given,
    LineSold,
    PartSold,
    given_back,
    given_by_refund,
    spread,
)

# docs/money.md: three lines of 10.00, 5.01 and 3.33 with 5 % commission; 4.00 postage, of which the
# carrier gets 3.50; the village shop has 3 % of the goods.
WORKED = PartSold(
    {1: LineSold(1000, 50, 30), 2: LineSold(501, 25, 15), 3: LineSold(333, 17, 10)}, 400, 350
)


def test_the_worked_example_of_the_documentation() -> None:
    steps = [
        ({1: 1000}, 0, (950, 20, 30, 0, 0)),
        ({2: 501}, 133, (476, 10, 15, 116, 17)),
        ({3: 111}, 0, (106, 2, 3, 0, 0)),
        ({3: 222}, 267, (210, 5, 7, 234, 33)),
    ]
    goods, postage = dict.fromkeys(WORKED.lines, 0), 0
    for more, more_postage, expected in steps:
        found = given_by_refund(WORKED, (goods, postage), more, more_postage)
        assert found.parts() == expected
        goods = {line: fen + more.get(line, 0) for line, fen in goods.items()}
        postage += more_postage
    assert given_back(WORKED, goods, postage) == Given(1742, 37, 55, 350, 50)


def test_postage_that_the_cooperative_bore_comes_back_with_the_goods() -> None:
    free = PartSold({1: LineSold(5200, 260, 0)}, 0, 900)
    assert given_back(free, {1: 2600}, 0) == Given(2600 - 130 - 450, 130, 0, 450, 0)
    assert given_back(free, {1: 5200}, 0) == Given(4040, 260, 0, 900, 0)


def exact(sold: PartSold, goods: dict[int, int], postage: int) -> list[Fraction]:
    shop = house = Fraction(0)
    for number, line in sold.lines.items():
        part = Fraction(goods[number], line.total_fen)
        shop += part * line.shop_commission_fen
        house += part * (line.commission_fen - line.shop_commission_fen)
    back = sum(goods.values())
    borne = Fraction(max(0, sold.postage_cost_fen - sold.postage_fen) * back, sold.goods_fen)
    paid = Fraction(postage, sold.postage_fen) if sold.postage_fen else Fraction(0)
    carried = paid * min(sold.postage_fen, sold.postage_cost_fen)
    return [back - shop - house - borne, house, shop, borne + carried, postage - carried]


def check_history(sold: PartSold, chance: random.Random) -> None:
    """Refund bits of it in any order until nothing is left."""
    goods, postage = dict.fromkeys(sold.lines, 0), 0
    sums = [0] * 5
    while sum(goods.values()) < sold.goods_fen or postage < sold.postage_fen:
        more = {}
        for number in chance.sample(sorted(sold.lines), chance.randint(1, len(sold.lines))):
            more[number] = chance.randint(0, sold.lines[number].total_fen - goods[number])
        if chance.random() < 0.2:
            more = {number: line.total_fen - goods[number] for number, line in sold.lines.items()}
        more_postage = chance.randint(0, sold.postage_fen - postage)
        if sum(more.values()) == sold.goods_fen - sum(goods.values()):
            more_postage = sold.postage_fen - postage
        found = given_by_refund(sold, (goods, postage), more, more_postage)
        assert found.total_fen == sum(more.values()) + more_postage
        for number, fen in more.items():
            goods[number] += fen
        postage += more_postage
        sums = [one + part for one, part in zip(sums, found.parts(), strict=True)]
        assert all(
            abs(one - due) < 1 for one, due in zip(sums, exact(sold, goods, postage), strict=True)
        )
    assert Given(*sums) == whole(sold)


def whole(sold: PartSold) -> Given:
    """What the sale gave to each."""
    commission = sum(line.commission_fen for line in sold.lines.values())
    shop = sum(line.shop_commission_fen for line in sold.lines.values())
    unpaid = max(0, sold.postage_cost_fen - sold.postage_fen)
    return Given(
        sold.goods_fen - commission - unpaid,
        commission - shop,
        shop,
        sold.postage_cost_fen,
        max(0, sold.postage_fen - sold.postage_cost_fen),
    )


def any_part(chance: random.Random) -> PartSold:
    lines = {}
    for number in range(chance.randint(1, 4)):
        total = chance.choice([1, 3, 999, 1000, chance.randint(1, 200_000)])
        commission = chance.randint(0, total)
        lines[number] = LineSold(total, commission, chance.randint(0, commission))
    return PartSold(lines, chance.choice([0, 1, 1350]), chance.choice([0, 900, 1350]))


def test_a_million_splits_sum_up_and_end_at_what_was_sold() -> None:
    """Two lines and postage, given back in up to eight steps; five parts each."""
    chance = random.Random(20261127)
    splits = 0
    while splits < 1_000_000:
        sold = any_part(chance)
        cuts = [
            sorted(chance.choices(range(line.total_fen + 1), k=7)) for line in sold.lines.values()
        ]
        ends = [*zip(*cuts, strict=True), [line.total_fen for line in sold.lines.values()]]
        before = (0,) * 5
        for step, goods in enumerate(ends, start=1):
            postage = sold.postage_fen * step // 8
            after = given_back(sold, dict(enumerate(goods)), postage).parts()
            assert sum(after) == sum(goods) + postage
            before = after
            splits += 5
        assert Given(*before) == whole(sold)


@given(st.randoms(use_true_random=False))
def test_every_part_stays_within_one_fen(chance: random.Random) -> None:
    check_history(any_part(chance), chance)


@given(
    st.lists(st.integers(-5, 10_000), min_size=1, max_size=6),
    st.lists(st.integers(1, 10_000), min_size=1, max_size=4),
)
def test_a_refund_over_several_payments_sums_both_ways(
    parts: list[int], amounts: list[int]
) -> None:
    parts = [*parts, sum(amounts) - sum(parts)]
    rows = spread(parts, amounts)
    assert [sum(row) for row in rows] == amounts
    assert [sum(column) for column in zip(*rows, strict=True)] == parts
