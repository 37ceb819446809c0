"""Days out of forms and addresses."""

import re
from datetime import date, timedelta

from app.ground.digits import is_empty, plain
from app.ground.refusals import DateNotAllowed, FieldMissing

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|年([0-9]{1,2})月([0-9]{1,2})日)")


def parse_day(
    text: object,
    *,
    field: str | None = None,
    least: date = date(2000, 1, 1),
    most: date = date(2199, 12, 31),
) -> date:
    """ "2026-07-20", as date fields send it, or "2026年7月20日"; both ends are allowed."""
    if is_empty(text):
        raise FieldMissing(field=field)
    found = _DAY.fullmatch(plain(text)) if isinstance(text, str) else None
    if found is None:
        raise DateNotAllowed(field=field)
    try:
        day = date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))
    except ValueError:
        raise DateNotAllowed(field=field) from None
    if not least <= day <= most:
        raise DateNotAllowed(field=field)
    return day


def month_of(day: date) -> date:
    """Months go by their first day."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    return month_of(month_of(month) + timedelta(days=31))


def month_before(month: date) -> date:
    return month_of(month_of(month) - timedelta(days=1))


def parse_month(text: object, *, field: str | None = None) -> date:
    """ "2026-07", as addresses say it: its first day."""
    found = _MONTH.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise DateNotAllowed(field=field)
    return parse_day(f"{found[0]}-01", field=field)
