"""Versions of tariffs, what was in force when, and the drafts of the next."""

from typing import Any

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.postal_products import PostalProduct
from app.ground.quantities import parse_id
from app.ground.refusals import Refusal
from app.ground.tariffs import groups_in_order
from app.people.queries import names_of
from app.places.tree import tree
from app.postage.actions import start_draft, start_empty_draft
from app.postage.price_lists import as_file
from app.postage.queries import (
    drafts,
    get_version,
    in_force,
    products_without_version,
    published_rows,
)
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.tariff import HOME
from app.web.pages import back_to, page, page_again
from app.web.parcel_words import product_in_words

pages = Blueprint("tariffs", __name__, url_prefix="/tariffs")
MOST_VERSIONS = 300


@pages.get("/")
def home() -> str:
    return page(form=Form.filled(), **_all())


@pages.get("/versions/<version_id>")
def version(version_id: str) -> str:
    found = get_version(parse_id(version_id))
    return page(
        version=found,
        zones=groups_in_order(found.tariff.zones),
        places=tree(),
        product=product_in_words(found.product),
    )


@pages.get("/versions/<version_id>/file")
def download(version_id: str) -> Answer:
    """The price list as a file that an upload understands."""
    found = get_version(parse_id(version_id))
    answer = make_response(as_file(found.tariff))
    answer.content_type = "text/csv; charset=utf-8"
    name = f"{found.product}-{found.effective_from}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.post("/versions/<version_id>/draft")
def copy(version_id: str) -> Answer:
    with transaction():
        draft_id = start_draft(parse_id(version_id), current_person_id()).id
    return back_to("office.tariff_drafts.show", draft_id=draft_id)


@pages.post("/drafts")
def start() -> Answer:
    """Of a product that has no version yet."""
    form = Form(request.form)
    try:
        product = form.choose("product", PostalProduct)
        form.check()
        with transaction():
            draft_id = start_empty_draft(product, HOME, current_person_id()).id
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_all())
    return back_to("office.tariff_drafts.show", draft_id=draft_id)


def _all() -> dict[str, Any]:
    rows = published_rows(MOST_VERSIONS)
    begun = drafts()
    people = {one.published_by_id for one in rows} | {one.created_by_id for one in begun}
    origins = {one.origin_province for one in rows}
    now = {one.id for origin in origins for one in in_force(origin, clock.today())}
    return {
        "versions": rows,
        "drafts": begun,
        "persons": names_of([number for number in people if number]),
        "in_force": now,
        "today": clock.today(),
        "places": tree(),
        "product_in_words": product_in_words,
        "products": [(one.value, product_in_words(one)) for one in products_without_version(HOME)],
    }
