import pytest

from app.ground.quantities import parse_grams, parse_id, parse_quantity, parse_whole
from app.ground.refusals import (
    ChoiceUnknown,
    FieldMissing,
    Missing,
    NotAWholeNumber,
    NumberOutOfRange,
    QuantityNotAllowed,
    WeightNotAllowed,
)

NOT_NUMBERS = ["-1", "1e3", "NaN", "1_000", "٣", "1.5", "+1", "１_", "²", "①", "0x1", "9" * 400,
               [], {}, True, 1.5, -1, 10**400, "\ud800", "1\x00", "十"]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "quantity"), [("1", 1), (" 3 ", 3), ("１０", 10), ("99", 99), ("007", 7), (5, 5)]
)
def test_whole_boxes_are_read(typed: object, quantity: int) -> None:
    assert parse_quantity(typed) == quantity


@pytest.mark.parametrize(
    "typed", [*NOT_NUMBERS, "0", "100", "1000000000", str(2**31), str(2**63), 0]
)
def test_what_is_no_quantity_is_refused_with_its_limits(typed: object) -> None:
    with pytest.raises(QuantityNotAllowed) as refused:
        parse_quantity(typed)
    assert refused.value.facts == {"least": 1, "most": 99}
    assert refused.value.field == "quantity"


@pytest.mark.parametrize("typed", [None, "", " ", "　"])
def test_no_quantity_is_a_missing_field(typed: object) -> None:
    for read in (parse_quantity, lambda t: parse_whole(t, 0, 9), lambda t: parse_grams(t, 1, 9)):
        with pytest.raises(FieldMissing):
            read(typed)


def test_zero_is_a_quantity_where_it_takes_a_line_away() -> None:
    assert parse_quantity("0", least=0) == 0


@pytest.mark.parametrize("typed", NOT_NUMBERS)
def test_other_numbers_are_read_as_strictly(typed: object) -> None:
    with pytest.raises(NotAWholeNumber):
        parse_whole(typed, 0, 10)


def test_a_number_beyond_its_ends_says_them() -> None:
    assert parse_whole("10", 0, 10) == 10
    with pytest.raises(NumberOutOfRange) as refused:
        parse_whole("11", 0, 10, field="cap")
    assert refused.value.facts == {"least": 0, "most": 10}


def test_a_weight_is_whole_grams_within_its_ends() -> None:
    assert parse_grams("2500", 1, 50_000) == 2500
    with pytest.raises(WeightNotAllowed):
        parse_grams("2.5", 1, 50_000)


@pytest.mark.parametrize(("typed", "number"), [("1", 1), (str(2**53), 2**53), (7, 7)])
def test_an_id_is_read(typed: object, number: int) -> None:
    assert parse_id(typed) == number


@pytest.mark.parametrize(
    "typed", [*NOT_NUMBERS, "", None, "0", "01", "１２", " 1", str(2**53 + 1), str(2**63)]
)
def test_an_id_that_cannot_be_is_missing_in_an_address_and_unknown_in_a_form(
    typed: object,
) -> None:
    with pytest.raises(Missing):
        parse_id(typed)
    with pytest.raises(ChoiceUnknown):
        parse_id(typed, field="lot")
