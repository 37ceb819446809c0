"""The cash box: where every yuan came from. What must be in it is told after it was counted."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.cash.queries import box_day, find_close_of_day, in_transit_fen, last_close_of
from app.db import transaction
from app.ground.postings import cash_box, shop_held, shop_payable
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ledger.queries import balance, sums_of
from app.orders.shop_days import order_numbers_of_shop
from app.payments.queries import cash_refunds_waiting
from app.payments.refunds import hand_back_cash
from app.shops.queries import get_shop
from app.web.guard import current_shop_id
from app.web.pages import back_to, page, page_again

pages = Blueprint("cash", __name__, url_prefix="/cash")
LINES = 30


@pages.get("/")
def home() -> str:
    before = request.args.get("before")
    return page(**_box(parse_id(before) if before else None))


@pages.post("/hand-back/<int:refund_id>")
def hand_back(refund_id: int) -> Answer:
    try:
        with transaction():
            refund = hand_back_cash(refund_id, current_shop_id())
            number = refund.payment.order.number
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="home", **_box(None))
    return back_to("village.orders.show", number=number)


def _box(before_id: int | None) -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    lines = sums_of(cash_box(shop.id), before_id, LINES)
    return {
        "shop": shop,
        "close": last_close_of(shop.id),
        "is_closed": find_close_of_day(shop.id, box_day()) is not None,
        "in_transit_fen": in_transit_fen(shop.id),
        # What is owed to the shop stands on the other side of the books.
        "commission_fen": -balance(shop_held(shop.id)) - balance(shop_payable(shop.id)),
        "lines": lines,
        "numbers": order_numbers_of_shop(shop.id, [one.order_id for one in lines if one.order_id]),
        "older": lines[-1].entry_id if len(lines) == LINES else None,
        "is_first": before_id is None,
        "refunds": cash_refunds_waiting(shop.id),
    }
