"""Whole numbers out of forms and addresses."""

import re

from app.ground.digits import is_empty, plain, whole_number
from app.ground.refusals import (
    ChoiceUnknown,
    FieldMissing,
    Missing,
    NotANumber,
    NotAWholeNumber,
    NumberOutOfRange,
    QuantityNotAllowed,
    WeightNotAllowed,
)

GREATEST_ID = 2**53
_TENTHS = re.compile(r"([0-9]{1,9})(?:\.([0-9]))?")


def parse_quantity(
    text: object, least: int = 1, most: int = 99, *, field: str | None = "quantity"
) -> int:
    """How many boxes. Both ends are allowed; full-width digits are read (a documented kindness)."""
    if is_empty(text):
        raise FieldMissing(field=field)
    number = whole_number(text)
    if number is None or not least <= number <= most:
        raise QuantityNotAllowed(field=field, least=least, most=most)
    return number


def parse_whole(text: object, least: int, most: int, *, field: str | None = None) -> int:
    """Any other whole number ≥ 0 of a form, both ends allowed."""
    if is_empty(text):
        raise FieldMissing(field=field)
    number = whole_number(text)
    if number is None:
        raise NotAWholeNumber(field=field)
    if not least <= number <= most:
        raise NumberOutOfRange(field=field, least=least, most=most)
    return number


def parse_tenths(text: object, most: int, *, field: str | None = None) -> int:
    """A number with at most one digit behind the point, such as 3.5, in tenths."""
    if is_empty(text):
        raise FieldMissing(field=field)
    found = _TENTHS.fullmatch(plain(text)) if isinstance(text, str) else None
    if found is None:
        raise NotANumber(field=field)
    number = int(found[1]) * 10 + int(found[2] or 0)
    if number > most:
        raise NumberOutOfRange(field=field, least=0, most=most // 10)
    return number


def parse_grams(text: object, least: int, most: int, *, field: str | None = "weight") -> int:
    """A weight typed in whole grams, both ends allowed."""
    if is_empty(text):
        raise FieldMissing(field=field)
    number = whole_number(text)
    if number is None or not least <= number <= most:
        raise WeightNotAllowed(field=field, least=least, most=most)
    return number


def parse_id(text: object, *, field: str | None = None) -> int:
    """A row's id, 1..2**53, in ASCII digits without leading zeros: one thing has one address.

    Of a form's field it is refused as ChoiceUnknown, of an address as Missing.
    """
    if isinstance(text, str) and (not text.isascii() or text != text.strip() or text[:1] == "0"):
        text = None
    number = whole_number(text, longest=16)
    if number is None or not 1 <= number <= GREATEST_ID:
        raise ChoiceUnknown(field=field) if field else Missing()
    return number
