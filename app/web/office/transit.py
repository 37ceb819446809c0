"""How long parcels are on the way: measured on our own beside what was assumed."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request

from app.ground.postal_products import PostalProduct
from app.ground.transit import LEAST_PARCELS, RIPE_DAYS, WINDOW_DAYS
from app.orders.ways import CITY
from app.places.tree import tree
from app.postage.transits import busiest_way
from app.reports.transit import Compared, compare_transit
from app.web.forms import Form
from app.web.pages import page
from app.web.parcel_words import product_in_words

pages = Blueprint("transit", __name__, url_prefix="/transit")
FIRST, USUAL = "first", "usual"


@pages.get("/")
def home() -> str:
    """Whatever else stands in the address is the usual question."""
    product, is_first = busiest_way(CITY) or (PostalProduct.ordinary.value, False)
    form = Form.filled(product=product, pace=FIRST if is_first else USUAL)
    for name, words in (("product", set(PostalProduct)), ("pace", {FIRST, USUAL})):
        if request.args.get(name) in words:
            form.values[name] = request.args[name]
    return page(form=form, **_told(form.values))


def _told(asked: Mapping[str, str]) -> dict[str, Any]:
    found = compare_transit(PostalProduct(asked["product"]), asked["pace"] == FIRST, CITY)
    return {
        "found": found,
        "bars": [_bar(one, found.longest) for one in found.provinces],
        "products": [(one.value, product_in_words(one)) for one in PostalProduct],
        "places": tree(),
        "city": CITY,
        "least_parcels": LEAST_PARCELS,
        "ripe_days": RIPE_DAYS,
        "window_days": WINDOW_DAYS,
    }


def _bar(one: Compared, longest: int) -> dict[str, Any]:
    """Shares are percents of the longest."""
    return {
        "code": one.region_code,
        "measured": 100 * one.measured.days.late // longest if one.measured else None,
        "assumed": 100 * one.assumed.late // longest if one.assumed else None,
        "is_used": one.is_used,
        "is_slower": one.is_slower,
    }
