"""The pool of waybill numbers: how many are left, and new ones from a pasted roll."""

from typing import Any

from flask import Blueprint, request
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import FieldMissing, Refusal, WaybillNotAllowed
from app.parcels.desk import BadRow, read_roll
from app.parcels.queries import waybill_counts
from app.parcels.waybills import import_waybills
from app.web.forms import Form
from app.web.office.pool import LOW_PERCENT, pool_of
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("waybills", __name__, url_prefix="/waybills")
MOST_NAMED = 10


@pages.get("/")
def home() -> str:
    return page(**_pool([]))


@pages.post("/")
def take_in() -> Answer:
    """All of the list, or none of it."""
    form = Form(request.form)
    numbers, bad = read_roll(form.values.get("numbers", ""))
    try:
        if bad:
            raise WaybillNotAllowed(field="numbers")
        if not numbers:
            raise FieldMissing(field="numbers")
        with transaction():
            count = import_waybills(numbers)
    except Refusal as refusal:
        refusal.field = "numbers"
        return page_again(refusal, form=form, like="home", **_pool(bad))
    tell(ngettext("%(num)d number taken in.", "%(num)d numbers taken in.", count))
    return back_to("office.waybills.home")


def _pool(bad: list[BadRow]) -> dict[str, Any]:
    return {
        "pool": pool_of(waybill_counts()),
        "low_percent": LOW_PERCENT,
        "bad": bad[:MOST_NAMED],
        "bad_count": len(bad),
    }
