"""What comes back: boxes are looked at, go on sale again or are written off, and money follows."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.claims.late_returns import undecided_parcels
from app.claims.receipts import receive_back
from app.db import transaction
from app.ground.digits import is_empty
from app.ground.parcel_exceptions import Owner
from app.ground.quantities import parse_quantity
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.parcels.inbox import Asked
from app.parcels.receiving import Fate, came_back, coming_back, get_parcel_back
from app.web.cooperative.here import current_clerk
from app.web.exception_views import listed
from app.web.forms import Form
from app.web.guard import current_cooperative_id
from app.web.pages import back_to, page, page_again

pages = Blueprint("came_back", __name__, url_prefix="/came-back")
LONGEST_REASON = 200
MOST_SHOWN = 50


@pages.get("/")
def list() -> str:
    """What waits for us of all that is in trouble, and what is here or on its way back."""
    return page(**_lists())


@pages.get("/<waybill>")
def show(waybill: str) -> str:
    parcel = get_parcel_back(current_cooperative_id(), waybill)
    whole = {f"restock-{one.order_line_id}": one.boxes for one in parcel.contents}
    return page(parcel=parcel, form=Form.filled(**whole))


@pages.post("/<waybill>/receive")
def receive(waybill: str) -> Answer:
    parcel = get_parcel_back(current_cooperative_id(), waybill)
    form = Form(request.form)
    try:
        fates = {
            one.order_line_id: Fate(
                *(
                    _boxes(form, f"{fate}-{one.order_line_id}", one.boxes)
                    for fate in ("restock", "waste", "refused")
                )
            )
            for one in parcel.contents
        }
        words = form.take("words", clean_line, longest=LONGEST_REASON, optional=True) or ""
        if any(fate.refused for fate in fates.values()) and not words:
            form.take("words", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            receive_back(parcel, fates, current_clerk(), words)
    except Missing:
        raise
    except Refusal as refusal:
        parcel = get_parcel_back(current_cooperative_id(), waybill)
        return page_again(refusal, form=form, like="show", parcel=parcel)
    return back_to("cooperative.came_back.list")


def _boxes(form: Form, name: str, most: int) -> int:
    if is_empty(form.sent.get(name)):
        return 0
    return form.take(name, parse_quantity, least=0, most=most) or 0


def _lists() -> dict[str, Any]:
    ours = current_cooperative_id()
    waiting, _after = listed(Asked(owner=Owner.cooperative, cooperative_id=ours), None, MOST_SHOWN)
    here = came_back(ours)
    return {
        "waiting": waiting,
        "here": here,
        "undecided": undecided_parcels(here),
        "coming": coming_back(ours),
    }
