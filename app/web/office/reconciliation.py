"""The card company's list beside our books: the proof, day by day, and what does not agree."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.postings import card_clearing
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.people.queries import names_of
from app.reconciliation.actions import agree_with_explanation, explain_difference
from app.reconciliation.queries import (
    card_differences,
    days_of_both,
    get_card_difference,
    proof_of,
    tenders_compared,
)
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import LONGEST_REASON, ON_A_PAGE, asked_before
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("reconciliation", __name__, url_prefix="/reconciliation")


@pages.get("/")
def home() -> str:
    before, tenders = asked_before(), tenders_compared()
    found = card_differences(before_id=before, limit=ON_A_PAGE + 1)
    return page(
        proofs=[proof_of(one) for one in tenders],
        days={one: days_of_both(one) for one in tenders},
        card_clearing=card_clearing,
        differences=found[:ON_A_PAGE],
        older=found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
        is_first=before is None,
    )


@pages.get("/<difference_id>")
def show(difference_id: str) -> str:
    return page(**_difference(difference_id))


@pages.post("/<difference_id>/explain")
def explain(difference_id: str) -> Answer:
    form = Form(request.form)
    try:
        note = form.take("note", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            explain_difference(parse_id(difference_id), note, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_difference(difference_id))
    return back_to("office.reconciliation.show", difference_id=difference_id)


@pages.post("/<difference_id>/agree")
def agree(difference_id: str) -> Answer:
    try:
        with transaction():
            agree_with_explanation(parse_id(difference_id), current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_difference(difference_id))
    tell(_("Settled: two persons have looked at it."))
    return back_to("office.reconciliation.home")


def _difference(difference_id: str) -> dict[str, Any]:
    shown = get_card_difference(parse_id(difference_id))
    persons = {one for one in (shown.explained_by_id, shown.agreed_by_id) if one}
    return {
        "difference": shown,
        "names": names_of(persons),
        "is_mine": shown.explained_by_id == current_person_id(),
    }
