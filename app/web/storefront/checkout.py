"""One page from the cart to an order: where to, how it is handed over, what it comes to."""

from typing import Any

from flask import Blueprint, request
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Refusal
from app.orders.actions import place_order
from app.orders.basket_lines import Basket
from app.orders.baskets import weigh_basket
from app.orders.cart import take_out, wanted_of
from app.orders.queries import Order
from app.people.actions import AddressDraft, save_address
from app.people.queries import saved_addresses
from app.places.tree import tree
from app.web.formats import named
from app.web.forms import Form
from app.web.guard import find_signed_in, private_page
from app.web.pages import back_to, page, page_again
from app.web.sign_in import find_person_id
from app.web.storefront.address_fields import deepest, region_options
from app.web.storefront.checkout_form import (
    TypedOrder,
    first_form,
    in_words_of_form,
    refreshed,
    shop_options,
    take_order,
    understood,
    wish_of,
)
from app.web.storefront.shopping import (
    cart_owner,
    find_order_of_request,
    find_whereto,
    hold_secret,
    order_secret,
    remember_whereto,
)
from app.web.storefront.sums import shown_groups, total_of

pages = Blueprint("checkout", __name__, url_prefix="/checkout")


@pages.get("/")
@private_page
def show() -> str | Answer:
    if not wanted_of(cart_owner()):
        return back_to("storefront.cart.show")
    form = first_form(request.args.get("address"))
    return page(form=form, **_context(form))


@pages.post("/")
@private_page
def place() -> Answer | str:
    """`step` is place, or what fills in the form: parse, continue."""
    form = refreshed(Form(request.form))
    step = form.values.get("step", "place")
    if step == "parse":
        return _asked_again(refreshed(understood(form)))
    if step == "continue":
        return _asked_again(form)
    request_key = form.values["request_key"]
    earlier = find_order_of_request(request_key)
    if earlier is not None:
        return _to_payment(earlier)
    try:
        typed = take_order(form, _basket(form))
        order = _placed(typed, request_key)
    except Refusal as refusal:
        # A second click may find the cart that the first has emptied.
        earlier = find_order_of_request(request_key)
        if earlier is not None:
            return _to_payment(earlier)
        form.errors = {}
        return page_again(in_words_of_form(refusal), form=form, like="show", **_context(form))
    return _to_payment(order)


def _placed(typed: TypedOrder, request_key: str) -> Order:
    try:
        return _place_once(typed, request_key)
    except IntegrityError:
        # Two clicks at the same moment: the other one was quicker, and this try finds its order.
        return _place_once(typed, request_key)


def _place_once(typed: TypedOrder, request_key: str) -> Order:
    owner = cart_owner()
    signed_in = find_signed_in()
    with transaction():
        wanted = wanted_of(owner)
        wish = wish_of(typed, request_key, wanted, owner.person_id)
        order = place_order(wish, order_secret(request_key))
        take_out(owner, wanted)
        if signed_in is not None and typed.recipient.phone:
            to = typed.recipient
            save_address(
                signed_in.person, AddressDraft(to.name, to.phone or "", to.region_code, to.detail)
            )
    return order


def _to_payment(order: Order) -> Answer:
    if order.person_id is None or order.person_id != find_person_id():
        hold_secret(order_secret(order.request_key))
    remember_whereto(order.region_code)
    return back_to("storefront.pay.show", number=order.number)


def _asked_again(form: Form) -> str:
    """Nothing is wrong: the next list, or the sorted address, is what was asked for."""
    return page(like="show", form=form, **_context(form))


def _basket(form: Form) -> Basket:
    """Counted as far as the address is known; before, to where this browser looked last."""
    return weigh_basket(
        wanted_of(cart_owner()),
        deepest(form.values) or find_whereto(),
        is_insured=form.ticked("insured"),
    )


def _context(form: Form) -> dict[str, Any]:
    basket = _basket(form)
    lines = [line for group in basket.groups for line in group.lines]
    person_id = find_person_id()
    saved = saved_addresses(person_id) if person_id is not None else []
    return {
        "regions": region_options(form.values),
        "shops": shop_options(form.values),
        "saved": [
            {
                "id": one.id,
                "words": f"{one.recipient_name} {tree().text(one.region_code)} {one.detail}",
            }
            for one in saved
        ],
        "perishable": list(
            dict.fromkeys(named(line.product) for line in lines if line.product.is_perishable)
        ),
        "groups": shown_groups(basket),
        "total": total_of(basket),
        "guest": person_id is None,
    }
