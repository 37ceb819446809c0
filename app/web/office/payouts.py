"""Paying out in batches: who is due what, freezing, a second person's release, the answer."""

import hashlib
from typing import Any

from flask import Blueprint, current_app, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import BankAnswerNotReadable, FieldMissing, Missing, Refusal
from app.ground.texts import clean_line
from app.partners.bank_file import read_bank_answer, write_bank_file
from app.partners.payouts import PayoutAnswer, PayoutKind, PayoutStanding
from app.people.queries import names_of
from app.settlement.payouts import (
    BadResult,
    bank_file,
    batches,
    candidates,
    get_batch,
    judge,
    payouts_of,
    record_answer,
    record_results,
    request_for,
)
from app.settlement.payouts import drop as drop_batch
from app.settlement.payouts import freeze as freeze_batch
from app.settlement.payouts import release as release_batch
from app.settlement.queries import holders_of
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import LONGEST_REASON, ON_A_PAGE, asked_before
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("payouts", __name__, url_prefix="/payouts")
RESULTS = {"paid": PayoutStanding.paid, "failed": PayoutStanding.returned}


@pages.get("/")
def home() -> str:
    return page(**_desk())


@pages.post("/freeze")
def freeze() -> Answer:
    form = Form(request.form)
    try:
        kind = form.choose("kind", PayoutKind)
        form.check()
        if kind not in _ways():
            raise Missing
        with transaction():
            number = freeze_batch(kind, current_person_id()).number
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_desk())
    return back_to("office.payouts.show", number=number)


@pages.get("/<number>")
def show(number: str) -> str:
    return page(**_batch(number))


@pages.post("/<number>/release")
def release(number: str) -> Answer:
    try:
        with transaction():
            release_batch(get_batch(number).id, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_batch(number))
    return back_to("office.payouts.show", number=number)


@pages.post("/<number>/drop")
def drop(number: str) -> Answer:
    try:
        with transaction():
            drop_batch(get_batch(number).id, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_batch(number))
    return back_to("office.payouts.home")


@pages.post("/<number>/file")
def file(number: str) -> Answer:
    """A form and not a link: whole account numbers are in it, and who took it is kept."""
    try:
        with transaction():
            content = bank_file(get_batch(number), current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_batch(number))
    answer = make_response(content)
    answer.content_type = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}.csv"'
    return answer


@pages.post("/<number>/answer")
def answer(number: str) -> Answer:
    """The bank's answer: all of it, or a list of what does not fit and nothing."""
    batch, sent = get_batch(number), request.files.get("answer")
    try:
        if sent is None:
            raise FieldMissing(field="answer")
        results = read_bank_answer(sent.read())
        bad = judge(batch, results)
        if bad:
            refusal = BankAnswerNotReadable(line=bad[0].line, field="answer")
            return page_again(refusal, like="show", **_batch(number, bad))
        with transaction():
            count = record_results(batch, results)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_batch(number))
    tell(_("%(count)s rows were taken down.", count=count))
    return back_to("office.payouts.show", number=number)


@pages.post("/<number>/<payout_id>/record")
def record(number: str, payout_id: str) -> Answer:
    """By hand, one by one."""
    form, wanted = Form(request.form), parse_id(payout_id)
    if all(one.id != wanted for one in payouts_of(get_batch(number).id)):
        raise Missing
    try:
        standing = RESULTS.get(form.values.get("result", ""))
        if standing is None:
            raise FieldMissing(field="result")
        needs_reason = standing is PayoutStanding.returned
        reason = form.take("reason", clean_line, longest=LONGEST_REASON, optional=not needs_reason)
        form.check()
        with transaction():
            record_answer(wanted, PayoutAnswer(None, standing, reason))
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_batch(number))
    return back_to("office.payouts.show", number=number)


def _ways() -> list[PayoutKind]:
    """How payouts can be made here."""
    return [*current_app.extensions["partners"].payouts]


def _desk() -> dict[str, Any]:
    before = asked_before()
    due, found = candidates(), batches(before, ON_A_PAGE + 1)
    return {
        "candidates": due,
        "holders": holders_of(one.party for one in due),
        "ready_fen": sum(one.due_fen for one in due if one.hindrance is None),
        "ways": [one.value for one in _ways()],
        "batches": found[:ON_A_PAGE],
        "older": found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
        "is_first": before is None,
    }


def _batch(number: str, bad: list[BadResult] | None = None) -> dict[str, Any]:
    batch = get_batch(number)
    payouts = payouts_of(batch.id)
    persons = {batch.frozen_by_id, batch.released_by_id or batch.frozen_by_id}
    sent = [request_for(one) for one in payouts if one.sent_at is not None]
    return {
        "batch": batch,
        "payouts": payouts,
        "holders": holders_of(one.party for one in payouts),
        "names": names_of(persons),
        "is_mine": batch.frozen_by_id == current_person_id(),
        "bad": bad or [],
        "sent_fen": sum(one.amount_fen for one in sent),
        "sent_count": len(sent),
        "digest": hashlib.sha256(write_bank_file(sent)).hexdigest() if sent else None,
    }
