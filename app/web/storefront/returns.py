"""Sending boxes back: they are chosen, a label is printed, and money follows receipt."""

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.claims.return_queries import get_return_of_order
from app.claims.returns import start_return, withdraw_return
from app.db import transaction
from app.ground.refusals import Missing, Refusal
from app.ground.return_states import ReturnReason
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.web.forms import Form
from app.web.guard import private_page
from app.web.pages import back_to, page, page_again, tell
from app.web.return_forms import choice_of, label_answer, new_form, shown_return, wish_of
from app.web.sign_in import find_person_id
from app.web.storefront.shopping import get_own_order

pages = Blueprint("returns", __name__, url_prefix="/orders/<number>/returns")


@pages.get("/new/<waybill>")
@private_page
def new(number: str, waybill: str) -> str:
    return page(form=new_form(), **choice_of(get_own_order(number), waybill))


@pages.post("/new/<waybill>")
@private_page
def send(number: str, waybill: str) -> Answer:
    form = Form(request.form)
    choice = choice_of(get_own_order(number), waybill)
    try:
        wish = wish_of(form, choice, ReturnReason.no_reason)
        with transaction():
            started = start_return(get_own_order(number).id, wish, _buyer())
    except Missing:
        raise
    except Refusal as refusal:
        choice = choice_of(get_own_order(number), waybill)
        return page_again(refusal, form=form, like="new", **choice)
    return back_to("storefront.returns.show", number=number, back=started.number)


@pages.get("/<back>")
@private_page
def show(number: str, back: str) -> str:
    return page(**shown_return(get_own_order(number), back))


@pages.get("/<back>/label")
@private_page
def label(number: str, back: str) -> Answer:
    return label_answer(get_own_order(number), back)


@pages.post("/<back>/withdraw")
@private_page
def withdraw(number: str, back: str) -> Answer:
    try:
        with transaction():
            withdraw_return(get_return_of_order(get_own_order(number).id, back).id, _buyer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **shown_return(get_own_order(number), back))
    tell(_("You keep the boxes: the label is void."))
    return back_to("storefront.orders.show", number=number)


def _buyer() -> Actor:
    return Actor(ActorKind.buyer, find_person_id())
