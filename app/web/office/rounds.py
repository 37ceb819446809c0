"""Same-city rounds: what waits at an outlet, today's rounds, their sheets and how far they are."""

from typing import Any

from flask import Blueprint, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id, parse_whole
from app.ground.refusals import ChoiceUnknown, Missing, Refusal
from app.ground.routes import by_road_m, drawn
from app.ground.timetables import AFTERNOON, MORNING, Pace, clock_text, parse_time
from app.places.tree import tree
from app.rounds.actions import (
    RoundWish,
    build_round,
    call_off,
    close_round,
    point_of,
    set_out,
    set_window,
)
from app.rounds.queries import (
    couriers,
    delivery_outlets,
    get_delivery_outlet,
    get_round,
    how_many_wait,
    progress_of,
    rounds_of_today,
    town_loads,
    waiting_at,
)
from app.rounds.sheets import has_cold, load_order, sheet_pdf, stop_address, stop_name
from app.web.forms import Form
from app.web.office.here import current_officer, tell_left_out
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("rounds", __name__, url_prefix="/rounds")
MOST_BOXES, MOST_KILOS = 500, 3_000
LONGEST_CODE = 12
PICTURE = (640, 360)
LONGEST_STOP, SLOWEST_KM = 60, 20
WINDOWS = {"": None, "morning": MORNING, "afternoon": AFTERNOON}


@pages.get("/")
def list() -> str:
    rounds = rounds_of_today()
    outlets = delivery_outlets()
    return page(
        rounds=rounds,
        progress=progress_of([one.id for one in rounds]),
        outlets=outlets,
        waiting=how_many_wait(outlets),
    )


@pages.get("/outlets/<outlet_id>")
def new(outlet_id: str) -> str:
    pace = Pace()
    usual = {
        "starts_at": clock_text(pace.starts_at),
        "stop_minutes": pace.stop_minutes,
        "km_minutes": pace.km_minutes,
    }
    return page(form=Form.filled(boxes=40, kilos=400, **usual), **_waiting(outlet_id))


@pages.post("/outlets/<outlet_id>")
def build(outlet_id: str) -> Answer:
    form = Form(request.form)
    try:
        courier = form.take("courier", parse_id)
        boxes = form.take("boxes", parse_whole, least=1, most=MOST_BOXES)
        kilos = form.take("kilos", parse_whole, least=1, most=MOST_KILOS)
        towns = form.take_each("town", _parse_town)
        pace = _pace(form)
        form.check()
        wish = RoundWish(courier, boxes, kilos * 1000, towns, pace)
        with transaction():
            built = build_round(get_delivery_outlet(parse_id(outlet_id)), wish, current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", **_waiting(outlet_id))
    return back_to("office.rounds.show", round_id=built.id)


def _pace(form: Form) -> Pace:
    starts_at = form.take("starts_at", parse_time)
    stop_minutes = form.take("stop_minutes", parse_whole, least=1, most=LONGEST_STOP)
    km_minutes = form.take("km_minutes", parse_whole, least=1, most=SLOWEST_KM)
    return Pace(starts_at, stop_minutes, km_minutes)


def _parse_town(text: object, *, field: str | None = None) -> str:
    return tree().get(str(text)[:LONGEST_CODE], field=field).code


def _waiting(outlet_id: str) -> dict[str, Any]:
    outlet = get_delivery_outlet(parse_id(outlet_id))
    return {
        "outlet": outlet,
        "towns": town_loads(waiting_at(outlet)),
        "couriers": [(one.id, one.name) for one in couriers()],
        "places": tree(),
    }


@pages.get("/<round_id>")
def show(round_id: str) -> str:
    return page(**_told(round_id))


@pages.post("/<round_id>/stops/<position>/window")
def window(round_id: str, position: str) -> Answer:
    """When somebody is at home, as she said on the phone."""
    asked = request.form.get("window", "")
    if asked not in WINDOWS:
        refusal = ChoiceUnknown(field="window")
        return page_again(refusal, like="show", **_told(round_id))
    chosen = WINDOWS[asked]
    answer = _turn(round_id, lambda one: set_window(one, parse_id(position), chosen))
    if answer.status_code == 303:
        tell(_("The stops are in order anew."))
    return answer


@pages.get("/<round_id>/sheet.pdf")
def sheet(round_id: str) -> Answer:
    found = get_round(parse_id(round_id))
    answer = make_response(sheet_pdf(found))
    answer.content_type = "application/pdf"
    return answer


@pages.post("/<round_id>/out")
def leave(round_id: str) -> Answer:
    return _turn(round_id, lambda one: tell_left_out(set_out(one, current_officer())))


@pages.post("/<round_id>/close")
def close(round_id: str) -> Answer:
    return _turn(round_id, close_round)


@pages.post("/<round_id>/off")
def off(round_id: str) -> Answer:
    answer = _turn(round_id, call_off)
    if answer.status_code != 303:
        return answer
    tell(_("The round is called off; its parcels wait again."))
    return back_to("office.rounds.list")


def _turn(round_id: str, act: Any) -> Answer:
    try:
        with transaction():
            act(get_round(parse_id(round_id)))
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_told(round_id))
    return back_to("office.rounds.show", round_id=round_id)


def _told(round_id: str) -> dict[str, Any]:
    found = get_round(parse_id(round_id))
    points = [point_of(found.outlet.region_code)]
    points += [point_of(stop.region_code) for stop in found.stops]
    return {
        "round": found,
        "progress": progress_of([found.id])[found.id],
        "load": load_order(found),
        "kilometres": round(by_road_m(found.length_m) / 1000, 1),
        "spots": drawn(points, *PICTURE),
        "stop_name": stop_name,
        "stop_address": stop_address,
        "has_cold": has_cold,
        "clock_text": clock_text,
        "window_words": {one: words for words, one in WINDOWS.items()},
        "too_late": [stop for stop in found.stops if stop.is_too_late],
    }
