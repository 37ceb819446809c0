"""The courier's phone: the next stop, big buttons, and what became of each parcel."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import ChoiceUnknown, Missing, Refusal
from app.ground.texts import clean_line
from app.ground.timetables import clock_text
from app.parcels.actions import locked
from app.rounds.actions import answer as answer_for
from app.rounds.actions import close_round, set_out
from app.rounds.kinds import Outcome
from app.rounds.queries import (
    get_round,
    next_stop,
    on_round,
    progress_of,
    rounds_of_courier,
    waiting_at_stop,
)
from app.rounds.sheets import has_cold, stop_address, stop_name
from app.shelves.consents import agree_by_phone, shops_to_choose
from app.shops.queries import get_shop
from app.web.formats import named
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import current_officer, tell_left_out
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("courier", __name__, url_prefix="/courier")
LONGEST_NAME = 50


@pages.get("/")
def home() -> str:
    rounds = rounds_of_courier(current_person_id())
    return page(rounds=rounds, progress=progress_of([one.id for one in rounds]))


@pages.get("/<round_id>")
def show(round_id: str) -> str:
    return page(**_told(round_id))


@pages.post("/<round_id>/out")
def leave(round_id: str) -> Answer:
    try:
        with transaction():
            tell_left_out(set_out(_round(round_id), current_officer()))
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_told(round_id))
    return back_to("office.courier.show", round_id=round_id)


@pages.post("/<round_id>/back")
def come_back(round_id: str) -> Answer:
    try:
        with transaction():
            close_round(_round(round_id))
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_told(round_id))
    tell(_("The round is over. What was not delivered goes back to the office."))
    return back_to("office.courier.home")


@pages.post("/<round_id>/stops/<position>")
def hand_in(round_id: str, position: str) -> Answer:
    """A shop takes all that is for it at once."""
    try:
        with transaction():
            found = _round(round_id)
            ids = waiting_at_stop(found, parse_id(position))
            for parcel in locked(ids):
                answer_for(found, parcel, Outcome.at_point, "", current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_told(round_id))
    return back_to("office.courier.show", round_id=round_id)


@pages.post("/<round_id>/<waybill>")
def answer(round_id: str, waybill: str) -> Answer:
    """`outcome` is one button: delivered:10, attempted:4, at_point."""
    form = Form(request.form)
    try:
        outcome, reason = _outcome_of(form.values.get("outcome", ""))
        with transaction():
            found = _round(round_id)
            parcel = locked([on_round(found, waybill).parcel_id])[0]
            answer_for(found, parcel, outcome, reason, current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_told(round_id))
    return back_to("office.courier.show", round_id=round_id)


@pages.post("/<round_id>/<waybill>/agreed")
def agree(round_id: str, waybill: str) -> Answer:
    """The recipient agreed on the phone: only then may it lie at a shop."""
    form = Form(request.form)
    try:
        spoke_with = form.take("spoke_with", clean_line, longest=LONGEST_NAME)
        shop_id = form.take("shop", parse_id)
        form.check()
        with transaction():
            found = _round(round_id)
            parcel = locked([on_round(found, waybill).parcel_id])[0]
            if shop_id not in {one.id for one in shops_to_choose(parcel)}:
                raise ChoiceUnknown(field="shop")
            officer = current_officer()
            agree_by_phone(parcel, get_shop(shop_id), spoke_with, clock.now(), officer)
            answer_for(found, parcel, Outcome.at_point, "", officer)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_told(round_id))
    return back_to("office.courier.show", round_id=round_id)


def _outcome_of(text: str) -> tuple[Outcome, str]:
    word, _colon, reason = text.partition(":")
    if word not in set(Outcome):
        raise ChoiceUnknown(field="outcome")
    return Outcome(word), reason


def _round(round_id: str) -> Any:
    """Whoever answers is written down; a colleague may, when a phone is dead on the road."""
    return get_round(parse_id(round_id))


def _told(round_id: str) -> dict[str, Any]:
    found = _round(round_id)
    stop = next_stop(found) if found.state == "out" else None
    shops = shops_to_choose(stop.parcels[0].parcel) if stop and stop.shop is None else []
    return {
        "round": found,
        "stop": stop,
        "waiting": len(waiting_at_stop(found, stop.position)) if stop else 0,
        "shops": [(shop.id, named(shop)) for shop in shops],
        "progress": progress_of([found.id])[found.id],
        "stop_name": stop_name,
        "clock_text": clock_text,
        "stop_address": stop_address,
        "has_cold": has_cold,
    }
