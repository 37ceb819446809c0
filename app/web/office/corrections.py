"""Corrections of the books: an administrator asks, another one books the counter-entry."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.fact_owners import owner_of
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.ledger.corrections import (
    ask_for_correction,
    asked_corrections,
    book_correction,
    decline_correction,
)
from app.people.queries import names_of
from app.reports.queries import entries_by_id, get_entry
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import LONGEST_REASON, ON_A_PAGE, require_administrator
from app.web.pages import back_to, page, page_again

pages = Blueprint("corrections", __name__, url_prefix="/books/corrections")


@pages.get("/")
def list() -> str:
    return page(**_asked())


@pages.get("/of/<entry_id>")
def new(entry_id: str) -> str:
    return page(**_entry(entry_id))


@pages.post("/of/<entry_id>")
def ask(entry_id: str) -> Answer:
    require_administrator()
    form = Form(request.form)
    try:
        reason = form.take("reason", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            ask_for_correction(parse_id(entry_id), reason, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", **_entry(entry_id))
    return back_to("office.books.entry", entry_id=entry_id)


@pages.post("/<correction_id>/book")
def book(correction_id: str) -> Answer:
    require_administrator()
    try:
        with transaction():
            counter_id = book_correction(parse_id(correction_id), current_person_id()).id
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="list", **_asked())
    return back_to("office.books.entry", entry_id=counter_id)


@pages.post("/<correction_id>/decline")
def decline(correction_id: str) -> Answer:
    require_administrator()
    try:
        with transaction():
            decline_correction(parse_id(correction_id), current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="list", **_asked())
    return back_to("office.corrections.list")


def _entry(entry_id: str) -> dict[str, Any]:
    entry = get_entry(parse_id(entry_id))
    return {"entry": entry, "owner": owner_of(entry.fact)}


def _asked() -> dict[str, Any]:
    asked = asked_corrections(ON_A_PAGE)
    return {
        "corrections": asked,
        "entries": entries_by_id(one.entry_id for one in asked),
        "askers": names_of(one.requested_by_id for one in asked),
        "me": current_person_id(),
    }
