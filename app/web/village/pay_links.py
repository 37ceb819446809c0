"""A link by which a villager's daughter in the city pays: on the screen, or printed on the slip."""

from contextlib import suppress

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import AlreadyPaid, OrderExpired
from app.orders.queries import get_order_of_shop
from app.payments.pay_links import revoke_pay_link
from app.web.guard import current_shop_id
from app.web.pages import back_to
from app.web.pay_links import give_pay_link
from app.web.village.here import current_keeper

pages = Blueprint("pay_links", __name__, url_prefix="/pay-links")


@pages.post("/<number>")
def make(number: str) -> Answer:
    """The order's page shows it, or why there is none."""
    order = get_order_of_shop(current_shop_id(), number)
    with suppress(AlreadyPaid, OrderExpired):
        give_pay_link(order, current_keeper())
    return back_to("village.orders.show", number=number, _anchor="pay-link")


@pages.post("/<number>/revoke")
def revoke(number: str) -> Answer:
    order = get_order_of_shop(current_shop_id(), number)
    with transaction():
        revoke_pay_link(order.id)
    return back_to("village.orders.show", number=number)
