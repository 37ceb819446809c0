"""Boxes that we bring to the post's warehouses: announced, followed, called off."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.dates import parse_day
from app.ground.quantities import parse_id, parse_quantity
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.orders.actions import new_request_key
from app.stock.inbound import LONGEST_WAIT, InboundWish, announce_inbound, cancel_inbound
from app.stock.movements import MOST_BOXES
from app.stock.queries import lots_of_cooperative
from app.stock.shipments import get_shipment, shipments_of
from app.stock.warehouses import fill_of, warehouses
from app.web.forms import Form
from app.web.guard import current_cooperative_id, current_person_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("inbound", __name__, url_prefix="/inbound")
LONGEST_KEY, LONGEST_NOTE = 64, 100


@pages.get("/")
def home() -> str:
    form = Form.filled(expected_on=clock.today().isoformat(), request_key=new_request_key())
    return page(form=form, **_ours())


@pages.post("/")
def announce() -> Answer:
    """Lots without a number of boxes stay where they are."""
    form, ours = Form(request.form), _ours()
    try:
        warehouse_id = form.take("warehouse", parse_id)
        day = form.take("expected_on", parse_day, most=clock.today() + LONGEST_WAIT)
        key = form.take("request_key", clean_line, longest=LONGEST_KEY)
        note = form.take("note", clean_line, longest=LONGEST_NOTE, optional=True)
        boxes_of = {
            lot.id: form.take(f"boxes-{lot.id}", parse_quantity, most=MOST_BOXES)
            for lot in ours["lots"]
            if form.sent.get(f"boxes-{lot.id}", "").strip()
        }
        form.check()
        wish = InboundWish(
            request_key=key,
            warehouse_id=warehouse_id,
            boxes_of=boxes_of,
            expected_on=day,
            note=note,
        )
        with transaction():
            shipment = announce_inbound(current_cooperative_id(), wish, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_ours())
    tell(_("%(number)s is announced. Write this number on the pallet.", number=shipment.number))
    return back_to("cooperative.inbound.home")


@pages.post("/<number>/cancel")
def cancel(number: str) -> Answer:
    try:
        with transaction():
            shipment = get_shipment(number, current_cooperative_id())
            cancel_inbound(shipment.id, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="home", **_ours())
    tell(_("Called off: the boxes are in the shed as before."))
    return back_to("cooperative.inbound.home")


def _ours() -> dict[str, Any]:
    ours = current_cooperative_id()
    lots = [lot for lot in lots_of_cooperative(ours) if lot.on_hand]
    return {
        "shipments": shipments_of(ours),
        "lots": [lot for lot in lots if lot.warehouse_id is None and lot.free > 0],
        "away": [lot for lot in lots if lot.warehouse_id is not None],
        "fills": [one for one in fill_of(warehouses()) if one.warehouse.is_open],
        "today": clock.today(),
    }
