"""Money is a whole number of fen (分). Nothing here ever makes or loses one."""

import re
from collections.abc import Sequence

from app.ground.digits import is_empty, plain
from app.ground.refusals import FieldMissing, MoneyNotAllowed

MAX_FEN = 10**12
BASIS_POINTS = 10_000
_YUAN = re.compile(r"[¥￥]?\s*([0-9]{1,12})(?:\.([0-9]{1,2}))?\s*元?")


def allocate(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Divide a total by weights with the largest-remainder method; the parts sum to the total.

    Left-over fen go to the largest remainders, among equals to the earlier part. A negative
    total is divided like the positive one, so that a refund mirrors its sale. When all weights
    are zero the parts are equal.
    """
    if not weights:
        if total_fen:
            raise ValueError("money for nobody")
        return []
    if min(weights) < 0:
        raise ValueError("a weight is negative")
    if total_fen < 0:
        return [-part for part in allocate(-total_fen, weights)]
    shares = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [total_fen * share // whole for share in shares]
    left = total_fen - sum(parts)
    by_remainder = sorted(range(len(shares)), key=lambda i: -(total_fen * shares[i] % whole))
    for index in by_remainder[:left]:
        parts[index] += 1
    return parts


def share_fen(amount_fen: int, basis_points: int) -> int:
    """A share of an amount, half a fen rounded up; negative amounts mirror positive ones."""
    if amount_fen < 0:
        return -share_fen(-amount_fen, basis_points)
    return (amount_fen * basis_points * 2 + BASIS_POINTS) // (BASIS_POINTS * 2)


def yuan_parts(fen: int) -> tuple[str, str]:
    """("52", "00"): yuan with its sign, and two digits of fen."""
    yuan, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}{yuan}", f"{rest:02d}"


def parse_yuan(
    text: object, *, field: str | None = None, least_fen: int = 0, most_fen: int = MAX_FEN
) -> int:
    """Yuan as typed ("52", "52.5", "¥52.50", "５２．５") in fen; nothing finer than a fen."""
    if is_empty(text):
        raise FieldMissing(field=field)
    found = _YUAN.fullmatch(plain(text)) if isinstance(text, str) else None
    if found is None:
        raise MoneyNotAllowed(field=field)
    fen = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if not least_fen <= fen <= most_fen:
        raise MoneyNotAllowed(field=field, least_fen=least_fen, most_fen=most_fen)
    return fen
