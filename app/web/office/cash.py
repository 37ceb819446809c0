"""Cash of the village shops: what waits for a second person, and how each box's days ended."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.cash.actions import Explanation, confirm_cash, correct_close, decide_difference
from app.cash.kinds import Bears, DifferenceReason
from app.cash.queries import (
    closes_of_shop,
    counts_of_day,
    differences_of_closes,
    differences_waiting,
    get_close,
    get_difference,
    get_remittance,
    last_close_of,
    remittances_of_shop,
    remittances_waiting,
    unclosed_shops,
)
from app.db import transaction
from app.ground.money import parse_yuan
from app.ground.notes import ALONE_FEN
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.orders.actions import new_request_key
from app.people.queries import names_of
from app.shops.queries import get_shop
from app.web.formats import yuan
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import LONGEST_REASON, ON_A_PAGE, asked_before
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("cash", __name__, url_prefix="/cash")
LONGEST_KEY = 64
REASONS = [one.value for one in DifferenceReason]


@pages.get("/")
def home() -> str:
    differences, remittances = differences_waiting(), remittances_waiting()
    persons = {one.named_by_id for one in differences} | {one.handed_by_id for one in remittances}
    return page(
        differences=differences,
        remittances=remittances,
        unclosed=unclosed_shops(),
        names=names_of(persons),
    )


@pages.get("/shops/<shop_id>")
def shop(shop_id: str) -> str:
    before, own = asked_before(), get_shop(parse_id(shop_id))
    closes = closes_of_shop(own.id, before, ON_A_PAGE + 1)
    last = last_close_of(own.id)
    return page(
        shop=own,
        closes=closes[:ON_A_PAGE],
        older=closes[ON_A_PAGE - 1].id if len(closes) > ON_A_PAGE else None,
        is_first=before is None,
        differences=differences_of_closes(closes),
        last_id=last.id if last else None,
        remittances=remittances_of_shop(own.id),
        names=names_of({one.closed_by_id for one in closes}),
    )


@pages.get("/closes/<close_id>")
def close(close_id: str) -> str:
    shown = _close(close_id)
    form = Form.filled(
        request_key=new_request_key(), counted=yuan(shown["close"].count.counted_fen)
    )
    return page(form=form, **shown)


@pages.post("/closes/<close_id>")
def correct(close_id: str) -> Answer:
    form = Form(request.form)
    try:
        counted = form.take("counted", parse_yuan)
        explanation = _explanation(form)
        key = form.take("request_key", clean_line, longest=LONGEST_KEY)
        form.check()
        with transaction():
            by = current_person_id()
            shop_id = correct_close(parse_id(close_id), counted, explanation, by, key).shop_id
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="close", **_close(close_id))
    tell(_("Corrected by a close that takes the place of the first."))
    return back_to("office.cash.shop", shop_id=shop_id)


@pages.get("/remittances/<remittance_id>")
def remittance(remittance_id: str) -> str:
    shown = _remittance(remittance_id)
    return page(form=Form.filled(received=yuan(shown["remittance"].amount_fen)), **shown)


@pages.post("/remittances/<remittance_id>")
def confirm(remittance_id: str) -> Answer:
    form = Form(request.form)
    try:
        received_fen = form.take("received", parse_yuan)
        explanation = _explanation(form)
        form.check()
        with transaction():
            confirm_cash(parse_id(remittance_id), received_fen, explanation, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="remittance", **_remittance(remittance_id))
    tell(_("The money is in the bank."))
    return back_to("office.cash.home")


@pages.get("/differences/<difference_id>")
def difference(difference_id: str) -> str:
    return page(**_difference(difference_id))


@pages.post("/differences/<difference_id>")
def decide(difference_id: str) -> Answer:
    form = Form(request.form)
    try:
        borne_by = form.choose("borne_by", Bears)
        note = form.take("note", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            decide_difference(parse_id(difference_id), borne_by, note, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="difference", **_difference(difference_id))
    tell(_("Decided and booked."))
    return back_to("office.cash.home")


def _explanation(form: Form) -> Explanation:
    """Left out where nothing differs; the action asks for it where something does."""
    if not form.sent.get("reason"):
        return Explanation(None, "")
    reason = form.choose("reason", DifferenceReason)
    text = form.take("explanation", clean_line, longest=LONGEST_REASON, optional=True)
    return Explanation(reason, text or "")


def _close(close_id: str) -> dict[str, Any]:
    shown = get_close(parse_id(close_id))
    counts = counts_of_day(shown.shop_id, shown.day)
    last = last_close_of(shown.shop_id)
    return {
        "shop": get_shop(shown.shop_id),
        "close": shown,
        "counts": counts,
        "is_last": last is not None and last.id == shown.id,
        "is_mine": shown.closed_by_id == current_person_id(),
        "names": names_of({shown.closed_by_id} | {one.counted_by_id for one in counts}),
        "reasons": REASONS,
    }


def _remittance(remittance_id: str) -> dict[str, Any]:
    shown = get_remittance(parse_id(remittance_id))
    return {
        "remittance": shown,
        "is_mine": shown.handed_by_id == current_person_id(),
        "names": names_of(
            one for one in (shown.handed_by_id, shown.confirmed_by_id) if one is not None
        ),
        "reasons": REASONS,
    }


def _difference(difference_id: str) -> dict[str, Any]:
    shown = get_difference(parse_id(difference_id))
    return {
        "difference": shown,
        "alone_fen": ALONE_FEN,
        "is_mine": shown.named_by_id == current_person_id(),
        "names": names_of(
            one for one in (shown.named_by_id, shown.decided_by_id) if one is not None
        ),
    }
