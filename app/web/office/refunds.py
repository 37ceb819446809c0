"""Giving back a part of a part: by line or amount, whose pocket, what becomes of the boxes.
Large ones wait here for a second person."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.digits import is_empty
from app.ground.money import MAX_FEN, parse_yuan
from app.ground.postings import Bearer
from app.ground.quantities import parse_id, parse_quantity, parse_whole
from app.ground.refusals import ChoiceUnknown, Missing, Refusal
from app.ground.texts import clean_line
from app.orders.actions import new_request_key
from app.orders.queries import SubOrder, get_sub_order_for_office
from app.payments.giving_back import left_of_line, left_of_part, left_of_postage
from app.payments.kinds import BY_THEMSELVES, RefundReason
from app.payments.proposals import (
    ALONE_UP_TO_FEN,
    BEARERS,
    agree,
    decide_refund,
    reject,
    waiting_proposals,
)
from app.payments.refunds import RefundWish
from app.people.queries import names_of
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import LONGEST_REASON
from app.web.pages import back_to, page, page_again

pages = Blueprint("refunds", __name__, url_prefix="/refunds")


@pages.get("/new/<part>")
def new(part: str) -> str:
    sub_order = get_sub_order_for_office(part)
    form = Form.filled(
        borne_by=Bearer.sale,
        request_key=new_request_key(),
        seen_left=left_of_part(sub_order),
    )
    return page(form=form, **_choice(sub_order, None))


@pages.post("/new/<part>")
def give(part: str) -> str | Answer:
    sub_order = get_sub_order_for_office(part)
    form = Form(request.form)
    wish = None
    try:
        wish = _wish_of(form, sub_order)
        if form.values.get("step") == "continue":
            return page(form=form, like="new", **_choice(sub_order, wish))
        form.check()
        key = form.take("request_key", clean_line, longest=80)
        form.check()
        with transaction():
            decided = decide_refund(sub_order.id, wish, current_person_id(), key)
    except Missing:
        raise
    except Refusal as refusal:
        sub_order = get_sub_order_for_office(part)
        form.values["seen_left"] = str(left_of_part(sub_order))
        return page_again(refusal, form=form, like="new", **_choice(sub_order, wish))
    if decided.proposal is not None:
        return back_to("office.refunds.waiting")
    return back_to("office.orders.show", number=sub_order.order.number)


@pages.get("/waiting")
def waiting() -> str:
    return page(**_waiting())


@pages.post("/waiting/<proposal_id>/agree")
def agree_to(proposal_id: str) -> Answer:
    return _decided(lambda: agree(parse_id(proposal_id), current_person_id()))


@pages.post("/waiting/<proposal_id>/reject")
def refuse(proposal_id: str) -> Answer:
    return _decided(lambda: reject(parse_id(proposal_id), current_person_id()))


def _decided(decide: Any) -> Answer:
    try:
        with transaction():
            decide()
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="waiting", **_waiting())
    return back_to("office.refunds.waiting")


def _wish_of(form: Form, sub_order: SubOrder) -> RefundWish:
    """What is wrong is noted on the form; rely on the wish only after `form.check()`."""
    goods, restock, write_off = {}, {}, {}
    for line in sub_order.lines:
        goods[line.id] = _fen_of(form, f"line-{line.id}", left_of_line(line))
        restock[line.id] = _boxes_of(form, f"restock-{line.id}", line.boxes)
        write_off[line.id] = _boxes_of(form, f"waste-{line.id}", line.boxes)
    reason = form.choose("reason", RefundReason)
    if reason in BY_THEMSELVES:
        form.refuse("reason", ChoiceUnknown())
    return RefundWish(
        reason=reason,
        goods={line: fen for line, fen in goods.items() if fen},
        postage_fen=_fen_of(form, "postage", left_of_postage(sub_order)),
        restock={line: boxes for line, boxes in restock.items() if boxes},
        write_off={line: boxes for line, boxes in write_off.items() if boxes},
        borne_by=form.choose("borne_by", Bearer),
        note=form.take("note", clean_line, longest=LONGEST_REASON, optional=True) or "",
        seen_left_fen=form.take("seen_left", parse_whole, least=0, most=MAX_FEN),
    )


def _fen_of(form: Form, name: str, most_fen: int) -> int:
    if is_empty(form.sent.get(name)):
        return 0
    return form.take(name, parse_yuan, most_fen=most_fen) or 0


def _boxes_of(form: Form, name: str, most: int) -> int:
    if is_empty(form.sent.get(name)):
        return 0
    return form.take(name, parse_quantity, least=0, most=most) or 0


def _choice(sub_order: SubOrder, wish: RefundWish | None) -> dict[str, Any]:
    return {
        "sub": sub_order,
        "left": {line.id: left_of_line(line) for line in sub_order.lines},
        "left_postage_fen": left_of_postage(sub_order),
        "left_fen": left_of_part(sub_order),
        "amount_fen": wish.amount_fen if wish else 0,
        "alone_fen": ALONE_UP_TO_FEN,
        "reasons": [one.value for one in RefundReason if one not in BY_THEMSELVES],
        "bearers": [one.value for one in BEARERS],
    }


def _waiting() -> dict[str, Any]:
    proposals = waiting_proposals()
    return {
        "proposals": proposals,
        "people": names_of({one.proposed_by_id for one in proposals}),
        "own_id": current_person_id(),
    }
