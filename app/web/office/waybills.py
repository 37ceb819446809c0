"""The pools of waybill numbers: how many are left in each, and new ones from a list or a file."""

from typing import Any

from flask import Blueprint, request
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.postal_products import PostalProduct
from app.ground.quantities import parse_id
from app.ground.refusals import FieldMissing, Refusal, WaybillNotAllowed
from app.ground.sheets import decoded
from app.parcels.desk import BadRow, read_roll
from app.parcels.pools import pools
from app.parcels.queries import waybill_counts
from app.parcels.range_sheets import read_sheet, take_sheet
from app.parcels.waybills import import_waybills
from app.places.outlets import get_outlet, outlet_signs
from app.web.forms import Form
from app.web.office.pool import LOW_PERCENT, pool_of
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("waybills", __name__, url_prefix="/waybills")
MOST_NAMED = 10
LARGEST_SHEET = 300_000


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
        product = form.choose("product", PostalProduct) if form.values.get("product") else None
        outlet_id = form.take("outlet_id", parse_id) if form.values.get("outlet_id") else None
        form.check()
        with transaction():
            if outlet_id is not None:
                get_outlet(outlet_id)
            count = import_waybills(numbers, product, outlet_id)
    except Refusal as refusal:
        refusal.field = refusal.field or "numbers"
        return page_again(refusal, form=form, like="home", **_pool(bad))
    return _taken(count)


@pages.post("/sheet")
def take_sheet_in() -> Answer:
    """A file of ranges: all of its rows, or none."""
    bad: list[BadRow] = []
    try:
        rows, bad = read_sheet(_sheet())
        if bad:
            raise WaybillNotAllowed(field="sheet")
        if not rows:
            raise FieldMissing(field="sheet")
        with transaction():
            count = take_sheet(rows)
    except Refusal as refusal:
        refusal.field = "sheet"
        return page_again(refusal, like="home", **_pool(bad))
    return _taken(count)


def _sheet() -> str:
    sent = request.files.get("sheet")
    body = sent.stream.read(LARGEST_SHEET + 1) if sent else b""
    if not body:
        raise FieldMissing(field="sheet")
    return decoded(body, LARGEST_SHEET, "sheet")


def _taken(count: int) -> Answer:
    tell(ngettext("%(num)d number taken in.", "%(num)d numbers taken in.", count))
    return back_to("office.waybills.home")


def _pool(bad: list[BadRow]) -> dict[str, Any]:
    return {
        "pool": pool_of(waybill_counts()),
        "pools": pools(),
        "outlets": [(one.id, f"{one.code} {one.name}") for one in outlet_signs()],
        "low_percent": LOW_PERCENT,
        "bad": bad[:MOST_NAMED],
        "bad_count": len(bad),
    }
