"""Lots: what was picked and lies here, what comes in, what must be thrown away."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app import clock
from app.catalogue.queries import get_variant_of_cooperative, products_of_cooperative
from app.db import transaction
from app.ground.dates import parse_day
from app.ground.quantities import parse_id, parse_quantity
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.orders.actions import new_request_key
from app.people.queries import names_of
from app.stock.movements import MOST_BOXES
from app.stock.queries import get_lot_of_cooperative, lots_of_cooperative, movements_of_lot
from app.stock.receiving import receive_lot
from app.stock.receiving import write_off as throw_away
from app.web.formats import named
from app.web.forms import Form
from app.web.guard import current_cooperative_id, current_person_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("lots", __name__, url_prefix="/lots")
LONGEST_REASON = 100
MOST_PRODUCTS = 500
LONGEST_KEY = 64


@pages.get("/")
def list() -> str:
    return page(lots=lots_of_cooperative(current_cooperative_id()), today=clock.today())


@pages.get("/receive")
def receive() -> str:
    form = Form.filled(
        variant_id=request.args.get("pack", ""),
        harvested_on=clock.today().isoformat(),
        request_key=new_request_key(),
    )
    return page(form=form, packs=_packs(), today=clock.today())


@pages.post("/receive")
def take_in() -> Answer:
    form = Form(request.form)
    try:
        variant_id = form.take("variant_id", parse_id)
        boxes = form.take("boxes", parse_quantity, most=MOST_BOXES)
        day = form.take("harvested_on", parse_day, most=clock.today())
        key = form.take("request_key", clean_line, longest=LONGEST_KEY, optional=True) or None
        form.check()
        with transaction():
            pack = get_variant_of_cooperative(current_cooperative_id(), variant_id)
            lot = receive_lot(pack.id, boxes, day, current_person_id(), request_key=key)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="receive", packs=_packs(), today=clock.today())
    tell(_("Lot %(number)s is on the books.", number=lot.number))
    return back_to("cooperative.lots.list")


@pages.get("/<lot_id>")
def show(lot_id: str) -> str:
    return page(**_lot_page(lot_id))


@pages.post("/<lot_id>/write-off")
def write_off(lot_id: str) -> Answer:
    form = Form(request.form)
    try:
        boxes = form.take("boxes", parse_quantity, most=MOST_BOXES)
        reason = form.take("reason", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            lot = get_lot_of_cooperative(current_cooperative_id(), parse_id(lot_id))
            throw_away(lot.id, boxes, reason, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_lot_page(lot_id))
    return back_to("cooperative.lots.show", lot_id=lot_id)


def _lot_page(lot_id: str) -> dict[str, Any]:
    lot = get_lot_of_cooperative(current_cooperative_id(), parse_id(lot_id))
    movements = movements_of_lot(lot.id)
    names = names_of(one.actor_id for one in movements if one.actor_id is not None)
    return {"lot": lot, "movements": movements, "names": names, "today": clock.today()}


def _packs() -> tuple[tuple[int, str], ...]:
    products = products_of_cooperative(current_cooperative_id(), limit=MOST_PRODUCTS)
    return tuple(
        (pack.id, f"{named(product)} · {named(pack)}")
        for product in products
        for pack in product.variants
    )
