"""What the shop's shelf looks like: its boards and fridges, and how many parcels each takes."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id, parse_whole
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.shelves.places import PlaceDraft, add_place, change_place, get_place_of, lay_out, rooms_of
from app.shelves.places import put_away as put_place_away
from app.shops.queries import get_shop
from app.web.forms import Form
from app.web.guard import current_shop_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("places", __name__, url_prefix="/shelf/places")
LONGEST_CODE, GREATEST_CAPACITY = 12, 9_999


@pages.get("/")
def list() -> str:
    return page(form=Form.filled(capacity=8), **_told())


@pages.post("/")
def add() -> Answer:
    form = Form(request.form)
    try:
        code = form.take("code", clean_line, longest=LONGEST_CODE)
        draft = _draft(form, code)
        with transaction():
            add_place(current_shop_id(), draft)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="list", **_told())
    return back_to("village.places.list")


@pages.post("/first")
def begin() -> Answer:
    """What most shops have, to be changed afterwards."""
    with transaction():
        shop = get_shop(current_shop_id())
        if not rooms_of(shop.id):
            lay_out(shop)
    return back_to("village.places.list")


@pages.get("/<place_id>")
def show(place_id: str) -> str:
    place = _place(place_id)
    form = Form.filled(capacity=place.capacity, is_fridge="yes" if place.is_fridge else "")
    return page(form=form, place=place, **_told())


@pages.post("/<place_id>")
def change(place_id: str) -> Answer:
    form = Form(request.form)
    try:
        draft = _draft(form, _place(place_id).code)
        with transaction():
            change_place(_place(place_id), draft)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", place=_place(place_id), **_told())
    return back_to("village.places.list")


@pages.post("/<place_id>/away")
def put_away(place_id: str) -> Answer:
    try:
        with transaction():
            put_place_away(_place(place_id))
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", place=_place(place_id), **_told())
    tell(_("It takes nothing in any more."))
    return back_to("village.places.list")


def _draft(form: Form, code: str) -> PlaceDraft:
    capacity = form.take("capacity", parse_whole, least=1, most=GREATEST_CAPACITY)
    form.check()
    return PlaceDraft(code, form.ticked("is_fridge"), capacity)


def _place(place_id: str) -> Any:
    return get_place_of(current_shop_id(), parse_id(place_id))


def _told() -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    return {"shop": shop, "rooms": rooms_of(shop.id)}
