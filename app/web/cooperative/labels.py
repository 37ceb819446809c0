"""Labels by the hundred: asked for, drawn meanwhile, and found again."""

from typing import Any

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import Missing, Refusal
from app.parcels.batches import (
    KEPT_FOR,
    MOST_IN_BATCH,
    batch_of_cooperative,
    batches_of_cooperative,
    paper_of,
    print_again,
    start_batch,
)
from app.parcels.kinds import LabelSize
from app.parcels.shed import parcels_at_home, shed_counts
from app.web.cooperative.here import current_clerk
from app.web.forms import Form
from app.web.guard import current_cooperative_id
from app.web.pages import back_to, page, page_again

pages = Blueprint("labels", __name__, url_prefix="/labels")
WHICH = {
    "new": (ParcelState.created,),
    "waiting": (ParcelState.created, ParcelState.labelled),
}


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
        states = WHICH.get(form.values.get("which", "new"), WHICH["new"])
        with transaction():
            here = parcels_at_home(ours, states, limit=MOST_IN_BATCH)
            batch = start_batch([one.id for one in here], size, current_clerk(), ours)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="list", **_list())
    return back_to("cooperative.labels.show", batch_id=batch.id)


@pages.get("/<int:batch_id>")
def show(batch_id: int) -> str:
    return page(**_batch(batch_id))


@pages.get("/<int:batch_id>/labels.pdf")
def paper(batch_id: int) -> Answer:
    batch = batch_of_cooperative(current_cooperative_id(), batch_id)
    answer = make_response(paper_of(batch))
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="labels-batch-{batch.id}.pdf"'
    return answer


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
        "sizes": [
            {
                "value": one.value,
                "words": f"{one.value.replace('x', ' × ')} mm",
                "note": "",
                "icon": "",
            }
            for one in LabelSize
        ],
        "most": MOST_IN_BATCH,
        "kept_days": KEPT_FOR.days,
    }


def _batch(batch_id: int) -> dict[str, Any]:
    batch = batch_of_cooperative(current_cooperative_id(), batch_id)
    return {"batch": batch, "share": batch.done * 100 // batch.pages, "kept_days": KEPT_FOR.days}
