"""Paying an order: on to the card company's own page. Whether it was paid, its message says."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.refusals import AlreadyPaid, ChoiceUnknown, OrderExpired, PartnerSilent
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.queries import Order, is_open_for_payment
from app.payments.deposits import rest_of
from app.payments.pay_links import revoke_pay_link
from app.web.forms import Form
from app.web.guard import private_page
from app.web.languages import current_language
from app.web.pages import back_to, page, page_again
from app.web.pay_links import give_pay_link
from app.web.paying import begin_card_payment, card_company
from app.web.sign_in import find_person_id
from app.web.storefront.shopping import get_own_order

pages = Blueprint("pay", __name__, url_prefix="/pay")


@dataclass(frozen=True, slots=True)
class Way:
    value: str
    words: str
    note: str
    icon: str


@pages.get("/<number>")
@private_page
def show(number: str) -> str | Answer:
    order = get_own_order(number)
    if not is_open_for_payment(order, clock.now()):
        return back_to("storefront.orders.show", number=number)
    ways = _ways()
    return page(form=Form.filled(way=ways[0].value), **_context(order))


@pages.post("/<number>")
@private_page
def start(number: str) -> Answer:
    """303 to the company's page; pressing twice opens the same one."""
    order = get_own_order(number)
    form = Form(request.form)
    if form.values.get("way") not in [way.value for way in _ways()]:
        return page_again(ChoiceUnknown(field="way"), like="show", **_context(order))
    try:
        address = begin_card_payment(
            order.id,
            current_language().tag,
            paid_url=url_for("storefront.orders.show", number=number, _external=True),
            left_url=url_for("storefront.pay.show", number=number, _external=True),
        )
        return redirect(address, code=303)
    except (AlreadyPaid, OrderExpired):
        return back_to("storefront.orders.show", number=number)
    except PartnerSilent as refusal:
        return page_again(refusal, form=form, like="show", **_context(get_own_order(number)))


@pages.post("/<number>/link")
@private_page
def link(number: str) -> Answer:
    """Somebody else shall pay. The order's page shows the link, or why there is none."""
    order = get_own_order(number)
    with suppress(AlreadyPaid, OrderExpired):
        give_pay_link(order, Actor(ActorKind.buyer, find_person_id()))
    return back_to("storefront.orders.show", number=number, _anchor="pay-link")


@pages.post("/<number>/unlink")
@private_page
def unlink(number: str) -> Answer:
    order = get_own_order(number)
    with transaction():
        revoke_pay_link(order.id)
    return back_to("storefront.orders.show", number=number)


def _context(order: Order) -> dict[str, Any]:
    return {
        "order": {
            "number": order.number,
            "total_fen": rest_of(order),
            "expires_at": order.pay_by,
        },
        "ways": _ways(),
    }


def _ways() -> list[Way]:
    tender = str(card_company().tender)
    notes = {
        "stripe": _("cards, Alipay and WeChat Pay, on Stripe’s page"),
        "demo_card": _("a demonstration: no money moves"),
    }
    words = {"stripe": _("Online")}
    return [Way(tender, words.get(tender, _("By card")), notes.get(tender, ""), "card")]
