"""Labels by the hundred for an outlet's van of today, or for a cooperative that cannot print."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.cooperatives.kinds import CooperativeState
from app.cooperatives.queries import cooperatives, get_cooperative
from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import FieldMissing, Missing, Refusal
from app.parcels.batch_lists import (
    NEW,
    WAITING,
    LabelBatch,
    batch_for_office,
    batches_for_office,
    drawn_percent,
    taken_in_today,
)
from app.parcels.batches import KEPT_FOR, MOST_IN_BATCH, print_again, start_batch
from app.parcels.kinds import LabelSize
from app.parcels.shed import parcels_at_home
from app.places.outlets import get_outlet, outlets
from app.web.forms import Form
from app.web.label_views import batch_answer, label_sizes
from app.web.office.here import asked_before, current_officer
from app.web.pages import back_to, page, page_again

pages = Blueprint("labels", __name__, url_prefix="/labels")
ON_A_PAGE = 30
SENDING, MOST_SHEDS = (CooperativeState.approved, CooperativeState.suspended), 500


@pages.get("/")
def list() -> str:
    return page(form=Form.filled(size=LabelSize.medium), **_list())


@pages.post("/")
def start() -> Answer:
    """Of an outlet or of a cooperative: what has no label yet, or all that is not packed."""
    form = Form(request.form)
    try:
        size = form.choose("size", LabelSize)
        outlet_id = form.take("outlet", parse_id) if form.values.get("outlet") else None
        shed_id = form.take("cooperative", parse_id) if form.values.get("cooperative") else None
        if (outlet_id is None) == (shed_id is None) and not form.errors:
            form.refuse("outlet", FieldMissing())
        form.check()
        with transaction():
            batch = _start(form, size, outlet_id, shed_id)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="list", **_list())
    return back_to("office.labels.show", batch_id=batch.id)


@pages.get("/<int:batch_id>")
def show(batch_id: int) -> str:
    return page(**_batch(batch_id))


@pages.get("/<int:batch_id>/labels.pdf")
def paper(batch_id: int) -> Answer:
    return batch_answer(batch_for_office(batch_id))


@pages.post("/<int:batch_id>/again")
def again(batch_id: int) -> Answer:
    try:
        with transaction():
            new = print_again(batch_for_office(batch_id), current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_batch(batch_id))
    return back_to("office.labels.show", batch_id=new.id)


def _start(
    form: Form, size: LabelSize, outlet_id: int | None, cooperative_id: int | None
) -> LabelBatch:
    states = WAITING if form.values.get("which") == "waiting" else NEW
    if outlet_id is not None:
        ids = taken_in_today(get_outlet(outlet_id).id, states)
    else:
        here = get_cooperative(cooperative_id or 0).id
        ids = [one.id for one in parcels_at_home(here, states, limit=MOST_IN_BATCH)]
    return start_batch(
        ids,
        size,
        current_officer(),
        cooperative_id,
        outlet_id=outlet_id,
        with_lists=form.ticked("with_lists"),
    )


def _list() -> dict[str, Any]:
    before = asked_before()
    batches = batches_for_office(before, ON_A_PAGE + 1)
    return {
        "batches": batches[:ON_A_PAGE],
        "older": batches[ON_A_PAGE - 1].id if len(batches) > ON_A_PAGE else None,
        "is_first": before is None,
        "outlets": [(one.id, f"{one.code} {one.name}") for one in outlets()],
        "cooperatives": [(one.id, one.name) for one in cooperatives(SENDING, 0, MOST_SHEDS)],
        "sizes": label_sizes(),
        "most": MOST_IN_BATCH,
        "kept_days": KEPT_FOR.days,
    }


def _batch(batch_id: int) -> dict[str, Any]:
    batch = batch_for_office(batch_id)
    return {"batch": batch, "share": drawn_percent(batch), "kept_days": KEPT_FOR.days}
