"""Labels by the hundred: asked for, drawn meanwhile, and found again."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Missing, Refusal
from app.parcels.batch_lists import (
    NEW,
    WAITING,
    batch_of_cooperative,
    batches_of_cooperative,
    drawn_percent,
)
from app.parcels.batches import KEPT_FOR, MOST_IN_BATCH, print_again, start_batch
from app.parcels.kinds import LabelSize
from app.parcels.shed import parcels_at_home, shed_counts
from app.web.cooperative.here import current_clerk
from app.web.forms import Form
from app.web.guard import current_cooperative_id
from app.web.label_views import batch_answer, label_sizes
from app.web.pages import back_to, page, page_again

pages = Blueprint("labels", __name__, url_prefix="/labels")
WHICH = {"new": NEW, "waiting": WAITING}


@pages.get("/")
def list() -> str:
    return page(form=Form.filled(size=LabelSize.medium), **_list())


@pages.post("/")
def start() -> Answer:
    """Everything that has no label yet, or all that is not packed."""
    form, ours = Form(request.form), current_cooperative_id()
    try:
        size = form.choose("size", LabelSize)
        form.check()
        states = WHICH.get(form.values.get("which", "new"), NEW)
        with transaction():
            ids = [one.id for one in parcels_at_home(ours, states, limit=MOST_IN_BATCH)]
            with_lists = form.ticked("with_lists")
            batch = start_batch(ids, size, current_clerk(), ours, with_lists=with_lists)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="list", **_list())
    return back_to("cooperative.labels.show", batch_id=batch.id)


@pages.get("/<int:batch_id>")
def show(batch_id: int) -> str:
    return page(**_batch(batch_id))


@pages.get("/<int:batch_id>/labels.pdf")
def paper(batch_id: int) -> Answer:
    return batch_answer(batch_of_cooperative(current_cooperative_id(), batch_id))


@pages.post("/<int:batch_id>/again")
def again(batch_id: int) -> Answer:
    try:
        with transaction():
            batch = batch_of_cooperative(current_cooperative_id(), batch_id)
            new = print_again(batch, current_clerk())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_batch(batch_id))
    return back_to("cooperative.labels.show", batch_id=new.id)


def _list() -> dict[str, Any]:
    ours = current_cooperative_id()
    return {
        "batches": batches_of_cooperative(ours),
        "counts": shed_counts(ours),
        "sizes": label_sizes(),
        "most": MOST_IN_BATCH,
        "kept_days": KEPT_FOR.days,
    }


def _batch(batch_id: int) -> dict[str, Any]:
    batch = batch_of_cooperative(current_cooperative_id(), batch_id)
    return {"batch": batch, "share": drawn_percent(batch), "kept_days": KEPT_FOR.days}
