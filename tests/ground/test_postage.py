import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.postage import HEAVIEST_GRAMS, Quote, by_kilogram, insured, quote
from app.ground.refusals import TooHeavyForPost

TARIFF = {
    row.group: row
    for row in (
        by_kilogram("JS-G1", 500, 100, 200, 300),
        by_kilogram("JS-G2", 600, 150, 200, 300),
        by_kilogram("JS-G3", 700, 200, 200, 300),
        by_kilogram("JS-G4", 800, 300, 300, 400),
        by_kilogram("JS-G5", 900, 400, 400, 500),
        by_kilogram("JS-G6", 1000, 500, 700, 800),
    )
}
GRAMS = (1_000, 2_700, 5_300, 9_900, 10_000, 10_500, 20_000, 25_000)
WORKED_FEN = {
    "JS-G1": (500, 700, 1000, 1400, 1400, 2500, 4300, 7700),
    "JS-G2": (600, 900, 1350, 1950, 1950, 2600, 4400, 7800),
    "JS-G3": (700, 1100, 1700, 2500, 2500, 2700, 4500, 7900),
    "JS-G4": (800, 1400, 2300, 3500, 3500, 3800, 6500, 10400),
    "JS-G5": (900, 1700, 2900, 4500, 4500, 4900, 8500, 12900),
    "JS-G6": (1000, 2000, 3500, 5500, 5500, 8000, 14300, 20200),
}


@pytest.mark.parametrize(
    ("group", "grams", "fen"),
    [
        (group, grams, fen)
        for group, row in WORKED_FEN.items()
        for grams, fen in zip(GRAMS, row, strict=True)
    ],
)
def test_the_worked_values_of_the_tariff(group: str, grams: int, fen: int) -> None:
    assert quote(TARIFF[group], grams, 0).postage_fen == fen


@pytest.mark.parametrize(
    ("grams", "fen"),
    [(1, 500), (999, 500), (1_001, 600), (10_001, 2500), (20_001, 6500), (50_000, 15200)],
)
def test_a_part_of_a_kilogram_counts_as_a_whole_and_the_band_as_the_total(
    grams: int, fen: int
) -> None:
    assert quote(TARIFF["JS-G1"], grams, 0).postage_fen == fen


def test_a_quote_explains_itself() -> None:
    assert quote(TARIFF["JS-G2"], 2_700, 2_500) == Quote(
        group="JS-G2",
        charged_grams=2_700,
        basis="real",
        band_grams=10_000,
        base_fen=600,
        step_fen=150,
        steps=2,
        postage_fen=900,
    )


def test_the_dearer_postage_is_charged_not_the_greater_weight() -> None:
    bulky = quote(TARIFF["JS-G2"], 2_700, 5_940)
    assert (bulky.basis, bulky.charged_grams, bulky.postage_fen) == ("volumetric", 5_940, 1350)
    same = quote(TARIFF["JS-G2"], 2_700, 2_900)
    assert (same.basis, same.charged_grams) == ("real", 2_700)


@pytest.mark.parametrize(("real", "volume"), [(50_001, 0), (1_000, 50_001)])
def test_nothing_beyond_fifty_kilograms_goes_by_post(real: int, volume: int) -> None:
    with pytest.raises(TooHeavyForPost) as refused:
        quote(TARIFF["JS-G1"], real, volume)
    assert refused.value.facts == {"most_grams": HEAVIEST_GRAMS}


def test_a_parcel_weighs_something() -> None:
    with pytest.raises(ValueError, match="weighs"):
        quote(TARIFF["JS-G1"], 0, 0)


weights = st.integers(1, HEAVIEST_GRAMS)


@given(st.sampled_from(sorted(TARIFF)), weights, weights)
def test_a_quote_survives_storage_and_adds_up(group: str, real: int, volume: int) -> None:
    found = quote(TARIFF[group], real, volume)
    assert Quote.from_facts(json.loads(json.dumps(found.as_facts()))) == found
    assert found.postage_fen == found.base_fen + found.steps * found.step_fen


@given(st.sampled_from(sorted(TARIFF)), weights, weights)
def test_more_weight_is_never_cheaper(group: str, one: int, other: int) -> None:
    light, heavy = sorted((one, other))
    row = TARIFF[group]
    assert quote(row, light, 0).postage_fen <= quote(row, heavy, 0).postage_fen


@pytest.mark.parametrize(
    ("goods_fen", "declared_fen", "insurance_fen"),
    [
        (0, 0, 0),
        (1, 1, 1),
        (5_201, 5_201, 53),
        (10_000_000, 10_000_000, 100_000),
        # The post answers for no more than this, and takes nothing for more.
        (10_000_001, 10_000_000, 100_000),
        (99_999_999, 10_000_000, 100_000),
    ],
)
def test_goods_are_insured_up_to_what_the_post_answers_for(
    goods_fen: int, declared_fen: int, insurance_fen: int
) -> None:
    rate = TARIFF["JS-G2"]
    found = insured(quote(rate, 2_700, 0), rate, goods_fen)
    assert (found.declared_fen, found.insurance_fen) == (declared_fen, insurance_fen)
    assert found.postage_fen == 900
