"""Exceptions as lists show them: freshness left as a bar, the clock in words, where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app import clock
from app.ground.keyset import decode, encode
from app.ground.refusals import ChoiceUnknown
from app.parcels.inbox import (
    Asked,
    ParcelException,
    Place,
    as_address,
    days_left,
    exceptions_asked,
    last_places,
    other_reasons,
    place_of,
)
from app.web.claim_forms import time_left

# A bar of ten days is full: what lasts longer is in no hurry.
FULL_DAYS = 10


@dataclass(frozen=True, slots=True)
class ShownException:
    """`share` of ten days of freshness, 0 to 100; `days` None for what does not spoil. `also`: the
    same parcel's other kinds of trouble."""

    row: ParcelException
    days: int | None
    share: int
    tone: str
    time_left: str
    is_overdue: bool
    place: str
    also: Sequence[str]


def shown(row: ParcelException, place: str = "", also: Sequence[str] = ()) -> ShownException:
    days = days_left(row.good_until)
    left = FULL_DAYS if days is None else max(0, min(days, FULL_DAYS))
    return ShownException(
        row=row,
        days=days,
        share=left * 100 // FULL_DAYS,
        tone="good" if left > 2 else "warn",
        time_left=time_left(row.due_at),
        is_overdue=row.due_at <= clock.now(),
        place=place,
        also=also,
    )


def listed(asked: Asked, after: str | None, limit: int) -> tuple[list[ShownException], str]:
    """A page of parcels, and the cursor of the next one or ""."""
    rows = exceptions_asked(asked, _place(after), limit + 1)
    places = last_places([row.parcel_id for row in rows[:limit]])
    also = other_reasons(rows[:limit])
    found = [
        shown(row, places.get(row.parcel_id, ""), also.get(row.parcel_id, ()))
        for row in rows[:limit]
    ]
    return found, encode(as_address(place_of(rows[limit - 1]))) if len(rows) > limit else ""


def bars_of(counts: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Name, count and share of the greatest, the greatest first."""
    highest = max((count for _, count in counts), default=0) or 1
    ordered = sorted(counts, key=lambda one: (-one[1], one[0]))
    return [
        {"name": name, "count": count, "share": max(1, count * 100 // highest)}
        for name, count in ordered
    ]


def _place(after: str | None) -> Place | None:
    if not after:
        return None
    day, moment, number = decode(after, (str, str, int))
    try:
        due_at = datetime.fromisoformat(str(moment))
        return date.fromisoformat(str(day)), due_at.astimezone(UTC), int(number)
    except (ValueError, OverflowError):
        raise ChoiceUnknown(field="after") from None
