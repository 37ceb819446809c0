"""Where is my parcel? For whoever has its number: where it was and when, and nobody's name."""

from typing import Any

from flask import Blueprint, current_app, make_response, request
from werkzeug.wrappers import Response as Answer

from app.ground.refusals import Refusal
from app.ground.waybills import grouped, parse_waybill
from app.parcels.journeys import find_tracked
from app.parcels.numbers import box_named, numbers_by_box
from app.web.forms import Form
from app.web.guard import fleeting_page
from app.web.journeys import shown_journey
from app.web.pages import back_to, page
from app.web.parcel_words import product_in_words
from app.web.throttle import Throttle, whence

pages = Blueprint("track", __name__, url_prefix="/track")
LOOKS, SECONDS = 40, 300
LONGEST = 60


@pages.get("/")
@fleeting_page
def home() -> str | Answer:
    """A number that was typed leads to its own address; nothing else is asked of the browser."""
    typed = request.args.get("number", "")[:LONGEST]
    if not typed.strip():
        return page(form=Form.filled(number=""), unknown=False)
    try:
        number = parse_waybill(typed)
    except Refusal:
        return _unknown(typed)
    return back_to("storefront.track.show", number=number)


@pages.get("/<number>")
@fleeting_page
def show(number: str) -> str | Answer:
    """A number of nobody's and one that is no number at all are answered alike."""
    _throttle().take(whence(request.remote_addr))
    parcel = find_tracked(number[:LONGEST])
    if parcel is None:
        return _unknown(number[:LONGEST])
    return page(
        waybill=grouped(parcel.waybill_number),
        parcel=_public(parcel),
        box=box_named(parcel, number),
        box_count=len(numbers_by_box(parcel)),
        journey=shown_journey(parcel, is_public=True),
    )


def _public(parcel: Any) -> dict[str, str]:
    return {
        "state": parcel.state,
        "product": product_in_words(parcel.product),
        "temperature": parcel.temperature_class,
    }


def _unknown(typed: str) -> Answer:
    answer = make_response(page(like="home", form=Form.filled(number=typed), unknown=True))
    answer.status_code = 404
    return answer


def _throttle() -> Throttle:
    """One for each application, so that tests do not count each other's looks."""
    made: Throttle = current_app.extensions.setdefault("track", Throttle(LOOKS, SECONDS))
    return made
