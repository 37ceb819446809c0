"""Who sits at the desk, and how far down a list she is."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.ground.quantities import parse_id
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.people.kinds import Role
from app.web.guard import current_person_id, current_signed_in, require_role
from app.web.pages import tell

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


def tell_left_out(parcels: Sequence[Any]) -> None:
    """Of a round that has left: which parcels did not go with it, and why."""
    words = {
        "cancelled": _("Cancelled"),
        "refused": _("Refused"),
        "damaged": _("Damaged"),
        "lost": _("Lost"),
        "returning": _("Going back"),
    }
    elsewhere = _("brought elsewhere")
    named = [
        _("%(waybill)s (%(why)s)", waybill=one.waybill_number, why=words.get(one.state, elsewhere))
        for one in parcels
    ]
    if named:
        tell(
            _(
                "Take these out of the van, they stay here: %(parcels)s",
                parcels=_(", ").join(named),
            ),
            "warn",
        )
