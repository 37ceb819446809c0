"""The price list in force, and what one parcel would cost by each product and why."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.ground.money import parse_yuan
from app.ground.postage import HEAVIEST_GRAMS, collection_fen, insured, quote
from app.ground.postal_products import PostalProduct
from app.ground.quantities import parse_grams, parse_whole
from app.ground.refusals import NoDeliveryThere, Refusal
from app.ground.tariffs import MOST_DECLARED_FEN, groups_in_order
from app.places.tree import tree
from app.postage.queries import find_in_force, rate_of
from app.web.forms import Form
from app.web.pages import page, page_again
from app.web.parcel_words import postage_in_words, product_in_words

pages = Blueprint("tariff", __name__, url_prefix="/tariff")
HOME = "320000"
LONGEST_SIDE_MM = 3000


@pages.get("/")
def home() -> str | Answer:
    """A GET with its answer on the page: an address that can be sent to a colleague."""
    form = Form(request.args)
    form.values.setdefault("origin", HOME)
    form.values.setdefault("product", PostalProduct.ordinary.value)
    try:
        quoted = _quoted(form) if "weight" in form.values else None
    except Refusal as refusal:
        return page_again(refusal, form=form, quoted=None, **_table(form))
    return page(form=form, quoted=quoted, **_table(form))


def _quoted(form: Form) -> dict[str, Any]:
    destination = form.values.get("destination", "")
    grams = form.take("weight", parse_grams, least=1, most=HEAVIEST_GRAMS)
    sides = [
        form.take(side, parse_whole, least=1, most=LONGEST_SIDE_MM)
        for side in ("length", "width", "height")
        if any(form.values.get(one) for one in ("length", "width", "height"))
    ]
    declared_fen, collected_fen = (_money(form, name) for name in ("declared", "collected"))
    version = _version(form)
    rate = rate_of(version, destination[:6]) if version else None
    if rate is None:
        form.refuse("destination", NoDeliveryThere(area=destination))
    form.check()
    assert rate is not None
    size = rate.volumetric_grams(_product_of(sides), max(sides)) if sides else 0
    return {
        "quote": insured(quote(rate, grams, size), rate, declared_fen),
        "collection_fen": collection_fen(rate, collected_fen),
    }


def _money(form: Form, name: str) -> int:
    if not form.values.get(name):
        return 0
    return form.take(name, parse_yuan, most_fen=MOST_DECLARED_FEN)


def _product_of(sides: list[int]) -> int:
    length, width, height = sides
    return length * width * height


def _version(form: Form) -> Any:
    try:
        product = PostalProduct(form.values["product"])
    except ValueError:
        return None
    return find_in_force(product, form.values["origin"], clock.today())


def _table(form: Form) -> dict[str, Any]:
    """The cheapest group first."""
    version = _version(form)
    return {
        "version": version,
        "origin": tree().find(form.values["origin"]),
        "places_to": tree().children(None),
        "products": [(one.value, product_in_words(one)) for one in PostalProduct],
        "zones": groups_in_order(version.tariff.zones) if version else [],
        "places": tree(),
        "in_words": postage_in_words,
    }
