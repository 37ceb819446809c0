"""Where the shop’s commission goes: bank details, confirmed by the post office."""

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.settlement.kinds import Party, PartyKind
from app.settlement.payees import confirm as confirm_payee
from app.settlement.payees import refuse as refuse_payee
from app.shops.queries import get_shop
from app.web.guard import current_shop_id
from app.web.pages import page
from app.web.payee_forms import Details, decide_details, details_of, first_form, propose_details

pages = Blueprint("payees", __name__, url_prefix="/payees")


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
    return Party(PartyKind.shop, current_shop_id())


def _details() -> Details:
    return {"shop": get_shop(current_shop_id()), **details_of(_us())}
