"""By when what is picked must leave: a choice of a form."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from app import clock
from app.clock import beginning_of
from app.ground.refusals import ChoiceUnknown

# Midnights after this morning; "any": whenever.
_DAYS = {"any": None, "today": 1, "tomorrow": 2}


def leaving_choices() -> list[tuple[str, str]]:
    return [
        ("any", _("whenever they must leave")),
        ("today", _("by the end of today")),
        ("tomorrow", _("by the end of tomorrow")),
    ]


def leave_by(text: object, *, field: str | None = None) -> datetime | None:
    if not isinstance(text, str) or text not in _DAYS:
        raise ChoiceUnknown(field=field)
    days = _DAYS[text]
    return None if days is None else beginning_of(clock.today() + timedelta(days=days))
