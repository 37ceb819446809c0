"""Payments that banks have taken back: by when we must answer, what we say, who bears it."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.payment_states import DisputeState
from app.ground.postings import Bearer
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_text
from app.payments.disputes import BEARERS, decide_dispute, write_evidence
from app.payments.queries import disputes, get_dispute, refunds_of_order
from app.people.queries import names_of
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import ON_A_PAGE, asked_before, current_officer
from app.web.pages import back_to, page, page_again

pages = Blueprint("disputes", __name__, url_prefix="/disputes")
LONGEST_EVIDENCE = 5000


@pages.get("/")
def list() -> str:
    before = asked_before()
    closed = disputes(running=False, before_id=before, limit=ON_A_PAGE + 1)
    return page(
        running=disputes(running=True) if before is None else [],
        closed=closed[:ON_A_PAGE],
        older=closed[ON_A_PAGE - 1].id if len(closed) > ON_A_PAGE else None,
        is_first=before is None,
    )


@pages.get("/<dispute_id>")
def show(dispute_id: str) -> str:
    return page(form=Form.filled(), **_whole(dispute_id))


@pages.post("/<dispute_id>/answer")
def answer(dispute_id: str) -> Answer:
    form = Form(request.form)
    try:
        text = form.take("evidence", clean_text, longest=LONGEST_EVIDENCE)
        form.check()
        with transaction():
            write_evidence(parse_id(dispute_id), text, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(dispute_id))
    return back_to("office.disputes.show", dispute_id=dispute_id)


@pages.post("/<dispute_id>/decide")
def decide(dispute_id: str) -> Answer:
    form = Form(request.form)
    try:
        borne_by = form.choose("borne_by", Bearer)
        form.check()
        with transaction():
            decide_dispute(parse_id(dispute_id), borne_by, current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(dispute_id))
    return back_to("office.disputes.show", dispute_id=dispute_id)


def _whole(dispute_id: str) -> dict[str, Any]:
    found = get_dispute(parse_id(dispute_id))
    is_lost = found.state == DisputeState.lost
    actors = {one for one in (found.evidence_by_id, found.decided_by_id) if one}
    return {
        "dispute": found,
        "refunds": refunds_of_order(found.payment.order_id) if found.payment else [],
        "can_answer": found.state == DisputeState.needs_response and found.evidence is None,
        "can_decide": is_lost and found.decided_at is None,
        "lost_fen": found.withdrawn_fen - found.reinstated_fen if is_lost else 0,
        "bearers": [one.value for one in BEARERS],
        "people": names_of(actors),
    }
