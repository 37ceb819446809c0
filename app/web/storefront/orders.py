"""My orders: of the person who is signed in, or those whose secrets this browser holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.orders.actions import Actor, receive_sub_order
from app.orders.breakdowns import breakdown_of_order
from app.orders.kinds import ActorKind
from app.orders.queries import Order, orders_by_secrets, orders_for
from app.parcels.queries import parcels_of_sub_orders
from app.payments.deposits_shown import lent_of_order
from app.payments.refunds import cancel_order
from app.web.guard import private_page
from app.web.pages import back_to, page, page_again, tell
from app.web.pay_links import shown_pay_link
from app.web.sign_in import find_person_id
from app.web.splits import split_of
from app.web.storefront.order_views import MOST_PICTURES, money_of, order_facts, shown_parts
from app.web.storefront.shopping import (
    get_own_order,
    held_secrets,
    hold_secret,
    order_secret,
)

pages = Blueprint("orders", __name__, url_prefix="/orders")
PAGE = 20


@dataclass(frozen=True, slots=True)
class ParcelMark:
    state: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """`parcels`: each state that one of its parcels is in, once."""

    number: str
    placed_at: datetime
    state: str
    total_fen: int
    pictures: Sequence[str]
    words: str
    parcels: Sequence[ParcelMark]


@pages.get("/<number>")
@private_page
def show(number: str) -> str:
    order = get_own_order(number)
    return page(**_shown(order))


def _shown(order: Order) -> dict[str, Any]:
    """A guest is given a link to come back with; whoever signed in has her account."""
    keep = None
    if find_person_id() is None:
        secret = order_secret(order.request_key)
        keep = url_for("storefront.orders.open", secret=secret, _external=True)
    facts = order_facts(order)
    return {
        "order": facts,
        "pay_link": shown_pay_link(order) if facts["can_pay"] else None,
        **money_of(order),
        "subs": shown_parts(order),
        "keep": keep,
        "split": split_of(breakdown_of_order(order)),
        "lent": lent_of_order(order),
    }


@pages.get("/open/<secret>")
@private_page
def open(secret: str) -> Answer:
    """A letter's link: from now on this browser holds the order's secret."""
    found = orders_by_secrets([secret])
    if not found:
        raise Missing
    hold_secret(secret)
    return back_to("storefront.orders.show", number=found[0].number)


@pages.post("/<number>/cancel")
@private_page
def cancel(number: str) -> Answer:
    """Whole, and only before anything has left; money goes back the way it came."""
    try:
        with transaction():
            order = get_own_order(number)
            cancel_order(order.id, _buyer(), "")
    except Missing:
        raise
    except Refusal as refusal:
        return _again(number, refusal)
    tell(_("The order is cancelled. What was paid goes back the way it came."))
    return back_to("storefront.orders.show", number=number)


@pages.post("/<number>/receive")
@private_page
def receive(number: str) -> Answer:
    """One cooperative's part has arrived well; the buyer says so."""
    try:
        with transaction():
            part = request.form.get("sub", "")
            receive_sub_order(get_own_order(number), part, _buyer())
    except Missing:
        raise
    except Refusal as refusal:
        return _again(number, refusal)
    return back_to("storefront.orders.show", number=number)


def _again(number: str, refusal: Refusal) -> Answer:
    order = get_own_order(number)
    return page_again(refusal, like="show", **_shown(order))


def _buyer() -> Actor:
    return Actor(ActorKind.buyer, find_person_id())


def own_orders(before_id: int | None, limit: int) -> Sequence[Order]:
    person_id = find_person_id()
    if person_id is not None:
        return orders_for(person_id, before_id, limit)
    return orders_by_secrets(held_secrets()) if before_id is None else []


def rows_of(orders: Sequence[Order]) -> Sequence[OrderRow]:
    """With the states of their parcels; as many statements for twenty as for one."""
    order_of = {part.id: order.id for order in orders for part in order.sub_orders}
    states: dict[int, dict[str, ParcelMark]] = {}
    for parcel in parcels_of_sub_orders([*order_of]) if order_of else []:
        mine = states.setdefault(order_of[parcel.sub_order_id], {})
        mine[parcel.state] = ParcelMark(parcel.state)
    return [_row(order, [*states.get(order.id, {}).values()]) for order in orders]


def _row(order: Order, parcels: Sequence[ParcelMark]) -> OrderRow:
    lines = [line for part in order.sub_orders for line in part.lines]
    pictures = dict.fromkeys(line.picture for line in lines)
    names = [*dict.fromkeys(line.product_name for line in lines)]
    words = names[0]
    if len(names) > 1:
        words = _("%(name)s and %(count)s more", name=words, count=len(names) - 1)
    return OrderRow(
        number=order.number,
        placed_at=order.placed_at,
        state=order.state,
        total_fen=order.total_fen,
        pictures=[*pictures][:MOST_PICTURES],
        words=words,
        parcels=parcels,
    )


@pages.get("/")
@private_page
def list() -> str:
    before = request.args.get("before")
    found = own_orders(parse_id(before) if before else None, PAGE + 1)
    shown = found[:PAGE]
    more = url_for("storefront.orders.list", before=shown[-1].id) if len(found) > PAGE else None
    return page(
        orders=rows_of(shown),
        more_address=more,
        first_address=url_for("storefront.orders.list") if before else None,
    )
