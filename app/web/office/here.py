"""Who sits at the desk, how far down a list she is, and which day's minute she means."""

import re
from datetime import datetime

from flask import request

from app.clock import SHANGHAI
from app.ground.digits import is_empty, plain
from app.ground.quantities import parse_id
from app.ground.refusals import DateNotAllowed, FieldMissing
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.people.kinds import Role
from app.web.guard import current_person_id, current_signed_in, require_role

ON_A_PAGE = 50
LONGEST_QUESTION = 60
LONGEST_REASON = 200
_MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def current_officer() -> Actor:
    return Actor(ActorKind.postal, current_person_id())


def is_administrator() -> bool:
    return current_signed_in().has_role(Role.administrator)


def require_administrator() -> None:
    require_role(Role.administrator)


def asked_before(name: str = "before") -> int | None:
    """The last row of the page before, from the address; Missing for what is no id."""
    text = request.args.get(name)
    return parse_id(text) if text else None


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
