"""The cart: of the person who is signed in, or of this browser."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id, parse_quantity
from app.ground.refusals import Missing, Refusal
from app.orders.basket_lines import Basket
from app.orders.baskets import weigh_basket
from app.orders.cart import MOST_BOXES, add_to_cart, set_boxes, wanted_of
from app.places.tree import Place, tree
from app.web.forms import Form
from app.web.guard import private_page
from app.web.pages import back_to, page, page_again
from app.web.storefront.destinations import (
    default_destination,
    destinations,
    parse_destination,
)
from app.web.storefront.shopping import (
    cart_owner,
    find_whereto,
    own_cart,
    remember_whereto,
)
from app.web.storefront.sums import shown_groups, total_of

pages = Blueprint("cart", __name__, url_prefix="/cart")
QUANTITY = "quantity-"


@pages.get("/")
@private_page
def show() -> str:
    return page(**_context())


@pages.post("/add")
@private_page
def add() -> Answer:
    form = Form(request.form)
    try:
        variant_id = form.take("variant", parse_id)
        boxes = form.take("quantity", parse_quantity, most=MOST_BOXES)
        form.check()
        owner = own_cart()
        with transaction():
            add_to_cart(owner, variant_id, boxes)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_context())
    return back_to("storefront.cart.show")


@pages.post("/change")
@private_page
def change() -> Answer:
    """All quantities at once, one line taken out, or another place to send to."""
    form = Form(request.form)
    owner = cart_owner()
    try:
        wanted = _wanted(form)
        if form.values.get("province"):
            whereto = form.take("province", parse_destination)
            form.check()
            remember_whereto(whereto.code)
        form.check()
        with transaction():
            held = wanted_of(owner)
            for variant_id, boxes in wanted.items():
                if held.get(variant_id, boxes) != boxes:
                    set_boxes(owner, variant_id, boxes)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_context())
    return back_to("storefront.cart.show")


def _wanted(form: Form) -> dict[int, int]:
    removed = form.values.get("remove")
    if removed is not None:
        return {form.take("remove", parse_id): 0}
    return {
        parse_id(name.removeprefix(QUANTITY), field=name): form.take(
            name, parse_quantity, least=0, most=MOST_BOXES
        )
        for name in form.values
        if name.startswith(QUANTITY)
    }


def weigh_cart() -> tuple[Basket, Place]:
    """Counted to where this browser looked last; the city when something goes no further."""
    wanted = wanted_of(cart_owner())
    code = find_whereto()
    if code is not None:
        return weigh_basket(wanted, code), tree().get(code)
    bare = weigh_basket(wanted, None)
    zones = [line.product.ship_zone for group in bare.groups for line in group.lines]
    whereto = default_destination(zones)
    return weigh_basket(wanted, whereto.code), whereto


def _context() -> dict[str, Any]:
    basket, whereto = weigh_cart()
    return {
        "groups": shown_groups(basket),
        "province": whereto,
        "provinces": destinations(),
        "total": total_of(basket),
        "can_order": not basket.refusals,
    }
