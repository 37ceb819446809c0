"""Parcels in trouble: what spoils first, whose move it is, and one tap for what helps."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app import clock
from app.claims.calling_off import call_off, may_call_off
from app.claims.queries import claims_of_parcel
from app.claims.remedies import RemedyWish, agree_remedy, decide_remedy, reject_remedy
from app.claims.remedy_offers import offers_of, remedies_of, remedies_waiting
from app.clock import SHANGHAI
from app.db import transaction
from app.ground.parcel_exceptions import ExceptionKind, Owner
from app.ground.postings import Bearer
from app.ground.quantities import parse_id
from app.ground.refusals import ChoiceUnknown, Missing, Refusal
from app.ground.remedies import RemedyKind
from app.ground.texts import clean_line
from app.orders.actions import new_request_key
from app.parcels.exceptions import add_note, hand_to, settle_exception, snooze, take_over
from app.parcels.inbox import (
    Asked,
    counts_of_open,
    exceptions_of_parcel,
    get_exception_for_office,
)
from app.parcels.kinds import NoteKind, Outcome
from app.parcels.other_lots import lots_instead, pack_short_from
from app.parcels.queries import timeline
from app.payments.kinds import ProposalState
from app.people.queries import names_of
from app.stock.warehouses import find_warehouses
from app.web.exception_views import bars_of, listed, shown
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.minutes import parse_minute
from app.web.office.here import LONGEST_REASON, ON_A_PAGE, current_officer
from app.web.pages import back_to, page, page_again, tell

Act = Callable[[int], object]
Word = TypeVar("Word", ExceptionKind, Owner)
pages = Blueprint("exceptions", __name__, url_prefix="/exceptions")
WORDS_OF_NOTES = (NoteKind.note, NoteKind.asked, NoteKind.forwarded)
ENDS = (Outcome.found, Outcome.settled)


@pages.get("/")
def list() -> str:
    """`kind`, `owner`, `mine` and `snoozed` narrow it; `after` goes on."""
    sent = request.args
    asked = Asked(
        kind=_choice(sent.get("kind"), ExceptionKind),
        owner=_choice(sent.get("owner"), Owner),
        owner_id=current_person_id() if sent.get("mine") else None,
        is_snoozed=bool(sent.get("snoozed")),
    )
    rows, after = listed(asked, sent.get("after"), ON_A_PAGE)
    counts = counts_of_open()
    filters = {name: sent[name] for name in ("kind", "owner", "mine", "snoozed") if sent.get(name)}
    return page(
        rows=rows,
        after=after,
        is_first=not sent.get("after"),
        filters=filters,
        asked=asked,
        bars=bars_of([*counts.kinds.items()]),
        owners=counts.owners,
        total=counts.total,
        people=names_of({one.row.owner_id for one in rows if one.row.owner_id}),
        waiting=remedies_waiting(),
    )


@pages.get("/<exception_id>")
def show(exception_id: str) -> str:
    return page(form=_filled(), **_whole(exception_id))


@pages.post("/<exception_id>/take")
def take(exception_id: str) -> Answer:
    return _done(
        exception_id,
        lambda _form: lambda number: take_over(number, Owner.office, current_officer()),
    )


@pages.post("/<exception_id>/hand")
def hand(exception_id: str) -> Answer:
    def read(form: Form) -> Act:
        owner = form.choose("owner", Owner)
        words = form.take("words", clean_line, longest=LONGEST_REASON)
        return lambda number: hand_to(number, owner, current_officer(), words)

    return _done(exception_id, read)


@pages.post("/<exception_id>/notes")
def note(exception_id: str) -> Answer:
    def read(form: Form) -> Act:
        kind = form.choose("note_kind", NoteKind)
        words = form.take("note", clean_line, longest=LONGEST_REASON)
        if kind and kind not in WORDS_OF_NOTES:
            form.refuse("note_kind", ChoiceUnknown())
        return lambda number: add_note(number, kind, current_officer(), words)

    return _done(exception_id, read)


@pages.post("/<exception_id>/snooze")
def sleep(exception_id: str) -> Answer:
    def read(form: Form) -> Act:
        until = form.take("until", parse_minute)
        words = form.take("why", clean_line, longest=LONGEST_REASON)
        return lambda number: snooze(number, until, current_officer(), words)

    return _done(exception_id, read)


@pages.post("/<exception_id>/close")
def close(exception_id: str) -> Answer:
    def read(form: Form) -> Act:
        outcome = form.choose("outcome", Outcome)
        words = form.take("end", clean_line, longest=LONGEST_REASON)
        if outcome and outcome not in ENDS:
            form.refuse("outcome", ChoiceUnknown())
        return lambda number: settle_exception(number, outcome, current_officer(), words)

    return _done(exception_id, read)


@pages.post("/<exception_id>/remedy")
def remedy(exception_id: str) -> Answer:
    """One tap: refund, send again, or the rules' sum with a claim on the carrier."""

    def read(form: Form) -> Act:
        kind = form.choose("remedy", RemedyKind)
        bearer = form.choose("bearer", Bearer)
        words = form.take("told", clean_line, longest=LONGEST_REASON, optional=True) or ""
        key = form.take("request_key", clean_line, longest=80)
        lots = _lots_of(form)
        return lambda number: _decide(
            RemedyWish(
                request_key=key,
                exception_id=number,
                kind=kind,
                bearer=bearer,
                words=words,
                lots=lots,
            )
        )

    return _done(exception_id, read)


@pages.post("/<exception_id>/lots")
def swap(exception_id: str) -> Answer:
    """What a picker did not find is packed from another lot."""

    def read(form: Form) -> Act:
        lots = _lots_of(form)
        return lambda number: pack_short_from(number, lots, current_officer())

    return _done(exception_id, read)


@pages.post("/<exception_id>/remedies/<remedy_id>/agree")
def agree(exception_id: str, remedy_id: str) -> Answer:
    return _done(
        exception_id,
        lambda _form: lambda number: agree_remedy(number, parse_id(remedy_id), current_officer()),
    )


@pages.post("/<exception_id>/remedies/<remedy_id>/reject")
def reject(exception_id: str, remedy_id: str) -> Answer:
    return _done(
        exception_id,
        lambda _form: lambda number: reject_remedy(number, parse_id(remedy_id), current_officer()),
    )


@pages.post("/<exception_id>/remedies/<remedy_id>/call-off")
def call_back(exception_id: str, remedy_id: str) -> Answer:
    """What was to be sent again, and has not left."""

    def read(form: Form) -> Act:
        words = form.take("why_off", clean_line, longest=LONGEST_REASON)
        return lambda number: call_off(number, parse_id(remedy_id), current_officer(), words)

    return _done(exception_id, read)


def _lots_of(form: Form) -> dict[int, Any]:
    """Of which lot each line is to be sent, by the line's number; a line may be left as it is."""
    named = [name for name, value in form.values.items() if value and name.startswith("lot-")]
    return {parse_id(name.removeprefix("lot-")): form.take(name, parse_id) for name in named}


def _decide(wish: RemedyWish) -> None:
    if decide_remedy(wish, current_officer()).state == ProposalState.waiting:
        tell(_("This is more than one person decides alone: a colleague must agree."), "info")


def _done(exception_id: str, read: Callable[[Form], Act]) -> Answer:
    """`read` takes the form's fields; what it gives back is done in one transaction."""
    form = Form(request.form)
    number = get_exception_for_office(parse_id(exception_id)).id
    try:
        act = read(form)
        form.check()
        with transaction():
            act(number)
    except Missing:
        raise
    except Refusal as refusal:
        form.values = {**_filled().values, **form.values}
        return page_again(refusal, form=form, like="show", **_whole(exception_id))
    return back_to("office.exceptions.show", exception_id=number)


def _filled() -> Form:
    tomorrow = (clock.now() + timedelta(hours=12)).astimezone(SHANGHAI)
    return Form.filled(
        request_key=new_request_key(), until=tomorrow.strftime("%Y-%m-%dT%H:%M"), bearer=""
    )


def _choice(text: str | None, words: type[Word]) -> Word | None:
    if not text:
        return None
    try:
        return words(text)
    except ValueError:
        raise Missing from None


def _whole(exception_id: str) -> dict[str, Any]:
    row = get_exception_for_office(parse_id(exception_id))
    remedies = remedies_of(row.parcel_id)
    people = {one.actor_id for one in row.notes} | {row.owner_id, row.closed_by_id}
    people |= {one.proposed_by_id for one in remedies} | {one.decided_by_id for one in remedies}
    return {
        "one": shown(row),
        "parcel": row.parcel,
        "stops": timeline(row.parcel),
        "others": [one for one in exceptions_of_parcel(row.parcel_id) if one.id != row.id],
        "offers": offers_of(row),
        "house": next(iter(find_warehouses([row.parcel.warehouse_id or 0])), None),
        "instead": lots_instead(row.parcel) if row.kind == ExceptionKind.short_pick else {},
        "remedies": remedies,
        "may_call_off": {one.id for one in remedies if may_call_off(one)},
        "claims": claims_of_parcel(row.parcel_id),
        "people": names_of(number for number in people if number),
        "own_id": current_person_id(),
        "owners": [one.value for one in Owner if one is not Owner.shop or row.shop_id],
    }
