"""Where money goes, as its owner sees and changes it: alike for a cooperative and a shop."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.settlement.kinds import Party, PayeeKind
from app.settlement.payees import check_draft, payees_of, propose
from app.settlement.payouts import payouts_to
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.pages import back_to, page_again, tell

Details = dict[str, Any]


def first_form() -> Form:
    return Form.filled(kind=PayeeKind.bank)


def details_of(party: Party) -> Details:
    versions = payees_of(party)
    return {
        "versions": versions,
        "waiting": versions[0] if versions and versions[0].decision is None else None,
        "me": current_person_id(),
        "payouts": payouts_to(party),
    }


def propose_details(party: Party, details: Callable[[], Details]) -> Answer:
    form = Form(request.form)
    try:
        kind = form.choose("kind", PayeeKind)
        form.check()
        fields = (form.values.get(name, "") for name in ("holder", "bank", "account"))
        draft = check_draft(kind, *fields)
        with transaction():
            propose(party, draft, current_person_id())
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **details())
    tell(_("Noted. A second person has to confirm it now."))
    return back_to(f"{request.blueprint}.home")


def decide_details(
    decide: Callable[[Party, int, int], object],
    party: Party,
    payee_id: str,
    details: Callable[[], Details],
) -> Answer:
    try:
        with transaction():
            decide(party, parse_id(payee_id), current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=first_form(), like="home", **details())
    return back_to(f"{request.blueprint}.home")
