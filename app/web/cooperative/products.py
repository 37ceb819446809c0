"""What the cooperative offers: drafted, changed, published, withdrawn."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.catalogue.actions import (
    change_product,
    draft_product,
    publish_product,
    show_picture,
    withdraw_product,
)
from app.catalogue.cards import season_of, third_of, thirds_of_year
from app.catalogue.queries import (
    Product,
    get_product_of_cooperative,
    products_of_cooperative,
    selling_state_of,
)
from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import FieldMissing, Missing, Refusal
from app.photos.actions import need_photos
from app.photos.queries import picture_key, picture_owner
from app.stock.queries import left_of
from app.web.cooperative.here import current_cooperative
from app.web.cooperative.product_choices import product_choices
from app.web.cooperative.product_form import filled_form, read_draft
from app.web.forms import Form
from app.web.guard import current_cooperative_id, takes_photos
from app.web.pages import back_to, page, page_again
from app.web.photo_forms import SentPhotos

pages = Blueprint("products", __name__, url_prefix="/products")
PAGE = 24


@pages.get("/")
def list() -> str:
    before = request.args.get("before")
    found = products_of_cooperative(
        current_cooperative_id(), before_id=parse_id(before) if before else None, limit=PAGE + 1
    )
    shown = found[:PAGE]
    return page(
        products=shown,
        left=left_of([pack.id for product in shown for pack in product.variants]),
        selling={one.id: selling_state_of(one, clock.today()) for one in shown},
        older=shown[-1].id if len(found) > PAGE else None,
        is_first=not before,
    )


@pages.get("/new")
def new() -> str:
    ours = current_cooperative()
    return page(form=filled_form(ours.origin_code), **product_choices(ours.origin_code))


@pages.post("/new")
def draft() -> Answer:
    form, ours = Form(request.form), current_cooperative()
    try:
        wish = read_draft(form, ours.id)
        form.check()
        with transaction():
            product_id = draft_product(wish).id
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", **product_choices(ours.origin_code))
    return back_to("cooperative.packs.new", product_id=product_id)


@pages.get("/<product_id>")
def show(product_id: str) -> str:
    return page(**_product_page(product_id))


@pages.get("/<product_id>/edit")
def edit(product_id: str) -> str:
    product = get_product_of_cooperative(current_cooperative_id(), parse_id(product_id))
    return page(
        product=product,
        form=filled_form(product.origin_code, product),
        **product_choices(current_cooperative().origin_code, product.origin_code),
    )


@pages.post("/<product_id>/edit")
def change(product_id: str) -> Answer:
    form, ours = Form(request.form), current_cooperative()
    product = get_product_of_cooperative(ours.id, parse_id(product_id))
    choices = product_choices(ours.origin_code, product.origin_code)
    try:
        wish = read_draft(form, ours.id)
        form.check()
        with transaction():
            change_product(get_product_of_cooperative(ours.id, parse_id(product_id)), wish)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="edit", product=product, **choices)
    return back_to("cooperative.products.show", product_id=product_id)


@pages.post("/<product_id>/picture")
@takes_photos
def photograph(product_id: str) -> Answer:
    """One photo of our own, instead of the picture that was there."""
    ours, form = current_cooperative_id(), Form(request.form)
    get_product_of_cooperative(ours, parse_id(product_id))
    sent = SentPhotos(form, picture_owner(ours), 1)
    try:
        if not sent.count and not form.errors:
            form.refuse("photos", FieldMissing())
        form.check()
        with transaction():
            names = sent.keep()
            (photo,) = need_photos(picture_owner(ours), names, 1, field="photos")
            product = get_product_of_cooperative(ours, parse_id(product_id))
            show_picture(product, picture_key(photo))
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_product_page(product_id))
    return back_to("cooperative.products.show", product_id=product_id)


@pages.post("/<product_id>/publish")
def publish(product_id: str) -> Answer:
    return _step(product_id, publish_product)


@pages.post("/<product_id>/withdraw")
def withdraw(product_id: str) -> Answer:
    return _step(product_id, withdraw_product)


def _step(product_id: str, action: Callable[[Product], None]) -> Answer:
    try:
        with transaction():
            action(get_product_of_cooperative(current_cooperative_id(), parse_id(product_id)))
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_product_page(product_id))
    return back_to("cooperative.products.show", product_id=product_id)


def _product_page(product_id: str) -> dict[str, Any]:
    product = get_product_of_cooperative(current_cooperative_id(), parse_id(product_id))
    season, today = season_of(product.season_first, product.season_last), clock.today()
    return {
        "product": product,
        "left": left_of([pack.id for pack in product.variants]),
        "selling": selling_state_of(product, today),
        "season": season,
        "thirds": thirds_of_year(season, product.presale_days, today),
        "today_third": third_of(today),
    }
