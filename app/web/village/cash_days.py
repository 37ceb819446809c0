"""The end of a shop's day: count blind, see what the books say, explain, close."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.cash.actions import Explanation, close_day, count_cash
from app.cash.kinds import DifferenceReason
from app.cash.queries import (
    BoxDay,
    box_day,
    box_days,
    close_of_count,
    closes_of_shop,
    counts_of_day,
    differences_of_closes,
    find_close_of_day,
    get_count_of_shop,
)
from app.db import transaction
from app.ground.notes import ALONE_FEN, KINDS, MOST_OF_A_KIND, counted_fen, to_remit
from app.ground.quantities import parse_id, parse_whole
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.orders.actions import new_request_key
from app.people.queries import names_of
from app.shops.queries import get_shop
from app.web.formats import yuan_exact
from app.web.forms import Form
from app.web.guard import current_person_id, current_shop_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("cash_days", __name__, url_prefix="/cash-days")
ON_A_PAGE = 30
LONGEST_KEY, LONGEST_EXPLANATION = 64, 200


@pages.get("/")
def list() -> str:
    before = request.args.get("before")
    shop = get_shop(current_shop_id())
    closes = closes_of_shop(shop.id, parse_id(before) if before else None, ON_A_PAGE)
    return page(
        shop=shop,
        closes=closes,
        differences=differences_of_closes(closes),
        bars_of_days=_bars(box_days(shop.id)),
        names=names_of(one.closed_by_id for one in closes),
        older=closes[-1].id if len(closes) == ON_A_PAGE else None,
        is_first=before is None,
    )


@pages.get("/count")
def count() -> str:
    return page(form=Form.filled(request_key=new_request_key()), **_box())


@pages.post("/count")
def record() -> Answer:
    """Kept, and only then shown beside the books."""
    form = Form(request.form)
    try:
        notes = {kind: _number(form, kind) for kind in KINDS}
        key = form.take("request_key", clean_line, longest=LONGEST_KEY)
        form.check()
        with transaction():
            count_id = count_cash(current_shop_id(), notes, current_person_id(), key).id
    except Refusal as refusal:
        return page_again(refusal, form=form, like="count", **_box())
    return back_to("village.cash_days.show", count_id=count_id)


@pages.get("/counts/<int:count_id>")
def show(count_id: int) -> str:
    return page(form=Form.filled(request_key=new_request_key()), **_counted(count_id))


@pages.post("/counts/<int:count_id>/close")
def close(count_id: int) -> Answer:
    form = Form(request.form)
    try:
        explanation = _explanation(form, get_count_of_shop(current_shop_id(), count_id))
        key = form.take("request_key", clean_line, longest=LONGEST_KEY)
        form.check()
        with transaction():
            close_day(count_id, current_shop_id(), explanation, current_person_id(), key)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_counted(count_id))
    tell(_("The day is closed. Thank you, and good night."))
    return back_to("village.cash_days.show", count_id=count_id)


def _number(form: Form, kind: str) -> int:
    """An empty field is none of this kind."""
    if not form.sent.get(kind, "").strip():
        return 0
    return form.take(kind, parse_whole, least=0, most=MOST_OF_A_KIND)


def _explanation(form: Form, count: Any) -> Explanation:
    if not count.difference_fen:
        return Explanation(None, "")
    reason = form.choose("reason", DifferenceReason)
    return Explanation(reason, form.take("explanation", clean_line, longest=LONGEST_EXPLANATION))


def _bars(days: Sequence[BoxDay]) -> Sequence[dict[str, Any]]:
    highest = max((one.in_fen for one in days), default=0) or 1
    return [
        {
            "text": str(one.day.day),
            "figure": yuan_exact(one.in_fen),
            "share": one.in_fen * 100 // highest,
        }
        for one in days
    ]


def _box() -> dict[str, Any]:
    shop_id = current_shop_id()
    return {
        "shop": get_shop(shop_id),
        "kinds": KINDS,
        "most": MOST_OF_A_KIND,
        "day": box_day(),
        "is_closed": find_close_of_day(shop_id, box_day()) is not None,
    }


def _counted(count_id: int) -> dict[str, Any]:
    count = get_count_of_shop(current_shop_id(), count_id)
    remit = to_remit(count.notes)
    return {
        "shop": get_shop(count.shop_id),
        "count": count,
        "close": close_of_count(count.id),
        "tries": len(counts_of_day(count.shop_id, count.day)),
        "kinds": KINDS,
        "alone_fen": ALONE_FEN,
        "remit": remit,
        "remit_fen": counted_fen(remit),
        "kept_fen": count.counted_fen - counted_fen(remit),
        "reasons": [one.value for one in DifferenceReason],
    }
