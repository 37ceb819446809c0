"""Bulk shipping 批量发货 at the counter: whoever took the parcels in types their table."""

from flask import Blueprint, request
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Refusal
from app.warehousing.counter_sheets import hand_in
from app.web.forms import Form
from app.web.office.here import current_officer
from app.web.pages import back_to, page, page_again, tell
from app.web.shipping_views import (
    agreed_rows,
    looked_at,
    nothing_yet,
    sent_file,
    table_to_fill_in,
)

pages = Blueprint("shipping", __name__, url_prefix="/shipping")
EVERY_SHED = None


@pages.get("/")
def home() -> str:
    return page(**nothing_yet())


@pages.get("/table.csv")
def table() -> Answer:
    return table_to_fill_in(EVERY_SHED)


@pages.post("/")
def read() -> str | Answer:
    """Looked at, and nothing kept."""
    form = Form(request.form)
    try:
        whole = looked_at(*sent_file(), EVERY_SHED)
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
            new, made = hand_in(rows, EVERY_SHED, current_officer(), is_counted=True)
    except Refusal as refusal:
        refusal.field = "file"
        return page_again(refusal, form=form, like="home", **_again())
    tell(ngettext("%(num)d parcel is with the post.", "%(num)d parcels are with the post.", new))
    if len(made) == 1:
        return back_to("office.manifests.show", number=made[0].number)
    return back_to("office.manifests.list")


def _again() -> dict[str, object]:
    try:
        return looked_at(agreed_rows(), [], 0, EVERY_SHED)
    except Refusal:
        return nothing_yet()
