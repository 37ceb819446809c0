import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.refusals import FieldMissing, WaybillNotAllowed
from app.ground.waybills import (
    DEMONSTRATION_INDICATOR,
    check_digit,
    grouped,
    is_demonstration,
    is_valid,
    make_s10,
    parse_waybill,
)

# Of the weighted sum modulo 11: these two remainders print the same check digit 5.
BLIND = {0, 6}
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def remainder(serial: str) -> int:
    return sum(w * int(d) for w, d in zip(WEIGHTS, serial, strict=True)) % 11


@pytest.mark.parametrize(
    ("serial", "digit"),
    [
        ("47312482", 9),
        ("12345678", 5),
        ("00071759", 5),
        ("47110815", 1),
        ("00000000", 5),
        ("00000001", 4),
        ("00000002", 8),
        ("00000005", 9),
        ("11185213", 0),
        ("20180511", 5),
        ("99999999", 5),
    ],
)
def test_known_check_digits(serial: str, digit: int) -> None:
    assert check_digit(serial) == digit


@pytest.mark.parametrize("serial", ["", "1234567", "123456789", "1234567a", "１２３４５６７８"])
def test_a_serial_has_eight_digits(serial: str) -> None:
    with pytest.raises(ValueError, match="eight digits"):
        check_digit(serial)


@given(st.integers(0, 99_999_999), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_seen_but_between_the_two_blind_remainders(
    serial: int, place: int, shift: int
) -> None:
    right = f"{serial:08d}"
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    assert remainder(right) != remainder(wrong)
    seen = check_digit(right) != check_digit(wrong)
    assert seen == ({remainder(right), remainder(wrong)} != BLIND)


@given(st.integers(0, 99_999_999), st.integers(1, 9))
def test_a_wrong_check_digit_is_always_seen(serial: int, shift: int) -> None:
    number = make_s10("EA", serial)
    wrong = number[:10] + str((int(number[10]) + shift) % 10) + number[11:]
    assert is_valid(number)
    assert not is_valid(wrong)


@pytest.mark.parametrize(
    "number", ["EB000717595HK", "EE471108151FR", "9876543210987", "0000123456789"]
)
def test_numbers_that_may_be(number: str) -> None:
    assert is_valid(number)


@pytest.mark.parametrize(
    "number",
    [
        "EB000717594HK",
        "eb000717595hk",
        "987654321098",
        "98765432109876",
        "",
        "EB00071759５HK",
        "１" * 13,
    ],
)
def test_numbers_that_cannot_be(number: str) -> None:
    assert not is_valid(number)


def test_a_number_for_demonstrations_is_seen_as_one() -> None:
    number = make_s10(DEMONSTRATION_INDICATOR, 12_345_678)
    assert number == "ZZ123456785CN"
    assert is_demonstration(number)
    assert not is_demonstration("EA123456785CN")


@pytest.mark.parametrize(
    ("indicator", "serial", "country"),
    [("E", 1, "CN"), ("ea", 1, "CN"), ("EA", -1, "CN"), ("EA", 10**8, "CN"), ("EA", 1, "C")],
)
def test_nothing_else_can_be_made(indicator: str, serial: int, country: str) -> None:
    with pytest.raises(ValueError, match=r"digits|letters"):
        make_s10(indicator, serial, country)


@pytest.mark.parametrize("typed", ["ee 123 456 785 cn", "EE123456785CN", "EE-123456785-CN"])
def test_a_typed_number_is_read(typed: str) -> None:
    assert parse_waybill(typed) == "EE123456785CN"
    assert grouped("EE123456785CN") == "EE 123 456 785 CN"
    assert grouped("9876543210987") == "9876 5432 1098 7"


def test_a_wrong_number_is_refused_with_its_field() -> None:
    with pytest.raises(WaybillNotAllowed) as refused:
        parse_waybill("EE123456784CN")
    assert refused.value.field == "waybill"
    with pytest.raises(FieldMissing):
        parse_waybill(" ")
