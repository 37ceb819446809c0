"""Single values of the open platform, checked: ValueError for what none can be."""

from decimal import Decimal, InvalidOperation
from typing import Any

from app.partners.carriers import Routing

MOST_FEN = 10_000_000
MOST_GRAMS = 1_000_000


def text_of(value: Any, most: int) -> str:
    """A text of one line: no control characters, at most so many."""
    if not isinstance(value, str) or len(value) > most:
        raise ValueError("text")
    value.encode("utf-8")
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValueError("control characters")
    return value


def fen_of(value: Any) -> int:
    """Yuan as a number or a text with at most two digits behind the point."""
    fen = _decimal(value) * 100
    if fen != fen.to_integral_value() or not 0 <= fen <= MOST_FEN:
        raise ValueError("money")
    return int(fen)


def grams_of(value: Any) -> int:
    grams = _decimal(value).to_integral_value()
    if not 0 < grams <= MOST_GRAMS:
        raise ValueError("weight")
    return int(grams)


def routing_of(answer: Any) -> Routing:
    named = {
        "route_code": "routeCode",
        "package_code": "packageCode",
        "package_name": "packageName",
        "mark_code": "markDestinationCode",
        "mark_name": "markDestinationName",
    }
    return Routing(**{ours: text_of(answer.get(its) or "", 40) for ours, its in named.items()})


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("number")
    if isinstance(value, str) and len(value) > 20:
        raise ValueError("number")
    try:
        number = Decimal(str(value))
    except InvalidOperation as fault:
        raise ValueError("number") from fault
    # 1e999999 is short, and too great to be multiplied.
    if not number.is_finite() or abs(number.adjusted()) > 20:
        raise ValueError("number")
    return number
