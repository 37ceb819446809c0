"""Notes on their way to the bank: what goes, against which receipt, and what has arrived."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.cash.actions import Handing, hand_over_cash
from app.cash.kinds import RemittancePurpose, Way
from app.cash.queries import in_transit_fen, last_close_of, remittances_of_shop
from app.db import transaction
from app.ground.money import parse_yuan
from app.ground.notes import FLOAT_FEN, counted_fen, to_remit
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.orders.actions import new_request_key
from app.payments.shop_money import credit_used
from app.people.queries import names_of
from app.shops.queries import get_shop
from app.web.formats import yuan
from app.web.forms import Form
from app.web.guard import current_person_id, current_shop_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("remittances", __name__, url_prefix="/remittances")
ON_A_PAGE = 30
LONGEST_KEY, LONGEST_REFERENCE = 64, 40


@pages.get("/")
def list() -> str:
    """The sum that the last count recommends stands in the field already."""
    before = request.args.get("before")
    remit_fen = _recommended()
    form = Form.filled(
        request_key=new_request_key(),
        purpose=RemittancePurpose.bank,
        amount=yuan(remit_fen) if remit_fen else "",
        way=Way.bank,
    )
    return page(form=form, **_sent(parse_id(before) if before else None))


@pages.post("/")
def hand_over() -> Answer:
    form = Form(request.form)
    try:
        handing = Handing(
            request_key=form.take("request_key", clean_line, longest=LONGEST_KEY),
            purpose=form.choose("purpose", RemittancePurpose),
            way=form.choose("way", Way),
            reference=form.take("reference", clean_line, longest=LONGEST_REFERENCE),
            amount_fen=form.take("amount", parse_yuan, least_fen=1),
        )
        form.check()
        with transaction():
            hand_over_cash(current_shop_id(), handing, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="list", **_sent(None))
    tell(_("Written down. The post office confirms it when the money has arrived."))
    return back_to("village.remittances.list")


def _recommended() -> int:
    close = last_close_of(current_shop_id())
    return counted_fen(to_remit(close.count.notes)) if close else 0


def _sent(before_id: int | None) -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    rows = remittances_of_shop(shop.id, before_id, ON_A_PAGE)
    return {
        "shop": shop,
        "remittances": rows,
        "names": names_of({one.handed_by_id for one in rows}),
        "in_transit_fen": in_transit_fen(shop.id),
        "owed_fen": credit_used(shop.id),
        "float_fen": FLOAT_FEN,
        "older": rows[-1].id if len(rows) == ON_A_PAGE else None,
        "is_first": before_id is None,
    }
