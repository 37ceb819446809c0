"""Where our money goes: bank details, changed by two people. For managers only."""

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.settlement.kinds import Party, PartyKind
from app.settlement.payees import confirm as confirm_payee
from app.settlement.payees import refuse as refuse_payee
from app.web.cooperative.here import require_manager
from app.web.guard import current_cooperative_id
from app.web.pages import page
from app.web.payee_forms import Details, decide_details, details_of, first_form, propose_details

pages = Blueprint("payees", __name__, url_prefix="/payees")
pages.before_request(require_manager)


@pages.get("/")
def home() -> str:
    return page(form=first_form(), **_details())


@pages.post("/")
def put() -> Answer:
    return propose_details(_us(), _details)


@pages.post("/<payee_id>/confirm")
def confirm(payee_id: str) -> Answer:
    return decide_details(confirm_payee, _us(), payee_id, _details)


@pages.post("/<payee_id>/refuse")
def refuse(payee_id: str) -> Answer:
    return decide_details(refuse_payee, _us(), payee_id, _details)


def _us() -> Party:
    return Party(PartyKind.cooperative, current_cooperative_id())


def _details() -> Details:
    return details_of(_us())
