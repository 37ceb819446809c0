"""Stock that is moved from one warehouse to another: planned, loaded, on its way."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.dates import parse_day
from app.ground.quantities import parse_id, parse_quantity
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.orders.actions import new_request_key
from app.people.queries import names_of
from app.stock.inbound import LONGEST_WAIT, InboundWish, cancel_inbound
from app.stock.movements import MOST_BOXES
from app.stock.moves import plan_move, send_move
from app.stock.shipments import get_move
from app.stock.warehouses import fill_of, get_warehouse, stock_in, warehouses
from app.warehousing.move_papers import move_pdf
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("moves", __name__, url_prefix="/moves")
LONGEST_KEY, LONGEST_NOTE = 64, 100


@pages.get("/from/<slug>")
def new(slug: str) -> str:
    form = Form.filled(expected_on=clock.today().isoformat(), request_key=new_request_key())
    return page(form=form, **_choices(slug))


@pages.post("/from/<slug>")
def plan(slug: str) -> Answer:
    """Lots without a number of boxes stay where they are."""
    form, choices = Form(request.form), _choices(slug)
    try:
        wish = _wish(form, choices["lots"])
        with transaction():
            move = plan_move(get_warehouse(slug).id, wish, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", **choices)
    tell(
        _(
            "%(number)s is planned. The boxes can be ordered until the van has them.",
            number=move.number,
        )
    )
    return back_to("office.moves.show", number=move.number)


def _wish(form: Form, lots: Sequence[Any]) -> InboundWish:
    warehouse_id = form.take("warehouse", parse_id)
    day = form.take("expected_on", parse_day, most=clock.today() + LONGEST_WAIT)
    key = form.take("request_key", clean_line, longest=LONGEST_KEY)
    note = form.take("note", clean_line, longest=LONGEST_NOTE, optional=True)
    boxes_of = {
        lot.id: form.take(f"boxes-{lot.id}", parse_quantity, most=MOST_BOXES)
        for lot in lots
        if form.sent.get(f"boxes-{lot.id}", "").strip()
    }
    form.check()
    return InboundWish(
        request_key=key, warehouse_id=warehouse_id, boxes_of=boxes_of, expected_on=day, note=note
    )


@pages.get("/<number>")
def show(number: str) -> str:
    planned = {f"boxes-{line.id}": line.boxes for line in get_move(number).lines}
    return page(form=Form.filled(**planned), **_whole(number))


@pages.get("/<number>/paper.pdf")
def paper(number: str) -> Answer:
    answer = make_response(move_pdf(get_move(number)))
    answer.content_type = "application/pdf"
    return answer


@pages.post("/<number>/send")
def send(number: str) -> Answer:
    """What the van has, counted at the ramp."""
    form, move = Form(request.form), get_move(number)
    try:
        loaded = {
            line.id: form.take(f"boxes-{line.id}", parse_quantity, least=0, most=MOST_BOXES)
            for line in move.lines
        }
        form.check()
        with transaction():
            send_move(move.id, loaded, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(number))
    tell(
        _(
            "%(number)s is on its way. Nobody can order its boxes until they are counted in.",
            number=number,
        )
    )
    return back_to("office.moves.show", number=number)


@pages.post("/<number>/off")
def off(number: str) -> Answer:
    form = Form(request.form)
    try:
        with transaction():
            cancel_inbound(get_move(number).id, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(number))
    tell(_("Called off: the boxes are where they were."))
    return back_to("office.moves.show", number=number)


def _choices(slug: str) -> dict[str, Any]:
    """Where to: other warehouses that take something in."""
    here = get_warehouse(slug)
    fills = fill_of([one for one in warehouses() if one.is_open and one.id != here.id])
    lots = [lot for lot in stock_in(here.id) if lot.free > 0]
    return {"warehouse": here, "fills": fills, "lots": lots, "today": clock.today()}


def _whole(number: str) -> dict[str, Any]:
    move = get_move(number)
    ids = (move.announced_by_id, move.sent_by_id, move.ended_by_id)
    return {"move": move, "people": names_of(one for one in ids if one is not None)}
