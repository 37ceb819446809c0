"""A villager stands at the counter and sends boxes back: the keeper starts it for her, prints the
label, and takes the parcel in."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.claims.return_queries import get_return_of_order
from app.claims.returns import start_return, withdraw_return
from app.db import transaction
from app.ground.refusals import Missing, Refusal
from app.ground.return_states import ReturnReason
from app.orders.queries import Order, get_order_of_shop
from app.shops.queries import get_shop
from app.web.forms import Form
from app.web.guard import current_shop_id
from app.web.pages import back_to, page, page_again, tell
from app.web.return_forms import choice_of, label_answer, new_form, shown_return, wish_of
from app.web.village.here import current_keeper

pages = Blueprint("returns", __name__, url_prefix="/orders/<number>/returns")


@pages.get("/new/<waybill>")
def new(number: str, waybill: str) -> str:
    return page(form=new_form(), **_choice(number, waybill))


@pages.post("/new/<waybill>")
def send(number: str, waybill: str) -> Answer:
    form = Form(request.form)
    choice = _choice(number, waybill)
    try:
        wish = wish_of(form, choice, ReturnReason.no_reason)
        with transaction():
            started = start_return(_order(number).id, wish, current_keeper())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", **_choice(number, waybill))
    return back_to("village.returns.show", number=number, back=started.number)


@pages.get("/<back>")
def show(number: str, back: str) -> str:
    return page(**_shown(number, back))


@pages.get("/<back>/label")
def label(number: str, back: str) -> Answer:
    return label_answer(_order(number), back)


@pages.post("/<back>/withdraw")
def withdraw(number: str, back: str) -> Answer:
    try:
        with transaction():
            withdraw_return(get_return_of_order(_order(number).id, back).id, current_keeper())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_shown(number, back))
    tell(_("She keeps the boxes: the label is void."))
    return back_to("village.orders.show", number=number)


def _order(number: str) -> Order:
    return get_order_of_shop(current_shop_id(), number)


def _choice(number: str, waybill: str) -> dict[str, Any]:
    return {"shop": get_shop(current_shop_id()), **choice_of(_order(number), waybill)}


def _shown(number: str, back: str) -> dict[str, Any]:
    return {"shop": get_shop(current_shop_id()), **shown_return(_order(number), back)}
