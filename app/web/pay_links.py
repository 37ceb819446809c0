"""The secret of a pay link, and how the order's page shows it to whoever may give it away."""

import hashlib
import hmac
from dataclasses import dataclass

from flask import current_app, url_for
from markupsafe import Markup

from app.db import transaction
from app.orders.actions import Actor, new_request_key
from app.orders.queries import Order
from app.payments.pay_links import PayLink, find_pay_link, make_pay_link
from app.web.codes import code_of


@dataclass(frozen=True, slots=True)
class ShownLink:
    address: str
    code: Markup


def give_pay_link(order: Order, actor: Actor) -> None:
    """AlreadyPaid, OrderExpired."""
    key = new_request_key()
    with transaction():
        make_pay_link(order.id, actor, key, pay_secret(key))


def shown_pay_link(order: Order) -> ShownLink | None:
    """Only for an order that can be paid, on a page of its own people."""
    link = find_pay_link(order.id)
    if link is None:
        return None
    address = pay_address(link)
    return ShownLink(address, code_of(address))


def pay_address(link: PayLink) -> str:
    return url_for("storefront.pay_for.show", secret=pay_secret(link.key), _external=True)


def pay_secret(key: str) -> str:
    """Told as often as the order's page is opened, and not to be worked out from what the database
    holds."""
    own = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(own, f"pay link:{key}".encode(), hashlib.sha256).hexdigest()[:40]
