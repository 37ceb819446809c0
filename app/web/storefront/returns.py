"""Sending boxes back: they are chosen, a label is printed, and money follows receipt."""

from typing import Any

from flask import Blueprint, current_app, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.claims.returns import (
    ReturnWish,
    get_return_of_order,
    return_until,
    start_return,
    withdraw_return,
)
from app.db import transaction
from app.ground.digits import is_empty
from app.ground.quantities import parse_quantity
from app.ground.refusals import Missing, Refusal
from app.ground.return_states import ReturnReason
from app.ground.texts import clean_line
from app.ground.waybills import parse_waybill
from app.orders.actions import Actor, new_request_key
from app.orders.kinds import ActorKind
from app.orders.queries import Order
from app.parcels.labels import labels_pdf
from app.parcels.queries import get_parcels, parcels_of_order
from app.web.forms import Form
from app.web.guard import private_page
from app.web.pages import back_to, page, page_again, tell
from app.web.sign_in import find_person_id
from app.web.storefront.shopping import get_own_order

pages = Blueprint("returns", __name__, url_prefix="/orders/<number>/returns")
LONGEST_NOTE = 200


@pages.get("/new/<waybill>")
@private_page
def new(number: str, waybill: str) -> str:
    form = Form.filled(request_key=new_request_key())
    return page(form=form, **_choice(get_own_order(number), waybill))


@pages.post("/new/<waybill>")
@private_page
def send(number: str, waybill: str) -> Answer:
    form = Form(request.form)
    choice = _choice(get_own_order(number), waybill)
    try:
        boxes = {
            one.order_line_id: _boxes(form, f"boxes-{one.order_line_id}", one.boxes)
            for one in choice["contents"]
        }
        wish = ReturnWish(
            request_key=form.take("request_key", clean_line, longest=80),
            waybill=choice["parcel"].waybill_number,
            reason=ReturnReason.no_reason,
            boxes=boxes,
            note=form.take("note", clean_line, longest=LONGEST_NOTE, optional=True) or "",
        )
        form.check()
        with transaction():
            started = start_return(get_own_order(number).id, wish, _buyer())
    except Missing:
        raise
    except Refusal as refusal:
        choice = _choice(get_own_order(number), waybill)
        return page_again(refusal, form=form, like="new", **choice)
    return back_to("storefront.returns.show", number=number, back=started.number)


@pages.get("/<back>")
@private_page
def show(number: str, back: str) -> str:
    return page(**_shown(number, back))


@pages.get("/<back>/label")
@private_page
def label(number: str, back: str) -> Answer:
    found = get_return_of_order(get_own_order(number).id, back)
    base_url = current_app.extensions["settings"].base_url
    answer = make_response(labels_pdf(get_parcels([found.parcel_id]), base_url))
    answer.mimetype = "application/pdf"
    return answer


@pages.post("/<back>/withdraw")
@private_page
def withdraw(number: str, back: str) -> Answer:
    try:
        with transaction():
            withdraw_return(get_return_of_order(get_own_order(number).id, back).id, _buyer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_shown(number, back))
    tell(_("You keep the boxes: the label is void."))
    return back_to("storefront.orders.show", number=number)


def _choice(order: Order, waybill: str) -> dict[str, Any]:
    """Only the parcel's boxes that may be sent back without a reason."""
    wanted = parse_waybill(waybill)
    parcels = [one for one in parcels_of_order(order.id) if one.waybill_number == wanted]
    if not parcels:
        raise Missing
    contents = [one for one in parcels[0].contents if one.line.no_reason_return]
    return {
        "order": order,
        "parcel": parcels[0],
        "contents": contents,
        "until": return_until(parcels[0]),
    }


def _shown(number: str, back: str) -> dict[str, Any]:
    order = get_own_order(number)
    found = get_return_of_order(order.id, back)
    return {"order": order, "back": found, "parcel": get_parcels([found.parcel_id])[0]}


def _boxes(form: Form, name: str, most: int) -> int:
    if is_empty(form.sent.get(name)):
        return 0
    return form.take(name, parse_quantity, least=0, most=most) or 0


def _buyer() -> Actor:
    return Actor(ActorKind.buyer, find_person_id())
