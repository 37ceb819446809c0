"""Every parcel and its way; scans that the carrier owes us, new pickup codes."""

from datetime import datetime
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.clock import SHANGHAI
from app.db import transaction
from app.ground.parcel_steps import ParcelState, TrackingStep
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.parcels.actions import locked, renew_pickup_code
from app.parcels.carriage import find_carrier_order
from app.parcels.desk import (
    Seen,
    parcels_of_group,
    record_by_hand,
    steps_by_hand,
    stray_events,
)
from app.parcels.labels import packing_pdf
from app.parcels.numbers import numbers_by_box
from app.parcels.queries import counts_by_state, get_parcel_for_office, timeline
from app.people.queries import names_of
from app.shelves.agreements import written
from app.shelves.consents import find_agreement
from app.web.forms import Form
from app.web.journeys import shown_journey
from app.web.label_views import paper_answer
from app.web.minutes import parse_minute
from app.web.office.here import ON_A_PAGE, asked_before, current_officer
from app.web.pages import back_to, page, page_again

pages = Blueprint("parcels", __name__, url_prefix="/parcels")
LONGEST_PLACE, LONGEST_NOTE = 60, 200


@pages.get("/")
def list() -> str:
    group = request.args.get("group", "all")
    before = asked_before()
    parcels = parcels_of_group(group, before, ON_A_PAGE + 1)
    counts = counts_by_state()
    return page(
        parcels=parcels[:ON_A_PAGE],
        older=parcels[ON_A_PAGE - 1].id if len(parcels) > ON_A_PAGE else None,
        is_first=before is None,
        group=group,
        states=[(one.value, counts[one]) for one in ParcelState if counts.get(one)],
        total=sum(counts.values()),
    )


@pages.get("/strays")
def strays() -> str:
    before = asked_before()
    events = stray_events(before, ON_A_PAGE + 1)
    return page(
        events=events[:ON_A_PAGE],
        older=events[ON_A_PAGE - 1].id if len(events) > ON_A_PAGE else None,
        is_first=before is None,
    )


@pages.get("/<waybill>")
def show(waybill: str) -> str:
    now = clock.now().astimezone(SHANGHAI)
    return page(form=Form.filled(happened_at=_as_field(now)), **_whole(waybill))


@pages.get("/<waybill>/packing-list.pdf")
def packing_list(waybill: str) -> Answer:
    """What lies in it; it may be a gift, and names no price."""
    parcel = get_parcel_for_office(waybill)
    return paper_answer(packing_pdf(parcel), f"packing-list-{parcel.waybill_number}")


@pages.post("/<waybill>/scans")
def scan(waybill: str) -> Answer:
    form = Form(request.form)
    try:
        taken = form.choose("step", TrackingStep)
        place = form.take("place", clean_line, longest=LONGEST_PLACE)
        note = form.take("note", clean_line, longest=LONGEST_NOTE, optional=True)
        happened_at = form.take("happened_at", parse_minute)
        box = form.take("box", parse_id) if form.values.get("box") else None
        form.check()
        seen = Seen(step=taken, place=place, note=note, happened_at=happened_at, box=box)
        with transaction():
            parcel = locked([get_parcel_for_office(waybill).id])[0]
            record_by_hand(parcel, seen, current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(waybill))
    return back_to("office.parcels.show", waybill=waybill)


@pages.post("/<waybill>/code")
def renew(waybill: str) -> Answer:
    try:
        with transaction():
            renew_pickup_code(locked([get_parcel_for_office(waybill).id])[0])
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_whole(waybill))
    return back_to("office.parcels.show", waybill=waybill)


def _as_field(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def _whole(waybill: str) -> dict[str, Any]:
    parcel = get_parcel_for_office(waybill)
    return {
        "parcel": parcel,
        "stops": timeline(parcel),
        "journey": shown_journey(parcel),
        "told": find_carrier_order(parcel.id),
        "people": names_of(one.actor_id for one in parcel.events if one.actor_id),
        "actors": [one.actor_id for one in reversed(parcel.events)],
        "steps": [one.value for one in steps_by_hand(parcel)],
        "boxes": numbers_by_box(parcel),
        "agreed": _agreed(parcel.id),
    }


def _agreed(parcel_id: int) -> Any:
    """Who agreed that it may lie at a shop; None when nobody was asked after the order."""
    found = find_agreement(parcel_id)
    return written([found])[0] if found else None
