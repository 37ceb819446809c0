"""Money that fits nothing: one person says where it belongs, another confirms."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.orders.queries import numbers_of_orders
from app.people.queries import names_of
from app.reconciliation.kinds import PlacingWay
from app.reconciliation.suspense import (
    confirm_placing,
    find_placing,
    get_parked,
    propose_placing,
)
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import LONGEST_QUESTION, LONGEST_REASON
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("suspense", __name__, url_prefix="/suspense")


@pages.get("/<entry_id>")
def show(entry_id: str) -> str:
    return page(**_parked(entry_id))


@pages.post("/<entry_id>/propose")
def propose(entry_id: str) -> Answer:
    form = Form(request.form)
    try:
        way = form.choose("way", PlacingWay)
        number = form.take("order", clean_line, longest=LONGEST_QUESTION, optional=True) or ""
        note = form.take("note", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            propose_placing(parse_id(entry_id), way, number, note, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_parked(entry_id))
    return back_to("office.suspense.show", entry_id=entry_id)


@pages.post("/<entry_id>/confirm")
def confirm(entry_id: str) -> Answer:
    try:
        with transaction():
            confirm_placing(parse_id(entry_id), current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_parked(entry_id))
    tell(_("It has found its place."))
    return back_to("office.tasks.list")


def _parked(entry_id: str) -> dict[str, Any]:
    parked = get_parked(parse_id(entry_id))
    placing = find_placing(parked.entry_id)
    persons = (placing.proposed_by_id, placing.confirmed_by_id) if placing else ()
    orders = [placing.order_id] if placing and placing.order_id else []
    return {
        "parked": parked,
        "placing": placing,
        "number": numbers_of_orders(orders).get(orders[0], "") if orders else "",
        "names": names_of(one for one in persons if one),
        "is_mine": placing is not None and placing.proposed_by_id == current_person_id(),
    }
