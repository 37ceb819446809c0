"""A parcel that was to come to the door: the recipient must agree before it is put on the shelf."""

from typing import Any

from flask import Blueprint, current_app, request
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
from app.shelves.consents import agree_by_phone, find_door_parcel, look_up_door_parcel
from app.shops.queries import get_shop
from app.web.forms import Form
from app.web.guard import current_shop_id
from app.web.minutes import parse_minute
from app.web.pages import back_to, page, page_again, tell
from app.web.throttle import Throttle
from app.web.village.here import current_keeper

pages = Blueprint("agreements", __name__, url_prefix="/shelf/agreements")
LONGEST_NAME = 50
LOOKS, SECONDS = 60, 300


@pages.get("/<waybill>")
def new(waybill: str) -> str:
    now = clock.now().astimezone(SHANGHAI)
    _throttle().take(str(current_shop_id()))
    told = _told(waybill)
    form = Form.filled(
        agreed_at=now.strftime("%Y-%m-%dT%H:%M"),
        spoke_with=told["parcel"].sub_order.order.recipient_name if told["is_hers"] else "",
    )
    return page(form=form, **told)


@pages.post("/<waybill>")
def record(waybill: str) -> Answer:
    form = Form(request.form)
    try:
        spoke_with = form.take("spoke_with", clean_line, longest=LONGEST_NAME)
        agreed_at = form.take("agreed_at", parse_minute)
        form.check()
        parcel_id = _asked_for(waybill).id
        with transaction():
            shop = get_shop(current_shop_id())
            parcel = locked([parcel_id])[0]
            _must_not_be_elsewhere(parcel, shop.id)
            agree_by_phone(parcel, shop, spoke_with, agreed_at, current_keeper())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", **_told(waybill))
    tell(_("Her consent is written down. Scan the parcel in now."))
    return back_to("village.shelf.scan", waybill=waybill)


def _asked_for(waybill: str) -> Any:
    """A miss is counted, in a transaction that ends before the page says so."""
    try:
        return get_parcel_of_shop(current_shop_id(), waybill)
    except Missing:
        with transaction():
            door = look_up_door_parcel(get_shop(current_shop_id()), waybill)
        if door is None:
            raise
        return door


def _must_not_be_elsewhere(parcel: Any, shop_id: int) -> None:
    """Another shop was quicker between the look and the lock."""
    if parcel.pickup_shop_id not in (None, shop_id):
        raise Missing


def _told(waybill: str) -> dict[str, Any]:
    """`is_hers`: told to lie at this shop, by an order of which nobody kept the consent. Of what
    comes to a door name and phone are shown only in part: she may be guessing numbers."""
    shop = get_shop(current_shop_id())
    try:
        parcel, is_hers = get_parcel_of_shop(shop.id, waybill), True
    except Missing:
        door, is_hers = find_door_parcel(shop, waybill), False
        if door is None:
            raise
        parcel = door
    return {"shop": shop, "parcel": parcel, "is_hers": is_hers, "is_cold": is_cold}


def _throttle() -> Throttle:
    """One for each application, so that tests do not count each other's looks."""
    made: Throttle = current_app.extensions.setdefault("agreements", Throttle(LOOKS, SECONDS))
    return made
