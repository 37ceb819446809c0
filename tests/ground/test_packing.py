import json
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ground.packing import Choice, PackLine, Plan
from app.ground.packing import plan as plan_by
from app.ground.postage import HEAVIEST_GRAMS, Rate, by_kilogram, quote
from app.ground.refusals import TooHeavyForPost

JIANGSU = by_kilogram("JS-G1", 500, 100, 200, 300)
SHANGHAI = by_kilogram("JS-G2", 600, 150, 200, 300)
HUBEI = by_kilogram("JS-G3", 700, 200, 200, 300)
XINJIANG = by_kilogram("JS-G6", 1000, 500, 700, 800)
ROWS = (JIANGSU, SHANGHAI, HUBEI, XINJIANG)


def plan(lines: list[PackLine], rate: Rate) -> Plan:
    """By ordinary parcel, whatever the goods."""
    return plan_by(lines, {line.temperature_class: Choice([rate]) for line in lines})


def sized(grams: int) -> tuple[int, int, int]:
    """Sides of a carton that counts as so many grams."""
    return (60, 100, grams) if grams else (0, 0, 0)


@pytest.mark.parametrize(
    ("row", "grams", "boxes", "postage", "saved", "parcels"),
    [
        (JIANGSU, 5_000, 4, 2800, 1500, 2),
        (XINJIANG, 5_000, 4, 11000, 3300, 2),
        (HUBEI, 5_000, 4, 4500, 0, 1),
        (JIANGSU, 5_450, 2, 2000, 500, 2),
        (SHANGHAI, 5_450, 2, 2600, 0, 1),
        (JIANGSU, 2_700, 1, 700, 0, 1),
        (JIANGSU, 1_000, 3, 700, 0, 1),
        (JIANGSU, 25_000, 3, 22900, 0, 2),
        (JIANGSU, 26_000, 2, 16000, 0, 2),
    ],
)
def test_splitting_is_worked_out_and_not_assumed(
    row: Rate, grams: int, boxes: int, postage: int, saved: int, parcels: int
) -> None:
    made = plan([PackLine("pears", "ambient", grams, boxes)], row)
    assert (made.postage_fen, made.saved_fen, len(made.parcels)) == (postage, saved, parcels)
    assert made.unsplit_fen == postage + saved


def test_temperature_classes_never_travel_together() -> None:
    lines = [PackLine("pears", "ambient", 1_000, 1), PackLine("peaches", "cool", 1_000, 1)]
    made = plan(lines, JIANGSU)
    assert [(one.temperature_class, one.contents) for one in made.parcels] == [
        ("ambient", (("pears", 1),)),
        ("cool", (("peaches", 1),)),
    ]
    assert made.postage_fen == 1000


def test_size_counts_for_the_whole_bundle() -> None:
    made = plan([PackLine("chips", "dry", 1_000, 2, sized(5_940))], JIANGSU)
    assert [one.volumetric_grams for one in made.parcels] == [5_940, 5_940]
    assert made.postage_fen == 2000
    assert made.unsplit_fen == 2700


def test_nothing_to_send_costs_nothing() -> None:
    assert plan([], JIANGSU) == Plan((), 0, 0, 0)


@pytest.mark.parametrize(
    "line", [PackLine("x", "dry", 50_001, 1), PackLine("x", "dry", 1, 1, sized(50_001))]
)
def test_one_carton_beyond_fifty_kilograms_is_refused(line: PackLine) -> None:
    with pytest.raises(TooHeavyForPost):
        plan([line], JIANGSU)


@pytest.mark.parametrize("line", [PackLine("x", "dry", 0, 1), PackLine("x", "dry", 1, 0)])
def test_a_line_without_weight_or_cartons_is_a_mistake(line: PackLine) -> None:
    with pytest.raises(ValueError, match="weigh something"):
        plan([line], JIANGSU)


def lines_of(most_boxes: int, most_lines: int) -> st.SearchStrategy[list[PackLine]]:
    line = st.tuples(
        st.sampled_from(["ambient", "cool"]),
        st.one_of(st.integers(1, 12_000), st.integers(1, HEAVIEST_GRAMS)),
        st.integers(1, most_boxes),
        st.sampled_from([0, 0, 2_500, 5_940, 12_000]),
    )
    return st.lists(line, min_size=1, max_size=most_lines).map(
        lambda found: [
            PackLine(f"line{n}", cls, grams, boxes, sized(volume))
            for n, (cls, grams, boxes, volume) in enumerate(found)
        ]
    )


@given(lines_of(40, 6), st.sampled_from(ROWS))
@settings(max_examples=40, deadline=None)
def test_every_carton_is_in_exactly_one_parcel(lines: list[PackLine], row: Rate) -> None:
    made = plan(lines, row)
    by_key = {line.key: line for line in lines}
    sent: Counter[str] = Counter()
    for parcel in made.parcels:
        sent.update(dict(parcel.contents))
        inside = [(by_key[key], units) for key, units in parcel.contents]
        assert {line.temperature_class for line, _ in inside} == {parcel.temperature_class}
        assert parcel.real_grams == sum(line.unit_grams * units for line, units in inside)
        assert parcel.volumetric_grams == sum(
            line.volume_mm3 // 6_000 * units for line, units in inside
        )
        assert parcel.real_grams <= HEAVIEST_GRAMS
        assert parcel.quote == quote(row, parcel.real_grams, parcel.volumetric_grams)
    assert sent == {line.key: line.boxes for line in lines}
    assert made.postage_fen == sum(parcel.quote.postage_fen for parcel in made.parcels)
    assert made.saved_fen == made.unsplit_fen - made.postage_fen >= 0


@given(lines_of(5, 5), st.sampled_from(ROWS))
@settings(max_examples=30, deadline=None)
def test_the_same_wish_in_any_order_gives_the_same_plan(lines: list[PackLine], row: Rate) -> None:
    made = plan(lines, row)
    assert plan(lines[::-1], row) == made
    assert Plan.from_facts(json.loads(json.dumps(made.as_facts()))) == made


def cheapest_by_trying_all(units: list[tuple[int, int]], row: Rate) -> int:
    """All partitions: each carton joins one of the parcels so far or begins a new one."""
    units = sorted(units)
    best = [10**12]

    def put(index: int, parcels: list[tuple[int, int]]) -> None:
        if index == len(units):
            best[0] = min(best[0], sum(quote(row, *parcel).postage_fen for parcel in parcels))
            return
        real, size = units[index]
        for which, (heavy, large) in enumerate(parcels):
            if max(heavy + real, large + size) <= HEAVIEST_GRAMS:
                joined = (heavy + real, large + size)
                put(index + 1, [*parcels[:which], joined, *parcels[which + 1 :]])
        put(index + 1, [*parcels, (real, size)])

    put(0, [])
    return best[0]


few_units = st.lists(
    st.tuples(
        st.one_of(st.integers(1, 12_000), st.integers(1, HEAVIEST_GRAMS)),
        st.sampled_from([0, 2_500, 5_940]),
    ),
    min_size=1,
    max_size=7,
)


@given(few_units, st.sampled_from(ROWS))
@settings(max_examples=40, deadline=None)
def test_the_plan_is_as_cheap_as_trying_everything(units: list[tuple[int, int]], row: Rate) -> None:
    lines = [PackLine(f"u{n}", "dry", real, 1, sized(size)) for n, (real, size) in enumerate(units)]
    assert plan(lines, row).postage_fen == cheapest_by_trying_all(units, row)


def cheapest_by_subsets(grams: list[int], row: Rate) -> int:
    """Another way to the optimum that scales to twelve: over all sets of cartons left."""
    everything = (1 << len(grams)) - 1
    weight = [
        sum(g for n, g in enumerate(grams) if chosen >> n & 1) for chosen in range(everything + 1)
    ]
    price = [quote(row, w, 0).postage_fen if 0 < w <= HEAVIEST_GRAMS else 10**9 for w in weight]
    best = [0]
    for left in range(1, everything + 1):
        least, part = price[left], (left - 1) & left
        while part:
            least = min(least, price[part] + best[left ^ part])
            part = (part - 1) & left
        best.append(least)
    return best[everything]


@pytest.mark.parametrize("row", [JIANGSU, XINJIANG])
def test_twelve_different_cartons_are_still_packed_best(row: Rate) -> None:
    grams = [1_300 + 870 * n for n in range(12)]
    lines = [PackLine(f"u{n}", "dry", g, 1) for n, g in enumerate(grams)]
    assert plan(lines, row).postage_fen == cheapest_by_subsets(grams, row)


def test_many_cartons_are_packed_close_to_the_best() -> None:
    # Pairs of 5 kg are the cheapest that can be: 14 yuan for 10 kg.
    lines = [PackLine(f"u{n}", "dry", 5_000, 10) for n in range(10)]
    made = plan(lines, JIANGSU)
    assert made.postage_fen == 50 * 1400
    assert made.saved_fen > 0


@given(st.integers(1, 60), st.sampled_from(ROWS))
@settings(max_examples=30, deadline=None)
def test_one_more_carton_is_never_cheaper(boxes: int, row: Rate) -> None:
    costs = [plan([PackLine("a", "dry", 3_300, n)], row).postage_fen for n in (boxes, boxes + 1)]
    assert all(a <= b for a, b in pairwise(costs))
