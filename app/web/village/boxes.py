"""Returnable boxes that neighbours bring back to the counter."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Refusal
from app.ground.waybills import parse_waybill
from app.parcels.loans import boxes_back_lately
from app.payments.box_deposits import receive_box
from app.shops.queries import get_shop
from app.web.box_words import box_is_back
from app.web.forms import Form
from app.web.guard import current_shop_id
from app.web.pages import back_to, page, page_again, tell
from app.web.village.here import current_keeper

pages = Blueprint("boxes", __name__, url_prefix="/boxes")


@pages.get("/")
def home() -> str:
    return page(form=Form.filled(), **_here())


@pages.post("/")
def take() -> Answer:
    form = Form(request.form)
    try:
        number = form.take("waybill", parse_waybill)
        form.check()
        with transaction():
            back = receive_box(number, current_shop_id(), current_keeper())
    except Refusal as refusal:
        refusal.field = refusal.field or "waybill"
        return page_again(refusal, form=form, like="home", **_here())
    tell(box_is_back(number, back, current_shop_id()))
    return back_to("village.boxes.home")


def _here() -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    return {"shop": shop, "lately": boxes_back_lately(shop.id)}
