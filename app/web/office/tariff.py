"""The table of postage in force, and what one parcel would cost and why."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.ground.postage import HEAVIEST_GRAMS, Quote, quote
from app.ground.quantities import parse_grams, parse_whole
from app.ground.refusals import NoDeliveryThere, Refusal
from app.ground.weights import volumetric_grams
from app.places.tree import tree
from app.postage.queries import rates_from
from app.web.forms import Form
from app.web.pages import page, page_again
from app.web.parcel_words import postage_in_words

pages = Blueprint("tariff", __name__, url_prefix="/tariff")
HOME = "320000"
LONGEST_SIDE_MM = 3000


@pages.get("/")
def home() -> str | Answer:
    """A GET with its answer on the page: an address that can be sent to a colleague."""
    form = Form(request.args)
    origin = form.values.get("origin") or HOME
    table = _table(origin, rates_from(origin, clock.today()))
    try:
        quoted = _quoted(form) if "weight" in form.values else None
    except Refusal as refusal:
        return page_again(refusal, form=form, quoted=None, **table)
    form.values.setdefault("origin", origin)
    return page(form=form, quoted=quoted, **table)


def _quoted(form: Form) -> Quote:
    destination = form.values.get("destination", "")
    grams = form.take("weight", parse_grams, least=1, most=HEAVIEST_GRAMS)
    sides = [
        form.take(side, parse_whole, least=1, most=LONGEST_SIDE_MM)
        for side in ("length", "width", "height")
        if any(form.values.get(one) for one in ("length", "width", "height"))
    ]
    row = rates_from(form.values.get("origin", HOME), clock.today()).get(destination)
    if row is None:
        form.refuse("destination", NoDeliveryThere(area=destination))
    form.check()
    assert row is not None
    return quote(row, grams, volumetric_grams(*sides) if sides else 0)


def _table(origin: str, rates: Any) -> dict[str, Any]:
    """Destinations of one group have one price: a line a group, the cheapest first."""
    groups: dict[Any, list[Any]] = {}
    for code, row in rates.items():
        groups.setdefault(row, []).append(tree().get(code))
    return {
        "origin": tree().find(origin),
        "origins": tree().children(None),
        "rows": sorted(groups.items(), key=lambda pair: (pair[0].first_kg_fen, pair[0].group)),
        "in_words": postage_in_words,
    }
