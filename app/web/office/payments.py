"""Money that does not match: messages that fit nothing, and refunds that have not left; those that
failed are somebody's task."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.payment_states import RefundState
from app.ground.postings import SUSPENSE
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.ledger.queries import balance
from app.payments.queries import get_refund, refunds_in, unmatched_events
from app.payments.refund_tasks import confirm_transfer, own_refund, record_transfer
from app.payments.refunds import retry_refund
from app.people.queries import names_of
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import LONGEST_REASON, ON_A_PAGE, asked_before
from app.web.pages import back_to, page, page_again

pages = Blueprint("payments", __name__, url_prefix="/payments")
LONGEST_REFERENCE = 60
GROUPS: dict[str, tuple[RefundState, ...]] = {
    "open": (RefundState.failed, RefundState.requested, RefundState.sent),
    "failed": (RefundState.failed,),
    "done": (RefundState.succeeded,),
}


@pages.get("/unmatched")
def unmatched() -> str:
    before = asked_before()
    events = unmatched_events(before, ON_A_PAGE + 1)
    return page(
        events=events[:ON_A_PAGE],
        older=events[ON_A_PAGE - 1].id if len(events) > ON_A_PAGE else None,
        is_first=before is None,
        suspense=SUSPENSE,
        suspense_fen=balance(SUSPENSE),
    )


@pages.get("/refunds")
def refunds() -> str:
    group, before = request.args.get("group", "open"), asked_before()
    if group not in GROUPS:
        raise Missing()
    return page(**_refunds(group, before))


@pages.post("/refunds/<refund_id>/retry")
def retry(refund_id: str) -> Answer:
    try:
        with transaction():
            retry_refund(parse_id(refund_id))
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="refunds", **_refunds("open", None))
    return back_to("office.payments.refunds")


@pages.post("/refunds/<refund_id>/own")
def own(refund_id: str) -> Answer:
    its_id = parse_id(refund_id)
    form = Form(request.form)
    note = form.take("note", clean_line, longest=LONGEST_REASON, optional=True) or ""
    return _seen_to(its_id, form, lambda: own_refund(its_id, current_person_id(), note))


@pages.post("/refunds/<refund_id>/transfer")
def transfer(refund_id: str) -> Answer:
    its_id = parse_id(refund_id)
    form = Form(request.form)
    reference = form.take("reference", clean_line, longest=LONGEST_REFERENCE)
    return _seen_to(its_id, form, lambda: record_transfer(its_id, reference, current_person_id()))


@pages.post("/refunds/<refund_id>/confirm")
def confirm(refund_id: str) -> Answer:
    its_id = parse_id(refund_id)
    form = Form(request.form)
    return _seen_to(
        its_id, form, lambda: confirm_transfer(its_id, current_person_id()), group="done"
    )


def _seen_to(
    refund_id: int, form: Form, see_to: Callable[[], object], group: str = "failed"
) -> Answer:
    """A refusal comes back with the list, and what was typed in the row that it is about."""
    refund = get_refund(refund_id)
    try:
        form.check()
        with transaction():
            see_to()
    except Missing:
        raise
    except Refusal as refusal:
        shown = _refunds("failed", None)
        is_shown = refund_id in {one.id for one in shown["refunds"]}
        if refund.state == RefundState.failed and not is_shown:
            shown = _refunds("failed", refund_id + 1)
        form.values.setdefault("note", refund.owner_note or "")
        return page_again(refusal, form=form, like="refunds", **shown | {"refused_id": refund_id})
    return back_to("office.payments.refunds", group=group)


def _refunds(group: str, before_id: int | None) -> dict[str, Any]:
    found = refunds_in(GROUPS[group], before_id, ON_A_PAGE + 1)
    return {
        "refunds": found[:ON_A_PAGE],
        "owners": names_of({one.owner_id for one in found if one.owner_id}),
        "own_id": current_person_id(),
        "older": found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
        "is_first": before_id is None,
        "group": group,
        "groups": [*GROUPS],
        "refused_id": None,
    }
