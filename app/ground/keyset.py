"""Cursors of long lists: the sort values of the last row seen, packed for an address.

A cursor is not secret and not signed: a query compares with its values and does nothing else.
"""

import base64
import binascii
import json
from collections.abc import Sequence

from app.ground.refusals import ChoiceUnknown

_LONGEST = 512
_GREATEST = 2**63 - 1

Value = str | int


def encode(values: Sequence[Value]) -> str:
    packed = json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode(
    cursor: object, kinds: Sequence[type[str] | type[int]], *, field: str | None = "after"
) -> list[Value]:
    """The values again, exactly of these kinds; anything else is refused as ChoiceUnknown."""
    values = _unpacked(cursor)
    if values is None or len(values) != len(kinds):
        raise ChoiceUnknown(field=field)
    for value, kind in zip(values, kinds, strict=True):
        if type(value) is not kind or not _storable(value):
            raise ChoiceUnknown(field=field)
    return values


def _unpacked(cursor: object) -> list[Value] | None:
    if not isinstance(cursor, str) or not cursor.isascii() or len(cursor) > _LONGEST:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return values if isinstance(values, list) else None


def _storable(value: Value) -> bool:
    if isinstance(value, int):
        return abs(value) <= _GREATEST
    return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
