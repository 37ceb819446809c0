"""Ordering for a villager, from choosing to the receipt."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.claims.queries import claims_of_order
from app.claims.return_queries import returns_of_order
from app.claims.returns import may_return
from app.db import transaction
from app.ground.digits import is_empty
from app.ground.money import MAX_FEN, parse_yuan
from app.ground.quantities import parse_id, parse_whole
from app.ground.refusals import CartEmpty, ChoiceUnknown, Missing, Refusal, TooLittleCash
from app.ground.texts import clean_line
from app.orders.actions import new_request_key, place_order
from app.orders.baskets import weigh_basket
from app.orders.breakdowns import breakdown_of_order
from app.orders.offers import offers_to
from app.orders.queries import (
    can_be_cancelled,
    events_of_order,
    get_order_of_shop,
    is_open_for_payment,
    last_lines_of_villager,
    orders_of_shop,
)
from app.orders.shop_days import shop_commission_fen
from app.parcels.queries import parcels_of_order
from app.payments.actions import pay_by_account, take_cash
from app.payments.deposits import deposits_of, rest_of
from app.payments.deposits_shown import lent_of_order
from app.payments.kinds import Tender
from app.payments.queries import payments_of_order, refunds_of_order
from app.payments.refunds import cancel_order
from app.payments.shop_money import credit_left, prepaid_left
from app.shops.kinds import ConsentPurpose
from app.shops.pinyin import initials
from app.shops.queries import get_shop, get_villager_of, live_consent
from app.web.forms import Form
from app.web.guard import current_shop_id
from app.web.journeys import shown_journey
from app.web.pages import back_to, page, page_again
from app.web.pay_links import shown_pay_link
from app.web.splits import split_of
from app.web.village.basket_of_form import as_fields, fields_of, wanted_of
from app.web.village.here import current_keeper
from app.web.village.tendered import change_of, likely_notes
from app.web.village.wish_of_form import LONGEST_NOTE, wish_of

pages = Blueprint("orders", __name__, url_prefix="/orders")
ON_A_PAGE = 20
LONGEST_QUESTION = 60


@pages.get("/new")
def new() -> str | Answer:
    """One form with every pack; "find" keeps what was chosen, so nothing is lost on the way."""
    if not request.args.get("villager"):
        return back_to("village.villagers.list")
    form = Form(request.args)
    return page(form=form, **_choice(form))


@pages.get("/confirm")
def confirm() -> str | Answer:
    """A GET, so that a lost connection loses nothing: the address is the whole basket."""
    form = Form(request.args)
    try:
        wanted = wanted_of(form)
        form.check()
        if not wanted:
            raise CartEmpty
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", **_choice(form))
    form.values.setdefault("preference", "shop")
    return page(form=form, **_basket(form, wanted))


@pages.post("/")
def place() -> Answer:
    form = Form(request.form)
    try:
        shop_id = current_shop_id()
        wish = wish_of(form, shop_id)
        with transaction():
            number = place_order(wish, new_request_key()).number
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="confirm", **_basket(form, wanted_of(form)))
    return back_to("village.orders.show", number=number)


@pages.get("/")
def list() -> str:
    shop = get_shop(current_shop_id())
    before = request.args.get("before")
    orders = orders_of_shop(shop.id, parse_id(before) if before else None, ON_A_PAGE)
    return page(
        shop=shop,
        orders=orders,
        older=orders[-1].id if len(orders) == ON_A_PAGE else None,
        is_first=before is None,
    )


@pages.get("/<number>")
def show(number: str) -> str:
    received = request.args.get("received")
    received_fen = parse_whole(received, least=0, most=MAX_FEN) if received else None
    return page(**_whole(number, received_fen))


@pages.get("/<number>/receipt")
def receipt(number: str) -> str:
    return page(**_whole(number, None))


@pages.post("/<number>/cash")
def take(number: str) -> Answer:
    form = Form(request.form)
    try:
        part_fen = _part_of(form)
        received_fen = part_fen or form.take("received", parse_yuan)
        form.check()
        with transaction():
            order = get_order_of_shop(current_shop_id(), number)
            due_fen = rest_of(order)
            if part_fen is None and received_fen < due_fen:
                raise TooLittleCash(due_fen=due_fen, field="received")
            take_cash(order.id, current_shop_id(), part_fen)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(number, None))
    if part_fen is not None:
        return back_to("village.orders.show", number=number)
    # The rest is what the change is reckoned from; with deposits it is not the total any more.
    total_fen = order.total_fen
    return back_to(
        "village.orders.show", number=number, received=received_fen + total_fen - due_fen
    )


@pages.post("/<number>/account")
def pay_by(number: str) -> Answer:
    """Out of the shop's own money with the post: prepaid, or on credit."""
    form = Form(request.form)
    try:
        tender = form.choose("way", Tender)
        part_fen = _part_of(form)
        form.check()
        if tender not in (Tender.shop_prepaid, Tender.shop_credit):
            raise ChoiceUnknown(field="way")
        with transaction():
            order = get_order_of_shop(current_shop_id(), number)
            pay_by_account(order.id, current_shop_id(), tender, part_fen)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(number, None))
    return back_to("village.orders.show", number=number)


def _part_of(form: Form) -> int | None:
    """None: all that is left to pay."""
    if is_empty(form.sent.get("part")):
        return None
    return form.take("part", parse_yuan, least_fen=1)


@pages.post("/<number>/cancel")
def cancel(number: str) -> Answer:
    form = Form(request.form)
    try:
        reason = form.take("reason", clean_line, longest=LONGEST_NOTE, optional=True)
        form.check()
        with transaction():
            order = get_order_of_shop(current_shop_id(), number)
            cancel_order(order.id, current_keeper(), reason)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(number, None))
    return back_to("village.orders.show", number=number)


def _choice(form: Form) -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    villager = get_villager_of(shop.id, parse_id(form.values.get("villager")))
    sought = clean_line(form.values.get("q"), LONGEST_QUESTION, optional=True)
    offers = offers_to(shop.village_code, sought)
    shown = {f"boxes-{offer.variant.id}" for offer in offers}
    last_lines = last_lines_of_villager(shop.id, villager.id)
    return {
        "shop": shop,
        "villager": villager,
        "sought": sought,
        "offers": offers,
        # Chosen before another search: shown above the answers, and sent along.
        "chosen": weigh_basket(
            {one: n for one, n in wanted_of(form).items() if f"boxes-{one}" not in shown}, None
        ),
        # Of the names, so that a box narrows the packs while somebody types "cgl".
        "initials": initials,
        "last_lines": last_lines,
        "last_fields": as_fields(last_lines),
        "request_key": form.values.get("request_key") or new_request_key(),
        "may_order": live_consent(villager.id, ConsentPurpose.order_for_me, clock.now()),
    }


def _basket(form: Form, wanted: dict[int, int]) -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    villager = get_villager_of(shop.id, parse_id(form.values.get("villager")))
    now = clock.now()
    basket = weigh_basket(wanted, shop.village_code, is_insured=form.ticked("insured"))
    if len(wanted) != sum(len(group.lines) for group in basket.groups):
        raise Missing
    return {
        "shop": shop,
        "villager": villager,
        "basket": basket,
        "fields": fields_of(wanted),
        "request_key": form.values.get("request_key") or new_request_key(),
        "may_order": live_consent(villager.id, ConsentPurpose.order_for_me, now),
        "may_receive": live_consent(villager.id, ConsentPurpose.receive_for_me, now),
        "unpaid": [
            one
            for one in orders_of_shop(shop.id, villager_id=villager.id, limit=3)
            if is_open_for_payment(one, now)
        ],
    }


def _whole(number: str, received_fen: int | None) -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    order = get_order_of_shop(shop.id, number)
    parcels = parcels_of_order(order.id)
    deposits = [] if order.paid_at else deposits_of(order.id)
    rest_fen = order.total_fen - sum(one.amount_fen for one in deposits)
    can_pay = is_open_for_payment(order, clock.now())
    return {
        "shop": shop,
        "order": order,
        "parcels": parcels,
        "claims": claims_of_order(order.id),
        "returns": returns_of_order(order.id),
        "returnable": [one for one in parcels if may_return(one)],
        "journeys": {parcel.id: shown_journey(parcel) for parcel in parcels},
        "events": events_of_order(order.id),
        "refunds": refunds_of_order(order.id),
        "commission_fen": shop_commission_fen(order),
        "split": split_of(breakdown_of_order(order)),
        "lent": lent_of_order(order),
        "can_pay": can_pay,
        "pay_link": shown_pay_link(order) if can_pay else None,
        "rest_fen": rest_fen,
        "deposits": deposits,
        "payments": [one for one in payments_of_order(order.id) if one.captured_at],
        "prepaid_fen": prepaid_left(shop.id),
        "credit_fen": credit_left(shop.id),
        "can_cancel": can_be_cancelled(order),
        "notes": likely_notes(rest_fen),
        "received_fen": received_fen,
        "change_fen": change_of(received_fen, order.total_fen) if order.paid_at else None,
    }
