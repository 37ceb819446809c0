"""At the counter: something is wrong with a villager's box, and the shopkeeper tells it for her."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.claims.opening import open_claim
from app.claims.queries import get_claim_of_order
from app.db import transaction
from app.ground.refusals import Missing, Refusal
from app.orders.queries import get_order_of_shop
from app.shops.queries import get_shop
from app.web.claim_forms import check_wish, claim_context, new_context, sent_photos
from app.web.forms import Form
from app.web.guard import current_shop_id, takes_photos
from app.web.pages import back_to, page, page_again
from app.web.photo_forms import SentPhotos
from app.web.village.here import current_keeper

pages = Blueprint("claims", __name__, url_prefix="/orders/<number>/claims")


@pages.get("/new")
def new(number: str) -> str:
    return page(**_form(number, Form(request.args), None))


@pages.post("/")
@takes_photos
def send(number: str) -> Answer:
    form = Form(request.form)
    sent = sent_photos(get_order_of_shop(current_shop_id(), number), form)
    try:
        wish = check_wish(get_order_of_shop(current_shop_id(), number), form, sent)
        with transaction():
            order = get_order_of_shop(current_shop_id(), number)
            claim = open_claim(order.id, replace(wish, photos=sent.keep()), current_keeper())
    except Missing:
        raise
    except Refusal as refusal:
        with transaction():
            sent.keep()
        context = _form(number, form, sent)
        return page_again(refusal, like="new", **context)
    return back_to("village.claims.show", number=number, claim=claim.number)


@pages.get("/<claim>")
def show(number: str, claim: str) -> str:
    order = get_order_of_shop(current_shop_id(), number)
    return page(
        shop=get_shop(current_shop_id()),
        order=order,
        **claim_context(get_claim_of_order(order.id, claim)),
    )


def _form(number: str, form: Form, sent: SentPhotos | None) -> dict[str, Any]:
    order = get_order_of_shop(current_shop_id(), number)
    return {
        "shop": get_shop(current_shop_id()),
        "form": form,
        **new_context(order, form, sent),
    }
