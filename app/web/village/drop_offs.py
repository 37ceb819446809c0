"""Returns that are brought to the counter 收退件: scanned, a receipt, and given to the postman."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.claims.drop_offs import (
    get_drop_off,
    hand_to_postman,
    take_in_return,
    waiting_for_postman,
)
from app.db import transaction
from app.ground.refusals import FieldMissing, Refusal
from app.ground.waybills import parse_waybill
from app.people.queries import names_of
from app.shops.queries import get_shop
from app.web.forms import Form
from app.web.guard import current_shop_id
from app.web.pages import back_to, page, page_again, tell
from app.web.village.here import current_keeper

pages = Blueprint("drop_offs", __name__, url_prefix="/returns")


@pages.get("/")
def home() -> str:
    return page(form=Form.filled(), **_here())


@pages.post("/")
def take() -> Answer:
    """A wrong number must be counted, therefore the transaction ends before the page says so."""
    form, waybill = Form(request.form), ""
    try:
        waybill = form.take("waybill", parse_waybill)
        form.check()
        with transaction():
            shop = get_shop(current_shop_id())
            refusal = take_in_return(shop, waybill, current_keeper())
    except Refusal as raised:
        refusal = raised
    if refusal is not None:
        refusal.field = refusal.field or "waybill"
        return page_again(refusal, form=form, like="home", **_here())
    return back_to("village.drop_offs.show", waybill=waybill)


@pages.post("/handed")
def hand() -> Answer:
    form = Form(request.form)
    try:
        waybills = form.take_each("handed", parse_waybill)
        if not waybills:
            form.refuse("handed", FieldMissing())
        form.check()
        with transaction():
            count = hand_to_postman(current_shop_id(), waybills, current_keeper())
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_here())
    tell(_("Given to the postman: %(count)s.", count=count))
    return back_to("village.drop_offs.home")


@pages.get("/<waybill>")
def show(waybill: str) -> str:
    """Her receipt, to print."""
    drop = get_drop_off(current_shop_id(), parse_waybill(waybill))
    return page(
        shop=get_shop(current_shop_id()),
        drop=drop,
        keeper=names_of([drop.taken_by_id]).get(drop.taken_by_id, ""),
    )


def _here() -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    return {"shop": shop, "waiting": waiting_for_postman(shop.id)}
