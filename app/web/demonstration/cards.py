"""The demonstration card company's own page: where a buyer pays, declines or walks away."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from app.ground.refusals import ChoiceUnknown, Missing
from app.partners.cards import Standing
from app.partners.demo_cards import DemoCards
from app.web.guard import private_page
from app.web.pages import page
from app.web.paying import card_company

pages = Blueprint("cards", __name__, url_prefix="/cards")


@pages.get("/<session_id>")
@private_page
def show(session_id: str) -> str:
    facts = _company().hosted(session_id)
    if facts is None:
        raise Missing
    return page(session_id=session_id, facts=facts, is_open=facts["standing"] in _OPEN)


@pages.post("/<session_id>")
@private_page
def decide(session_id: str) -> Answer:
    """`decision` is pay, decline or leave. Pressing twice changes nothing more."""
    company = _company()
    decision = request.form.get("decision", "")
    facts = company.hosted(session_id)
    if facts is None:
        raise Missing
    if decision == "leave":
        return redirect(facts["cancel_url"], code=303)
    if decision not in _DECISIONS:
        raise ChoiceUnknown(field="decision")
    company.decide(session_id, _DECISIONS[decision])
    return redirect(facts["success_url" if decision == "pay" else "cancel_url"], code=303)


_OPEN = (Standing.open, Standing.failed)
_DECISIONS = {"pay": Standing.paid, "decline": Standing.failed}


def _company() -> DemoCards:
    company = card_company()
    if not isinstance(company, DemoCards):
        raise Missing
    return company
