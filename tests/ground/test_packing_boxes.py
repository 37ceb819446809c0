"""Loose packs into boxes, boxes into parcels, parcels to products: as cheap as trying all of it."""

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ground.packing import Choice, PackLine, plan
from app.ground.packing_boxes import BoxSize
from app.ground.postage import Band, Rate, by_kilogram
from app.ground.postal_products import PostalProduct
from app.ground.refusals import NoBoxForIt, NoDeliveryThere

JIANGSU = by_kilogram("JS-G1", 500, 100, 200, 300)
STICKER = Rate(
    "S",
    tuple(Band(kg * 1000, fen) for kg, fen in ((1, 400), (3, 600), (5, 1100), (10, 1900))),
    product=PostalProduct.sticker,
    most_boxes=1,
)
EXPRESS = Rate(
    "E",
    (Band(3_000, 420, 60), Band(30_000, 480, 110)),
    product=PostalProduct.express,
    volume_divisor=8_000,
    volume_side_mm=390,
    most_boxes=3,
)
SMALL = BoxSize(1, 120, 1_000, (190, 140, 92), (200, 150, 100))
LARGE = BoxSize(2, 450, 5_500, (388, 288, 190), (400, 300, 200))
LIGHT = BoxSize(3, 90, 1_200, (380, 280, 100), (395, 295, 110))
SIZES = (SMALL, LARGE, LIGHT)

units = st.lists(
    st.tuples(
        st.integers(50, 2_400),
        st.booleans(),
        st.sampled_from([(0, 0, 0), (100, 90, 60), (350, 200, 90)]),
    ),
    min_size=1,
    max_size=5,
)


def lines_of(found: list[tuple[int, bool, tuple[int, int, int]]]) -> list[PackLine]:
    return [
        PackLine(f"u{n}", "dry", grams, 1, sides, is_loose=loose, net_grams=grams)
        for n, (grams, loose, sides) in enumerate(found)
    ]


def subsets(items: tuple[PackLine, ...]) -> list[tuple[PackLine, ...]]:
    """All that hold the first one."""
    head, rest = items[0], items[1:]
    chosen = (some for n in range(len(rest) + 1) for some in combinations(rest, n))
    return [(head, *some) for some in chosen]


def without(items: tuple[PackLine, ...], some: tuple[PackLine, ...]) -> tuple[PackLine, ...]:
    return tuple(one for one in items if one not in some)


@cache
def boxings(loose: tuple[PackLine, ...]) -> list[tuple[BoxSize, ...]]:
    """Every way to put these into boxes."""
    if not loose:
        return [()]
    return [
        (size, *others)
        for some in subsets(loose)
        for size in SIZES
        if sum(one.net_grams for one in some) <= size.holds_grams
        and sum(one.volume_mm3 for one in some) <= size.room_mm3
        and max(max(one.sides_mm) for one in some) <= max(size.inner_mm)
        for others in boxings(without(loose, some))
    ]


def parcel_fen(items: tuple[PackLine, ...], rates: tuple[Rate, ...]) -> int:
    cartons = [one for one in items if not one.is_loose]
    best = 10**12
    for boxes in boxings(tuple(one for one in items if one.is_loose)):
        grams = sum(one.unit_grams for one in items) + sum(box.tare_grams for box in boxes)
        volume = sum(one.volume_mm3 for one in cartons) + sum(box.volume_mm3 for box in boxes)
        longest = max([0, *(max(c.sides_mm) for c in cartons), *(b.longest_mm for b in boxes)])
        for rate in rates:
            heaviest = max(grams, rate.volumetric_grams(volume, longest))
            fits = heaviest <= rate.most_grams
            if fits and len(cartons) + len(boxes) <= (rate.most_boxes or 99):
                band = rate.band(heaviest)
                best = min(best, band.base_fen + rate.steps(heaviest) * band.step_fen)
    return best


def cheapest(items: tuple[PackLine, ...], rates: tuple[Rate, ...]) -> int:
    if not items:
        return 0
    return min(
        parcel_fen(some, rates) + cheapest(without(items, some), rates) for some in subsets(items)
    )


@given(units, st.sampled_from([(JIANGSU,), (JIANGSU, STICKER), (JIANGSU, STICKER, EXPRESS)]))
@settings(max_examples=60, deadline=None)
def test_boxes_parcels_and_products_together_are_as_cheap_as_trying_everything(
    found: list[tuple[int, bool, tuple[int, int, int]]], rates: tuple[Rate, ...]
) -> None:
    lines = lines_of(found)
    made = plan(lines, {"dry": Choice(rates, SIZES)})
    assert made.postage_fen == cheapest(tuple(lines), rates)
    for parcel in made.parcels:
        boxed = {key for box in parcel.boxes for key, _ in box.contents}
        loose = {line.key for line in lines if line.is_loose}
        assert boxed == loose & {key for key, _ in parcel.contents}


def test_twelve_loose_packs_find_the_boxes_with_the_least_postage() -> None:
    line = PackLine("tea", "dry", 480, 12, (100, 90, 60), is_loose=True, net_grams=450)
    made = plan([line], {"dry": Choice([JIANGSU], SIZES)})
    # 5.76 kg of packs in one large box and 6.21 kg in all: 5 + 6 × 1 yuan.
    assert (made.postage_fen, len(made.parcels)) == (1_100, 1)
    assert [(box.box_type_id, box.gross_grams) for box in made.parcels[0].boxes] == [(2, 6_210)]


# What the search found that tries every box for every part of the packs; it took seconds.
SIDES = [(100, 90, 60), (120, 100, 60), (180, 80, 50), (0, 0, 0)]
DAINTY = [
    PackLine(f"u{n}", "dry", 180 + 37 * n, 1, SIDES[n % 4], is_loose=True, net_grams=150 + 37 * n)
    for n in range(12)
]
BULKY = [
    PackLine(f"u{n}", "dry", 700 + 137 * n, 1, (200, 180, 100), is_loose=True, net_grams=650)
    for n in range(12)
]
BOTH = [
    PackLine(f"u{n}", "dry", 400 + 337 * n, 1, (200, 100, 100), is_loose=n % 2 == 0)
    for n in range(12)
]


@pytest.mark.parametrize(
    ("lines", "rates", "fen", "parcels"),
    [
        (DAINTY, (JIANGSU,), 1_000, 1),
        (BULKY, (JIANGSU,), 2_700, 2),
        (BULKY, (JIANGSU, STICKER, EXPRESS), 2_460, 1),
        (BOTH, (JIANGSU, STICKER, EXPRESS), 4_100, 3),
    ],
)
def test_twelve_different_packs_cost_what_trying_everything_found(
    lines: list[PackLine], rates: tuple[Rate, ...], fen: int, parcels: int
) -> None:
    made = plan(lines, {"dry": Choice(rates, SIZES)})
    assert (made.postage_fen, len(made.parcels)) == (fen, parcels)


def test_far_more_packs_than_can_be_tried_are_boxed_and_sent_all_the_same() -> None:
    lines = [
        PackLine(f"u{n}", "dry", 300 + n, 12, (100, 90, 60), is_loose=True, net_grams=250 + n)
        for n in range(8)
    ]
    made = plan(lines, {"dry": Choice([JIANGSU, STICKER], SIZES)})
    sent = sum(count for parcel in made.parcels for _, count in parcel.contents)
    packed = sum(n for p in made.parcels for box in p.boxes for _, n in box.contents)
    assert (sent, packed) == (96, 96)
    assert made.saved_fen >= 0


def test_the_sticker_beats_the_band_and_each_parcel_may_go_by_its_own_product() -> None:
    far = by_kilogram("JS-G6", 1000, 500, 700, 800)
    cartons = [PackLine("box", "dry", 9_900, 1), PackLine("sack", "dry", 25_000, 1)]
    made = plan(cartons, {"dry": Choice([far, STICKER])})
    sent = {parcel.contents[0][0]: parcel.quote for parcel in made.parcels}
    assert (sent["box"].product, sent["box"].postage_fen) == ("sticker", 1_900)
    assert (sent["sack"].product, sent["sack"].postage_fen) == ("ordinary", 20_200)


def test_without_a_product_or_a_box_it_is_refused() -> None:
    loose = PackLine("x", "dry", 9_000, 1, is_loose=True, net_grams=9_000)
    with pytest.raises(NoBoxForIt):
        plan([loose], {"dry": Choice([JIANGSU], SIZES)})
    with pytest.raises(NoDeliveryThere):
        plan([loose], {"dry": Choice([])})
