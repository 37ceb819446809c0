"""Where the shop's commission goes: bank details, confirmed by the post office."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.payees import Payee, check_draft, payees_of, propose
from app.settlement.payees import confirm as confirm_payee
from app.settlement.payees import refuse as refuse_payee
from app.settlement.payouts import payouts_to
from app.shops.queries import get_shop
from app.web.forms import Form
from app.web.guard import current_person_id, current_shop_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("payees", __name__, url_prefix="/payees")


@pages.get("/")
def home() -> str:
    return page(**_details())


@pages.post("/")
def put() -> Answer:
    form = Form(request.form)
    try:
        kind = form.choose("kind", PayeeKind)
        form.check()
        fields = (form.values.get(name, "") for name in ("holder", "bank", "account"))
        draft = check_draft(kind, *fields)
        with transaction():
            propose(_us(), draft, current_person_id())
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_details())
    tell(_("Noted. A second person has to confirm it now."))
    return back_to("village.payees.home")


@pages.post("/<payee_id>/confirm")
def confirm(payee_id: str) -> Answer:
    try:
        with transaction():
            confirm_payee(_us(), parse_id(payee_id), current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="home", **_details())
    return back_to("village.payees.home")


@pages.post("/<payee_id>/refuse")
def refuse(payee_id: str) -> Answer:
    try:
        with transaction():
            refuse_payee(_us(), parse_id(payee_id), current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="home", **_details())
    return back_to("village.payees.home")


def _us() -> Party:
    return Party(PartyKind.shop, current_shop_id())


def _details() -> dict[str, Any]:
    versions: list[Payee] = payees_of(_us())
    return {
        "shop": get_shop(current_shop_id()),
        "versions": versions,
        "waiting": versions[0] if versions and versions[0].decision is None else None,
        "me": current_person_id(),
        "payouts": payouts_to(_us()),
    }
