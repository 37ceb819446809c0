"""A shipment that comes to a warehouse: counted in, line by line."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_quantity
from app.ground.refusals import ChoiceUnknown, Missing, Refusal
from app.ground.texts import clean_line
from app.people.queries import names_of
from app.stock.inbound import Counted, receive_inbound
from app.stock.kinds import Shortfall
from app.stock.shipments import get_shipment
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("inbound", __name__, url_prefix="/inbound")
LONGEST_NOTE = 100
MOST = 100_000


@pages.get("/find")
def find() -> str | Answer:
    """What the scanner reads off the paper on the pallet."""
    asked = clean_line(request.args.get("q"), 40, optional=True).upper()
    try:
        return back_to("office.inbound.show", number=get_shipment(asked).number)
    except Missing:
        return page(asked=asked)


@pages.get("/<number>")
def show(number: str) -> str:
    shipment = get_shipment(number)
    counted = {f"boxes-{line.id}": line.boxes for line in shipment.lines}
    return page(form=Form.filled(**counted), **_whole(number))


@pages.post("/<number>")
def receive(number: str) -> Answer:
    form, shipment = Form(request.form), get_shipment(number)
    try:
        counts = {line.id: _counted(form, line.id) for line in shipment.lines}
        form.check()
        with transaction():
            receive_inbound(shipment.id, counts, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(number))
    tell(_("%(number)s is in the warehouse and can be ordered from there.", number=number))
    return back_to("office.warehouses.show", slug=shipment.warehouse.slug)


def _counted(form: Form, line_id: int) -> Counted:
    boxes = form.take(f"boxes-{line_id}", parse_quantity, least=0, most=MOST)
    shortfall = form.take(f"shortfall-{line_id}", _shortfall)
    note = form.take(f"note-{line_id}", clean_line, longest=LONGEST_NOTE, optional=True)
    return Counted(boxes, shortfall, note)


def _shortfall(text: object, *, field: str | None = None) -> Shortfall | None:
    if text in (None, ""):
        return None
    if text not in set(Shortfall):
        raise ChoiceUnknown(field=field)
    return Shortfall(str(text))


def _whole(number: str) -> dict[str, Any]:
    shipment = get_shipment(number)
    people = names_of(
        one for one in (shipment.announced_by_id, shipment.ended_by_id) if one is not None
    )
    return {"shipment": shipment, "people": people, "shortfalls": [one.value for one in Shortfall]}
