"""Claims to decide: the evidence on one page, an amount, a pocket and a reason."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.claims.actions import arbitrate, decide_claim
from app.claims.asking_back import ask_back, can_ask_back
from app.claims.queries import (
    carrier_claims_of,
    causes_by_cooperative,
    claims_to_decide,
    get_claim_for_office,
    history_of_buyer,
    history_of_cooperative,
    latest_claims,
)
from app.cooperatives.queries import names_of_cooperatives
from app.db import transaction
from app.ground.claim_states import FOR_THE_OFFICE, ClaimState
from app.ground.money import parse_yuan, yuan_parts
from app.ground.postings import Bearer
from app.ground.quantities import parse_whole
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_text
from app.people.queries import names_of
from app.web.claim_forms import LONGEST_NOTE, claim_context, time_left
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import ON_A_PAGE, asked_before, current_officer
from app.web.pages import back_to, page, page_again

pages = Blueprint("claims", __name__, url_prefix="/claims")
STATISTICS_DAYS, MOST_BOXES = 90, 999
POCKETS = (Bearer.cooperative, Bearer.carrier, Bearer.platform)


@pages.get("/")
def list() -> str:
    before = asked_before()
    latest = latest_claims(before, ON_A_PAGE + 1)
    causes = causes_by_cooperative(clock.now() - timedelta(days=STATISTICS_DAYS))
    most = max((one.claims for one in causes), default=1)
    return page(
        waiting=claims_to_decide(),
        latest=latest[:ON_A_PAGE],
        older=latest[ON_A_PAGE - 1].id if len(latest) > ON_A_PAGE else None,
        is_first=before is None,
        causes=[(one, one.claims * 100 // most) for one in causes],
        names=names_of_cooperatives({one.cooperative_id for one in causes}),
        days=STATISTICS_DAYS,
        time_left=time_left,
    )


@pages.get("/<claim>")
def show(claim: str) -> str:
    context = _whole(claim)
    found = context["claim"]
    suggested = ".".join(yuan_parts(found.asked_fen))
    return page(
        form=Form.filled(amount=suggested, bearer=found.bearer, boxes=context["boxes_there"]),
        **context,
    )


@pages.post("/<claim>/decide")
def decide(claim: str) -> Answer:
    """The first word, or the last one on an appeal."""
    form = Form(request.form)
    try:
        amount_fen = form.take("amount", parse_yuan)
        bearer = form.choose("bearer", Bearer)
        words = form.take("words", clean_text, longest=LONGEST_NOTE)
        form.check()
        with transaction():
            found = get_claim_for_office(claim)
            speak = arbitrate if found.state == ClaimState.appealed else decide_claim
            speak(found, amount_fen, bearer, current_officer(), words)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(claim))
    return back_to("office.claims.show", claim=claim)


@pages.post("/<claim>/ask-back")
def send_back(claim: str) -> Answer:
    """The boxes first, then the money."""
    form = Form(request.form)
    try:
        boxes = form.take("boxes", parse_whole, least=1, most=MOST_BOXES)
        bearer = form.choose("bearer", Bearer)
        words = form.take("words", clean_text, longest=LONGEST_NOTE)
        form.check()
        with transaction():
            ask_back(get_claim_for_office(claim), boxes, bearer, current_officer(), words)
    except Missing:
        raise
    except Refusal as refusal:
        context = _whole(claim)
        if refusal.field == f"boxes-{context['claim'].order_line_id}":
            refusal.field = "boxes"
        return page_again(refusal, form=form, like="show", **context)
    return back_to("office.claims.show", claim=claim)


def _whole(claim: str) -> dict[str, Any]:
    found = get_claim_for_office(claim)
    return {
        **claim_context(found),
        "can_decide": found.state in FOR_THE_OFFICE,
        "is_mine_to_decide": found.state != ClaimState.appealed
        or found.first_decider_id != current_person_id(),
        "pockets": POCKETS,
        "can_ask_back": can_ask_back(found),
        "boxes_there": sum(
            one.boxes for one in found.parcel.contents if one.order_line_id == found.order_line_id
        ),
        "buyer_before": history_of_buyer(found),
        "cooperative_before": history_of_cooperative(found),
        "people": names_of(one.actor_id for one in found.events if one.actor_id),
        "asked_of_carrier": carrier_claims_of(found.id),
    }
