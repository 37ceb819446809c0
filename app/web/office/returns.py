"""Returns that the office starts for a buyer who called: without a reason, or because the goods are
not what they should be."""

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.claims.return_queries import get_return_of_order
from app.claims.returns import start_return, withdraw_return
from app.db import transaction
from app.ground.refusals import Missing, Refusal
from app.orders.queries import get_order_for_office
from app.web.forms import Form
from app.web.office.here import current_officer
from app.web.pages import back_to, page, page_again, tell
from app.web.return_forms import choice_of, label_answer, new_form, shown_return, wish_of

pages = Blueprint("returns", __name__, url_prefix="/orders/<number>/returns")


@pages.get("/new/<waybill>")
def new(number: str, waybill: str) -> str:
    choice = choice_of(get_order_for_office(number), waybill, any_goods=True)
    return page(form=new_form(), **choice)


@pages.post("/new/<waybill>")
def send(number: str, waybill: str) -> Answer:
    form = Form(request.form)
    choice = choice_of(get_order_for_office(number), waybill, any_goods=True)
    try:
        wish = wish_of(form, choice)
        with transaction():
            started = start_return(get_order_for_office(number).id, wish, current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        choice = choice_of(get_order_for_office(number), waybill, any_goods=True)
        return page_again(refusal, form=form, like="new", **choice)
    return back_to("office.returns.show", number=number, back=started.number)


@pages.get("/<back>")
def show(number: str, back: str) -> str:
    return page(**shown_return(get_order_for_office(number), back))


@pages.get("/<back>/label")
def label(number: str, back: str) -> Answer:
    return label_answer(get_order_for_office(number), back)


@pages.post("/<back>/withdraw")
def withdraw(number: str, back: str) -> Answer:
    try:
        with transaction():
            order_id = get_order_for_office(number).id
            withdraw_return(get_return_of_order(order_id, back).id, current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **shown_return(get_order_for_office(number), back))
    tell(_("The buyer keeps the boxes: the label is void."))
    return back_to("office.orders.show", number=number)
