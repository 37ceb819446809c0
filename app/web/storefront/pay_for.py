"""Paying for somebody else 代付: what was ordered and what it costs, and nothing else of hers."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as Answer

from app import clock
from app.catalogue.queries import signs_of
from app.ground.order_states import OrderState
from app.ground.payment_states import PaymentState
from app.ground.refusals import AlreadyPaid, Missing, OrderExpired, PartnerSilent
from app.orders.queries import Order, get_order, is_open_for_payment
from app.payments.deposits import rest_of
from app.payments.pay_links import PayLink, Payment, get_pay_link, payments_by_link
from app.places.tree import tree
from app.web.guard import private_page
from app.web.languages import current_language
from app.web.pages import back_to, page, page_again
from app.web.paying import begin_card_payment, card_company
from app.web.storefront.order_views import shown_lines

pages = Blueprint("pay_for", __name__, url_prefix="/pay-for")
LONGEST_SECRET = 64


class Standing(StrEnum):
    """What whoever opens the link is told."""

    open = "open"
    begun = "begun"
    thanks = "thanks"
    returned = "returned"
    paid_already = "paid_already"
    cancelled = "cancelled"
    expired = "expired"


@pages.get("/<secret>")
@private_page
def show(secret: str) -> str:
    return page(**_context(_link(secret), secret))


@pages.post("/<secret>")
@private_page
def start(secret: str) -> Answer:
    """303 to the card company's page, from which she comes back here."""
    link = _link(secret)
    here = url_for("storefront.pay_for.show", secret=secret, _external=True)
    try:
        address = begin_card_payment(
            link.order_id,
            current_language().tag,
            paid_url=here,
            left_url=here,
            pay_link_id=link.id,
        )
        return redirect(address, code=303)
    except (AlreadyPaid, OrderExpired):
        return back_to("storefront.pay_for.show", secret=secret)
    except PartnerSilent as refusal:
        return page_again(refusal, like="show", **_context(_link(secret), secret))


def _link(secret: str) -> PayLink:
    if len(secret) > LONGEST_SECRET:
        raise Missing
    return get_pay_link(secret)


def _context(link: PayLink, secret: str) -> dict[str, Any]:
    order = get_order(link.order_id)
    standing = _standing(order, payments_by_link(link))
    is_payable = standing in (Standing.open, Standing.begun)
    rest_fen = rest_of(order) if is_payable else None
    signs = signs_of(line.variant_id for part in order.sub_orders for line in part.lines)
    return {
        "secret": secret,
        "standing": standing.value,
        "recipient": order.recipient_name,
        "region": tree().text(order.region_code),
        "subs": [(one.cooperative, shown_lines(one.lines, signs)) for one in order.sub_orders],
        "goods_fen": order.goods_fen,
        "postage_fen": order.postage_fen,
        "deposit_fen": order.deposit_fen,
        "total_fen": order.total_fen,
        "rest_fen": rest_fen,
        "paid_fen": 0 if rest_fen is None else order.total_fen - rest_fen,
        "expires_at": link.expires_at,
        "is_demonstration": card_company().tender == "demo_card",
    }


def _standing(order: Order, payments: Sequence[Payment]) -> Standing:
    captured = [one for one in payments if one.state == PaymentState.captured]
    if any(one.shares for one in captured):
        return Standing.thanks if order.state == OrderState.paid else Standing.cancelled
    if captured:
        return Standing.returned
    if order.state == OrderState.paid:
        return Standing.paid_already
    if order.state == OrderState.cancelled:
        return Standing.cancelled
    if not is_open_for_payment(order, clock.now()):
        return Standing.expired
    return Standing.begun if payments else Standing.open
