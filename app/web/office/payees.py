"""Bank details that wait for a second person, and a look at a whole number, which is kept."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.people.queries import names_of
from app.settlement.payees import (
    confirm as confirm_payee,
)
from app.settlement.payees import (
    get_payee,
    look,
    looks_at,
    payees_of,
    payees_to_decide,
)
from app.settlement.payees import (
    refuse as refuse_payee,
)
from app.settlement.queries import holders_of
from app.web.guard import current_person_id
from app.web.pages import back_to, page, page_again

pages = Blueprint("payees", __name__, url_prefix="/payees")


@pages.get("/")
def home() -> str:
    waiting = payees_to_decide()
    return page(
        waiting=waiting,
        holders=holders_of(one.account.party for one in waiting),
        names=names_of(one.account.proposed_by_id for one in waiting),
    )


@pages.get("/<payee_id>")
def show(payee_id: str) -> str:
    return page(**_payee(parse_id(payee_id)))


@pages.post("/<payee_id>/reveal")
def reveal(payee_id: str) -> str:
    """The whole number, once, on the page that answers; who asked for it is kept."""
    with transaction():
        whole = look(parse_id(payee_id), current_person_id()).account
    return page(like="show", **(_payee(parse_id(payee_id)) | {"whole": whole}))


@pages.post("/<payee_id>/confirm")
def confirm(payee_id: str) -> Answer:
    return _decide(parse_id(payee_id), is_good=True)


@pages.post("/<payee_id>/refuse")
def refuse(payee_id: str) -> Answer:
    return _decide(parse_id(payee_id), is_good=False)


def _decide(payee_id: int, *, is_good: bool) -> Answer:
    party = get_payee(payee_id).account.party
    decide = confirm_payee if is_good else refuse_payee
    try:
        with transaction():
            decide(party, payee_id, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_payee(payee_id))
    return back_to("office.payees.show", payee_id=payee_id)


def _payee(payee_id: int) -> dict[str, Any]:
    payee = get_payee(payee_id)
    account, decision, looks = payee.account, payee.decision, looks_at(payee_id)
    persons = {account.proposed_by_id, *(one.person_id for one in looks)}
    if decision is not None:
        persons.add(decision.decided_by_id)
    newest = payees_of(account.party, limit=1)[0]
    return {
        "payee": payee,
        "holder": holders_of([account.party])[account.party],
        "names": names_of(persons),
        "looks": looks,
        "whole": None,
        "can_decide": decision is None and newest.account.id == payee_id,
    }
