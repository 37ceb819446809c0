"""Waybill numbers: UPU S10 with its check digit, and China Post's 13 digits without one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from app.ground.digits import is_empty, plain
from app.ground.refusals import FieldMissing, TextTooLong, WaybillNotAllowed

# Z is for use between posts that agreed on it; nobody accepts ZZ, so that a label printed for
# a demonstration can never be taken for a real one.
DEMONSTRATION_INDICATOR = "ZZ"
GREATEST_SERIAL = 99_999_999
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
# What a scanner may type into one field.
MOST_TYPED = 1000
_S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_DOMESTIC = re.compile(r"[0-9]{13}")


class WaybillKind(StrEnum):
    s10 = "s10"
    numeric13 = "numeric13"


GREATEST_SERIALS = {
    WaybillKind.s10: GREATEST_SERIAL,
    WaybillKind.numeric13: 9_999_999_999_999,
}


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """What numbers that follow one another share. Of 13 digits all are the serial, so that two
    ranges can be compared however many digits their carrier calls a prefix."""

    kind: WaybillKind
    indicator: str = ""
    country: str = ""

    def number(self, serial: int) -> str:
        if self.kind == WaybillKind.s10:
            return make_s10(self.indicator, serial, self.country)
        return f"{serial:013d}"


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Numbers without a gap; `last` is one of them."""

    series: Series
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def check_digit(serial8: str) -> int:
    """UPU S10: weighted sum modulo 11; 10 becomes 0, 11 becomes 5.

    A single wrong digit always changes the remainder, but the remainders 0 and 6 share the
    check digit 5 (so that a change of the sum from one to the other goes unseen).
    """
    if not (serial8.isascii() and serial8.isdigit() and len(serial8) == len(_WEIGHTS)):
        raise ValueError("a serial has eight digits")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial8, strict=True))
    check = 11 - total % 11
    return {10: 0, 11: 5}.get(check, check)


def make_s10(indicator: str, serial: int, country: str = "CN") -> str:
    """`indicator` is two capital letters; `serial` 0..99,999,999."""
    if not 0 <= serial <= GREATEST_SERIAL:
        raise ValueError("a serial has eight digits")
    number = f"{indicator}{serial:08d}{check_digit(f'{serial:08d}')}{country}"
    if not _S10.fullmatch(number):
        raise ValueError("an indicator and a country have two capital letters")
    return number


def is_valid(number: str) -> bool:
    """S10 with the right check digit, or 13 digits (which have none: only scanning is safe)."""
    if _DOMESTIC.fullmatch(number):
        return True
    return bool(_S10.fullmatch(number)) and check_digit(number[2:10]) == int(number[10])


def is_demonstration(number: str) -> bool:
    return number.startswith((DEMONSTRATION_INDICATOR, "0000"))


def parse_waybill(text: object, *, field: str | None = "waybill") -> str:
    """A number as scanned or typed: blanks and dashes go, letters become capitals."""
    if is_empty(text):
        raise FieldMissing(field=field)
    number = re.sub(r"[\s-]", "", plain(text)).upper() if isinstance(text, str) else ""
    if not is_valid(number):
        raise WaybillNotAllowed(field=field)
    return number


def parse_waybills(text: object, *, field: str | None = "waybill") -> list[str]:
    """One a line or between commas, as a scanner types them; none at all is fine."""
    typed = re.split(r"[\n\r,，、;；]+", text) if isinstance(text, str) else []
    if len(typed) > MOST_TYPED:
        raise TextTooLong(field=field, longest=MOST_TYPED)
    return [parse_waybill(one, field=field) for one in typed if one.strip()]


def grouped(number: str) -> str:
    """For print and for reading aloud: "EE 123 456 785 CN", "9876 5432 1098 7"."""
    if _S10.fullmatch(number):
        return f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}"
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def short_number(number: str) -> str:
    """取件号: the last four digits, by which a parcel is found on a shelf. No secret: whoever sees
    the parcel can read it, and it opens nothing."""
    return "".join(sign for sign in number if sign.isdigit())[-4:]


def taken_apart(number: str) -> tuple[Series, int]:
    """The series and the serial of a valid number; ValueError for any other."""
    if not is_valid(number):
        raise ValueError("not a waybill number")
    if number.isdigit():
        return Series(WaybillKind.numeric13), int(number)
    return Series(WaybillKind.s10, number[:2], number[11:]), int(number[2:10])


def runs_of(numbers: Iterable[str]) -> list[Run]:
    """Valid numbers in any order, each once: joined where they follow one another."""
    runs: list[Run] = []
    for series, serial in sorted(taken_apart(number) for number in numbers):
        if runs and runs[-1].series == series and runs[-1].last == serial - 1:
            runs[-1] = Run(series, runs[-1].first, serial)
        else:
            runs.append(Run(series, serial, serial))
    return runs


def overlapping(runs: Iterable[Run]) -> bool:
    """Whether a number is in two of them."""
    return any(
        one.series == next_.series and next_.first <= one.last
        for one, next_ in pairwise(sorted(runs))
    )
