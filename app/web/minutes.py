"""Which day's minute somebody means who fills in a time field."""

import re
from datetime import datetime

from app.clock import SHANGHAI
from app.ground.digits import is_empty, plain
from app.ground.refusals import DateNotAllowed, FieldMissing

_MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def parse_minute(text: object, *, field: str | None = None) -> datetime:
    """ "2026-11-23T14:05" as a time field sends it, in Shanghai."""
    if is_empty(text):
        raise FieldMissing(field=field)
    typed = plain(text) if isinstance(text, str) else ""
    if not _MINUTE.fullmatch(typed):
        raise DateNotAllowed(field=field)
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise DateNotAllowed(field=field) from None
