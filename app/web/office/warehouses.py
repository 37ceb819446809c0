"""The warehouses: how full they are, what waits in each, what lies there, what the van takes."""

from typing import Any

from flask import Blueprint, request
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from app.catalogue.kinds import TemperatureClass
from app.db import transaction
from app.ground.quantities import parse_quantity
from app.ground.refusals import ChoiceUnknown, FieldMissing, Missing, Refusal
from app.ground.texts import clean_line
from app.ground.waybills import parse_waybill
from app.orders.actions import new_request_key
from app.parcels.actions import locked
from app.parcels.manifests import make_manifests
from app.stock.kinds import InboundState
from app.stock.shipments import moves_at, shipments_to
from app.stock.warehouses import fill_of, get_warehouse, stock_in, warehouses
from app.warehousing.board import ids_of_packed, packed_in, waiting_in
from app.warehousing.waves import MOST_PARCELS, WaveWish, start_wave, waves_of
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import current_officer
from app.web.office.leaving import leave_by, leaving_choices
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("warehouses", __name__, url_prefix="/warehouses")
LONGEST_KEY = 64
USUAL_WAVE = 12


@pages.get("/")
def list() -> str:
    fills = fill_of(warehouses())
    return page(
        fills=fills,
        waiting=waiting_in([fill.warehouse.id for fill in fills]),
        area_m2=sum(fill.warehouse.area_m2 for fill in fills),
        boxes=sum(fill.on_hand for fill in fills),
    )


@pages.get("/<slug>/")
def show(slug: str) -> str:
    form = Form.filled(most=USUAL_WAVE, request_key=new_request_key())
    return page(form=form, **_board(slug))


@pages.post("/<slug>/waves")
def pick(slug: str) -> Answer:
    form = Form(request.form)
    try:
        key = form.take("request_key", clean_line, longest=LONGEST_KEY)
        most = form.take("most", parse_quantity, most=MOST_PARCELS)
        classes = form.take_each("class", _temperature)
        by = form.take("leave_by", leave_by)
        form.check()
        with transaction():
            wish = WaveWish(request_key=key, most=most, classes=classes, leave_by=by)
            wave = start_wave(get_warehouse(slug).id, wish, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_board(slug))
    return back_to("office.waves.show", number=wave.number)


@pages.get("/<slug>/stock")
def stock(slug: str) -> str:
    warehouse = get_warehouse(slug)
    return page(warehouse=warehouse, fill=fill_of([warehouse])[0], lots=stock_in(warehouse.id))


@pages.get("/<slug>/dispatch")
def dispatch(slug: str) -> str:
    return page(form=Form.filled(request_key=new_request_key()), **_van(slug))


@pages.post("/<slug>/dispatch")
def hand_over(slug: str) -> Answer:
    """What was ticked, all of it or nothing, and its manifest."""
    form = Form(request.form)
    try:
        numbers = form.take_each("waybill", parse_waybill)
        if not numbers and not form.errors:
            form.refuse("waybill", FieldMissing())
        key = form.take("request_key", clean_line, longest=LONGEST_KEY, optional=True)
        form.check()
        with transaction():
            parcels = locked(ids_of_packed(get_warehouse(slug).id, numbers))
            made = make_manifests(parcels, current_officer(), key or new_request_key())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="dispatch", **_van(slug))
    tell(
        ngettext(
            "%(num)d parcel is with the post.", "%(num)d parcels are with the post.", len(parcels)
        )
    )
    if len(made) == 1:
        return back_to("office.manifests.show", number=made[0].number)
    return back_to("office.manifests.list")


def _temperature(text: object, *, field: str | None = None) -> str:
    if text not in set(TemperatureClass):
        raise ChoiceUnknown(field=field)
    return str(text)


def _board(slug: str) -> dict[str, Any]:
    warehouse = get_warehouse(slug)
    return {
        "warehouse": warehouse,
        "fill": fill_of([warehouse])[0],
        "waiting": waiting_in([warehouse.id])[warehouse.id],
        "coming": shipments_to(warehouse.id),
        "moves": moves_at(warehouse.id),
        "arrived": shipments_to(warehouse.id, InboundState.received, limit=5),
        "waves": waves_of(warehouse.id),
        "leaving": leaving_choices(),
        "most_parcels": MOST_PARCELS,
    }


def _van(slug: str) -> dict[str, Any]:
    warehouse = get_warehouse(slug)
    return {"warehouse": warehouse, "groups": packed_in(warehouse.id)}
