from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.numbers import (
    check_digit,
    is_order_number,
    is_sub_order_number,
    order_number,
    sub_order_number,
)
from app.ground.waybills import is_valid

DAY = date(2026, 11, 23)
serials = st.integers(1, 9_999_999)
days = st.dates(date(2026, 1, 1), date(2099, 12, 31))


def test_a_number_is_day_serial_and_check() -> None:
    number = order_number(DAY, 1)
    assert number[:-1] == "26112300001"
    assert number[-1] == check_digit("26112300001")
    assert sub_order_number(number, 2) == f"{number}-2"
    assert is_sub_order_number(f"{number}-2")


def test_the_standards_own_example() -> None:
    # ISO/IEC 7064 MOD 11,10: 0794 has the check digit 5.
    assert check_digit("0794") == "5"


@given(days, serials)
def test_every_number_made_is_one_and_is_no_waybill(day: date, serial: int) -> None:
    number = order_number(day, serial)
    assert is_order_number(number)
    assert len(number) in (12, 14)
    assert not is_valid(number)


@given(days, serials, days, serials)
def test_two_orders_never_share_a_number(one: date, a: int, other: date, b: int) -> None:
    assert (order_number(one, a) == order_number(other, b)) == ((one, a) == (other, b))


@given(days, serials, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(day: date, serial: int, place: int, shift: int) -> None:
    right = order_number(day, serial)
    place %= len(right)
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    assert not is_order_number(wrong)


@pytest.mark.parametrize("text", ["", "26112300001", "abc", "2611230000１1", "26133100001", "-1"])
def test_what_is_no_number(text: str) -> None:
    assert not is_order_number(text)
    assert not is_order_number(text + check_digit("26133100001"))


@pytest.mark.parametrize("suffix", ["", "-0", "-", "-1000", "-01", "-1-1"])
def test_what_is_no_sub_order(suffix: str) -> None:
    assert not is_sub_order_number(order_number(DAY, 5) + suffix)


@pytest.mark.parametrize("serial", [0, -1, 10_000_000])
def test_serials_have_ends(serial: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        order_number(DAY, serial)
    with pytest.raises(ValueError, match="n is"):
        sub_order_number(order_number(DAY, 1), 0)
