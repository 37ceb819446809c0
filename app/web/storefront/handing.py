"""The buyer changes her mind about the door: her parcels may lie at a shop after all."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import ConsentMissing, Refusal, StepNotAllowed
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import locked
from app.parcels.queries import parcels_of_order
from app.shelves.consents import agree_herself, can_be_moved
from app.web.forms import Form
from app.web.guard import private_page
from app.web.pages import back_to, page, page_again, tell
from app.web.sign_in import find_person_id
from app.web.storefront.shop_choices import shop_choices
from app.web.storefront.shopping import get_own_order

pages = Blueprint("handing", __name__, url_prefix="/orders")


@pages.get("/<number>/shop")
@private_page
def choose(number: str) -> str:
    return page(**_told(number))


@pages.post("/<number>/shop")
@private_page
def agree(number: str) -> Answer:
    """For every parcel that has not arrived, with her consent (docs/points.md)."""
    form = Form(request.form)
    told = _told(number)
    try:
        shop_id = form.take("shop", parse_id)
        if not form.ticked("consent"):
            form.refuse("consent", ConsentMissing())
        form.check()
        with transaction():
            movable = [one.id for one in _movable(number)]
            if not movable:
                raise StepNotAllowed(step="hold_at_shop", state="delivered")
            buyer = Actor(ActorKind.buyer, find_person_id())
            for parcel in locked(movable):
                agree_herself(parcel, shop_id, buyer)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="choose", **told)
    tell(_("Done: you get a pickup code as soon as it lies there."))
    return back_to("storefront.orders.show", number=number)


def _movable(number: str) -> list[Any]:
    order = get_own_order(number)
    return [one for one in parcels_of_order(order.id) if can_be_moved(one)]


def _told(number: str) -> dict[str, Any]:
    order = get_own_order(number)
    return {
        "number": order.number,
        "count": len(_movable(number)),
        "shops": shop_choices(order.region_code),
    }
