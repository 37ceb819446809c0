"""The demonstration card company's own page: where a buyer pays, declines or walks away, and later
goes to her bank to have it back."""

from contextlib import suppress

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from app.ground.refusals import ChoiceUnknown, Missing
from app.partners.cards import CardRefused, DisputeStanding, Standing
from app.partners.demo_cards import DemoCards
from app.web.guard import private_page
from app.web.pages import page
from app.web.paying import card_company

pages = Blueprint("cards", __name__, url_prefix="/cards")


@pages.get("/<session_id>")
@private_page
def show(session_id: str) -> str:
    company = _company()
    facts = company.hosted(session_id)
    if facts is None:
        raise Missing
    return page(
        session_id=session_id,
        facts=facts,
        is_open=facts["standing"] in _OPEN,
        is_paid=facts["standing"] == Standing.paid,
        dispute=company.dispute_of(session_id),
    )


@pages.post("/<session_id>")
@private_page
def decide(session_id: str) -> Answer:
    """`decision` is pay, decline or leave; dispute, win or lose of what was paid. Pressing twice
    changes nothing more."""
    company = _company()
    decision = request.form.get("decision", "")
    facts = company.hosted(session_id)
    if facts is None:
        raise Missing
    if decision == "leave":
        return redirect(facts["cancel_url"], code=303)
    if decision in _BANKS:
        _play_bank(company, session_id, decision)
        return redirect(url_for("demonstration.cards.show", session_id=session_id), code=303)
    if decision not in _DECISIONS:
        raise ChoiceUnknown(field="decision")
    company.decide(session_id, _DECISIONS[decision])
    return redirect(facts["success_url" if decision == "pay" else "cancel_url"], code=303)


def _play_bank(company: DemoCards, session_id: str, decision: str) -> None:
    """What applies no more leaves everything as it is: the page shows how it stands."""
    end, dispute = _BANKS[decision], company.dispute_of(session_id)
    with suppress(CardRefused):
        if end is None:
            company.open_dispute(session_id)
        elif dispute is not None:
            company.close_dispute(dispute.external_id, end)


_OPEN = (Standing.open, Standing.failed)
_DECISIONS = {"pay": Standing.paid, "decline": Standing.failed}
_BANKS = {"dispute": None, "win": DisputeStanding.won, "lose": DisputeStanding.lost}


def _company() -> DemoCards:
    company = card_company()
    if not isinstance(company, DemoCards):
        raise Missing
    return company
