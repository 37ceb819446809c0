"""To pack: the work list, one sub-order with its three steps, labels, the picking list, the van."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from app import clock
from app.claims.queries import count_to_answer
from app.db import transaction
from app.ground.parcel_exceptions import Owner
from app.ground.parcel_steps import AT_HOME, ParcelState
from app.ground.phones import mask_in_text
from app.ground.refusals import FieldMissing, Missing, Refusal, StepNotAllowed
from app.ground.texts import clean_line
from app.ground.waybills import is_valid, parse_waybill
from app.orders.actions import Actor, new_request_key
from app.orders.earnings import earning_of, week_of_cooperative
from app.orders.queries import get_sub_order_of_cooperative
from app.parcels.actions import locked, pack, print_labels
from app.parcels.inbox import count_for
from app.parcels.kinds import LabelSize
from app.parcels.labels import labels_pdf
from app.parcels.manifests import make_manifests
from app.parcels.picking_papers import shed_picking_pdf
from app.parcels.queries import get_parcel_of_cooperative, parcels_of_sub_orders
from app.parcels.shed import (
    MOST_AT_ONCE,
    Parcel,
    parcels_at_home,
    parcels_named,
    picking_of,
    shed_counts,
)
from app.stock.queries import numbers_of_lots
from app.stock.shortage import short_packs
from app.web.cooperative.here import current_clerk, current_cooperative
from app.web.cooperative.work_list import jobs_by_day, jobs_of
from app.web.forms import Form
from app.web.guard import current_cooperative_id
from app.web.label_views import paper_answer
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("packing", __name__)
LONGEST_KEY = 64


@pages.get("/")
def home() -> str:
    ours = current_cooperative_id()
    counts = shed_counts(ours)
    return page(
        counts=counts,
        groups=jobs_by_day(ours),
        short=short_packs(ours, clock.today()),
        week=week_of_cooperative(ours),
        claims=count_to_answer(ours),
        in_trouble=count_for(Owner.cooperative, cooperative_id=ours),
        printed_since=_moment(request.args.get("printed")),
        new_labels=min(counts.unprinted, MOST_AT_ONCE),
    )


@pages.get("/packing/find")
def find() -> str | Answer:
    """Whatever the scanner gives: a waybill number or the number of a sub-order."""
    asked = clean_line(request.args.get("q"), 60, optional=True)
    try:
        if is_valid(asked.replace(" ", "").upper()):
            parcel = get_parcel_of_cooperative(current_cooperative_id(), parse_waybill(asked))
            return back_to("cooperative.packing.show", number=parcel.sub_order.number)
        sub_order = get_sub_order_of_cooperative(current_cooperative_id(), asked)
    except Missing:
        return page(asked=asked)
    return back_to("cooperative.packing.show", number=sub_order.number)


@pages.get("/packing/picking")
def picking() -> str:
    ours = current_cooperative_id()
    return page(rows=picking_of(ours), counts=shed_counts(ours), printed_at=clock.now())


@pages.get("/packing/picking.pdf")
def picking_paper() -> Answer:
    rows = picking_of(current_cooperative_id())
    if not rows:
        raise Missing()
    return paper_answer(
        shed_picking_pdf(current_cooperative().name, rows), f"picking-{clock.today():%Y%m%d}"
    )


@pages.get("/packing/ready")
def ready() -> str:
    form = Form.filled(request_key=new_request_key())
    return page(form=form, parcels=parcels_at_home(current_cooperative_id(), [ParcelState.packed]))


@pages.post("/packing/hand-over")
def hand_over() -> Answer:
    """Parcels of several sub-orders, as many as the van takes: all of them or none, and with a
    manifest for each outlet that takes some in."""
    form, ours = Form(request.form), current_cooperative_id()
    try:
        numbers = form.take_each("waybill", parse_waybill)
        if not numbers and not form.errors:
            form.refuse("waybill", FieldMissing())
        key = form.take("request_key", clean_line, longest=LONGEST_KEY, optional=True)
        form.check()
        with transaction():
            parcels = locked(one.id for one in parcels_named(ours, numbers))
            made = make_manifests(parcels, current_clerk(), key or new_request_key())
    except Missing:
        raise
    except Refusal as refusal:
        waiting = parcels_at_home(ours, [ParcelState.packed])
        return page_again(refusal, form=form, like="ready", parcels=waiting)
    tell(
        ngettext(
            "%(num)d parcel is with the post.", "%(num)d parcels are with the post.", len(parcels)
        )
    )
    if len(made) == 1:
        return back_to("cooperative.manifests.show", number=made[0].number)
    return back_to("cooperative.manifests.list")


@pages.post("/packing/print")
def print_all() -> Answer:
    """Mark what has no label yet as printed; the page then offers the paper."""
    ours, moment = current_cooperative_id(), clock.now()
    with transaction():
        new = parcels_at_home(ours, [ParcelState.created])
        print_labels(locked(one.id for one in new), current_clerk())
    if not new:
        tell(_("Every label is printed already."))
        return back_to("cooperative.packing.home")
    return back_to("cooperative.packing.home", printed=moment.isoformat())


@pages.get("/packing/labels.pdf")
def labels_of_all() -> Answer:
    """What was marked as printed since then and is not packed yet; without a time all of it."""
    since = _moment(request.args.get("since"))
    waiting = parcels_at_home(
        current_cooperative_id(),
        AT_HOME if since else [ParcelState.created, ParcelState.labelled],
        printed_since=since,
    )
    return _paper(waiting, f"labels-{clock.today():%Y%m%d}")


@pages.get("/packing/<number>")
def show(number: str) -> str:
    return page(**_sub_order_page(number))


@pages.get("/packing/<number>/labels.pdf")
def labels(number: str) -> Answer:
    sub_order = get_sub_order_of_cooperative(current_cooperative_id(), number)
    parcels = parcels_of_sub_orders([sub_order.id])
    return _paper(
        [one for one in parcels if one.state in AT_HOME and not one.warehouse_id],
        f"labels-{sub_order.number}",
    )


@pages.post("/packing/<number>/print")
def print_one(number: str) -> Answer:
    return _do(number, print_labels)


@pages.post("/packing/<number>/pack")
def pack_one(number: str) -> Answer:
    return _do(number, pack)


def _do(number: str, action: Callable[[Sequence[Parcel], Actor], None]) -> Answer:
    """One step with all parcels of a sub-order that are still here."""
    try:
        with transaction():
            sub_order = get_sub_order_of_cooperative(current_cooperative_id(), number)
            parcels = parcels_of_sub_orders([sub_order.id])
            here = [one.id for one in parcels if one.state in AT_HOME and not one.warehouse_id]
            if not here:
                raise StepNotAllowed(step="pack", state=sub_order.state)
            action(locked(here), current_clerk())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_sub_order_page(number))
    return back_to("cooperative.packing.show", number=number)


def _sub_order_page(number: str) -> dict[str, Any]:
    sub_order = get_sub_order_of_cooperative(current_cooperative_id(), number)
    return {
        "job": jobs_of([sub_order])[0],
        "sub_order": sub_order,
        "note": mask_in_text(sub_order.order.note),
        "parcels": parcels_of_sub_orders([sub_order.id]),
        "lots": numbers_of_lots(line.lot_id for line in sub_order.lines),
        "earning": earning_of(sub_order),
        "is_late": sub_order.ship_by < clock.now(),
    }


def _paper(parcels: list[Parcel], name: str) -> Answer:
    if not parcels:
        raise Missing()
    base_url = current_app.extensions["settings"].base_url
    return paper_answer(labels_pdf(parcels, base_url, _size()), name)


def _size() -> LabelSize:
    try:
        return LabelSize(request.args.get("size", ""))
    except ValueError:
        return LabelSize.medium


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
