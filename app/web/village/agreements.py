"""A parcel that was to come to the door: the recipient must agree before it is put on the shelf."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app import clock
from app.clock import SHANGHAI
from app.db import transaction
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.parcels.actions import locked
from app.parcels.queries import get_parcel_of_shop
from app.parcels.shelf import is_cold
from app.shelves.consents import agree_by_phone, get_door_parcel
from app.shops.queries import get_shop
from app.web.forms import Form
from app.web.guard import current_shop_id
from app.web.minutes import parse_minute
from app.web.pages import back_to, page, page_again, tell
from app.web.village.here import current_keeper

pages = Blueprint("agreements", __name__, url_prefix="/shelf/agreements")
LONGEST_NAME = 50


@pages.get("/<waybill>")
def new(waybill: str) -> str:
    now = clock.now().astimezone(SHANGHAI)
    told = _told(waybill)
    form = Form.filled(
        agreed_at=now.strftime("%Y-%m-%dT%H:%M"),
        spoke_with=told["parcel"].sub_order.order.recipient_name,
    )
    return page(form=form, **told)


@pages.post("/<waybill>")
def record(waybill: str) -> Answer:
    form = Form(request.form)
    try:
        spoke_with = form.take("spoke_with", clean_line, longest=LONGEST_NAME)
        agreed_at = form.take("agreed_at", parse_minute)
        form.check()
        with transaction():
            shop = get_shop(current_shop_id())
            parcel = locked([_parcel(waybill).id])[0]
            agree_by_phone(parcel, shop, spoke_with, agreed_at, current_keeper())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", **_told(waybill))
    tell(_("Her consent is written down. Scan the parcel in now."))
    return back_to("village.shelf.scan", waybill=waybill)


def _parcel(waybill: str) -> Any:
    """To the door; or told to lie here by an order, of which nobody kept the consent."""
    shop = get_shop(current_shop_id())
    try:
        return get_door_parcel(shop, waybill)
    except Missing:
        return get_parcel_of_shop(shop.id, waybill)


def _told(waybill: str) -> dict[str, Any]:
    return {
        "shop": get_shop(current_shop_id()),
        "parcel": _parcel(waybill),
        "is_cold": is_cold,
    }
