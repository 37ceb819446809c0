"""Bulk shipping 批量发货: what was handed in at a counter with paper labels, from one table."""

from flask import Blueprint, request
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Refusal
from app.warehousing.counter_sheets import hand_in
from app.web.cooperative.here import current_clerk
from app.web.forms import Form
from app.web.guard import current_cooperative_id
from app.web.pages import back_to, page, page_again, tell
from app.web.shipping_views import (
    agreed_rows,
    looked_at,
    nothing_yet,
    sent_file,
    table_to_fill_in,
)

pages = Blueprint("shipping", __name__, url_prefix="/shipping")


@pages.get("/")
def home() -> str:
    return page(**nothing_yet())


@pages.get("/table.csv")
def table() -> Answer:
    return table_to_fill_in(current_cooperative_id())


@pages.post("/")
def read() -> str | Answer:
    """Looked at, and nothing kept."""
    form = Form(request.form)
    try:
        whole = looked_at(*sent_file(), current_cooperative_id())
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **nothing_yet())
    return page(like="home", **whole)


@pages.post("/confirm")
def confirm() -> Answer:
    """All of it; if a row is not right any more, nothing and it is said which."""
    form = Form(request.form)
    try:
        rows = agreed_rows()
        with transaction():
            new, made = hand_in(rows, current_cooperative_id(), current_clerk(), is_counted=False)
    except Refusal as refusal:
        refusal.field = "file"
        return page_again(refusal, form=form, like="home", **_again())
    tell(ngettext("%(num)d parcel is with the post.", "%(num)d parcels are with the post.", new))
    if len(made) == 1:
        return back_to("cooperative.manifests.show", number=made[0].number)
    return back_to("cooperative.manifests.list")


def _again() -> dict[str, object]:
    try:
        return looked_at(agreed_rows(), [], 0, current_cooperative_id())
    except Refusal:
        return nothing_yet()
