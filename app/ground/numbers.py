"""Numbers that people read aloud: a day, a serial and a check digit."""

import re
from datetime import date

_NUMBER = re.compile(r"[0-9]{12}|[0-9]{14}")
_SUB_NUMBER = re.compile(r"([0-9]{12,14})-([1-9][0-9]{0,2})")
_GREATEST_SHORT = 99_999
_GREATEST = 9_999_999


def order_number(day: date, serial: int) -> str:
    """Year, month, day, the day's serial from 1, check digit: 26 11 23 00001 and one more.

    A serial has five digits; a day's 100,000th order has seven, never six, because 13 digits
    would look like a waybill number.
    """
    if not 1 <= serial <= _GREATEST:
        raise ValueError("a serial is 1..9,999,999")
    digits = 5 if serial <= _GREATEST_SHORT else 7
    body = f"{day:%y%m%d}{serial:0{digits}d}"
    return body + check_digit(body)


def sub_order_number(order_number: str, n: int) -> str:
    """The n-th cooperative's part of an order, n from 1: "…-1"."""
    if not 1 <= n <= 999:
        raise ValueError("n is 1..999")
    return f"{order_number}-{n}"


def is_order_number(text: str) -> bool:
    if not _NUMBER.fullmatch(text) or check_digit(text[:-1]) != text[-1]:
        return False
    try:
        date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return False
    return int(text[6:-1]) > 0


def is_sub_order_number(text: str) -> bool:
    found = _SUB_NUMBER.fullmatch(text)
    return found is not None and is_order_number(found[1])


def check_digit(digits: str) -> str:
    """ISO/IEC 7064 MOD 11,10: every wrong digit and nearly every swap of neighbours is seen."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)
