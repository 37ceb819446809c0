"""What shops have with us: bank transfers as two persons see them, and how much goes on credit."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.dates import parse_day
from app.ground.money import parse_yuan
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.payments.bank_receipts import (
    Receipt,
    confirm_receipt,
    latest_receipts,
    record_receipt,
    reject_receipt,
)
from app.payments.kinds import ReceiptPurpose
from app.payments.shop_money import (
    agree_terms,
    propose_terms,
    reject_terms,
    terms_in_order,
)
from app.shops.queries import all_shops
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.pages import back_to, page, page_again
from app.web.shop_accounts import account_of

pages = Blueprint("shop_money", __name__, url_prefix="/shop-money")
LONGEST = 60


@pages.get("/")
def home() -> str:
    return page(form=Form.filled(received_on=clock.today()), **_all())


@pages.get("/shops/<shop_id>")
def shop(shop_id: str) -> str:
    return page(**account_of(parse_id(shop_id)))


@pages.post("/receipts")
def record() -> Answer:
    form = Form(request.form)
    try:
        purpose = form.choose("purpose", ReceiptPurpose)
        is_order = purpose is ReceiptPurpose.order
        receipt = Receipt(
            reference=form.take("reference", clean_line, longest=LONGEST),
            received_on=form.take("received_on", parse_day, most=clock.today()),
            amount_fen=form.take("amount", parse_yuan, least_fen=1),
            payer_name=form.take("payer", clean_line, longest=LONGEST),
            purpose=purpose,
            order_number=form.take("order", clean_line, longest=20, optional=not is_order) or "",
            shop_id=None if is_order else form.take("shop", parse_id),
        )
        form.check()
        with transaction():
            record_receipt(receipt, current_person_id())
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_all())
    return back_to("office.shop_money.home")


@pages.post("/receipts/<receipt_id>/<decision>")
def decide(receipt_id: str, decision: str) -> Answer:
    act = {"confirm": confirm_receipt, "reject": reject_receipt}.get(decision)
    return _decided(act, receipt_id)


@pages.post("/terms")
def propose() -> Answer:
    form = Form(request.form)
    try:
        shop_id = form.take("terms_shop", parse_id)
        limit_fen = form.take("limit", parse_yuan, most_fen=10_000_000)
        form.check()
        with transaction():
            propose_terms(shop_id, limit_fen, current_person_id())
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_all())
    return back_to("office.shop_money.home")


@pages.post("/terms/<terms_id>/<decision>")
def decide_terms(terms_id: str, decision: str) -> Answer:
    act = {"agree": agree_terms, "reject": reject_terms}.get(decision)
    return _decided(act, terms_id)


def _decided(act: Any, number: str) -> Answer:
    if act is None:
        raise Missing
    try:
        with transaction():
            act(parse_id(number), current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=Form.filled(), like="home", **_all())
    return back_to("office.shop_money.home")


def _all() -> dict[str, Any]:
    return {
        "receipts": latest_receipts(),
        "terms": terms_in_order(),
        "shops": all_shops(),
        "purposes": [one.value for one in ReceiptPurpose],
        "own_id": current_person_id(),
    }
