"""Claims about our boxes: to answer within a day, each with its evidence on one page."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.claims.actions import (
    MOST_ANSWER_PHOTOS,
    accept_claim,
    contest_claim,
    cooperative_photo_owner,
)
from app.claims.queries import answered_claims, claims_to_answer, get_claim_of_cooperative
from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_text
from app.web.claim_forms import LONGEST_NOTE, claim_context, time_left
from app.web.cooperative.here import current_clerk
from app.web.forms import Form
from app.web.guard import current_cooperative_id, takes_photos
from app.web.pages import back_to, page, page_again
from app.web.photo_forms import SentPhotos

pages = Blueprint("claims", __name__, url_prefix="/claims")
ON_A_PAGE = 30


@pages.get("/")
def list() -> str:
    ours = current_cooperative_id()
    before = request.args.get("before")
    answered = answered_claims(ours, parse_id(before) if before else None, ON_A_PAGE + 1)
    return page(
        waiting=claims_to_answer(ours),
        answered=answered[:ON_A_PAGE],
        older=answered[ON_A_PAGE - 1].id if len(answered) > ON_A_PAGE else None,
        is_first=before is None,
        time_left=time_left,
    )


@pages.get("/<claim>")
def show(claim: str) -> str:
    return page(**_shown(claim))


@pages.post("/<claim>/accept")
def accept(claim: str) -> Answer:
    form = Form(request.form)
    try:
        words = form.take("words", clean_text, longest=LONGEST_NOTE, optional=True)
        form.check()
        with transaction():
            found = get_claim_of_cooperative(current_cooperative_id(), claim)
            accept_claim(found, current_clerk(), words)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_shown(claim))
    return back_to("cooperative.claims.show", claim=claim)


@pages.post("/<claim>/contest")
@takes_photos
def contest(claim: str) -> Answer:
    form = Form(request.form)
    found = get_claim_of_cooperative(current_cooperative_id(), claim)
    owner = cooperative_photo_owner(found.cooperative_id)
    sent = SentPhotos(form, owner, MOST_ANSWER_PHOTOS)
    try:
        words = form.take("words", clean_text, longest=LONGEST_NOTE)
        form.check()
        with transaction():
            found = get_claim_of_cooperative(current_cooperative_id(), claim)
            contest_claim(found, current_clerk(), words, sent.keep())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_shown(claim))
    return back_to("cooperative.claims.show", claim=claim)


def _shown(claim: str) -> dict[str, Any]:
    return claim_context(get_claim_of_cooperative(current_cooperative_id(), claim))
