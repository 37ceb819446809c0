"""Money that does not match: messages that fit nothing, and refunds that have not left."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.payment_states import RefundState
from app.ground.postings import SUSPENSE
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ledger.queries import balance
from app.payments.queries import refunds_in, unmatched_events
from app.payments.refunds import retry_refund
from app.people.queries import names_of
from app.web.guard import current_person_id
from app.web.office.here import ON_A_PAGE, asked_before
from app.web.pages import back_to, page, page_again

pages = Blueprint("payments", __name__, url_prefix="/payments")
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
    }
