"""Who sits at the desk, and how far down a list she is."""

from flask import request

from app.ground.quantities import parse_id
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.people.kinds import Role
from app.web.guard import current_person_id, current_signed_in, require_role

ON_A_PAGE = 50
LONGEST_QUESTION = 60
LONGEST_REASON = 200


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
