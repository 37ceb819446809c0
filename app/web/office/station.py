"""The pack station: scan, weigh, label, next. Scanner and scale type like a keyboard."""

from typing import Any

from flask import Blueprint, current_app, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.postage import HEAVIEST_GRAMS
from app.ground.quantities import parse_grams
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.parcels.labels import labels_pdf
from app.stock.warehouses import get_warehouse
from app.warehousing.board import waiting_in
from app.warehousing.station import find_at_table, weigh_and_pack, weighings_of
from app.web.forms import Form
from app.web.office.here import current_officer
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("station", __name__, url_prefix="/warehouses/<slug>/station")
LONGEST_REASON = 100


@pages.get("/")
def home(slug: str) -> str | Answer:
    asked = clean_line(request.args.get("q"), 40, optional=True)
    if asked:
        try:
            found = find_at_table(get_warehouse(slug).id, asked)
            number = found.parcel.waybill_number
            return back_to("office.station.weigh", slug=slug, waybill=number)
        except Missing:
            pass
    warehouse = get_warehouse(slug)
    return page(
        warehouse=warehouse,
        asked=asked,
        packed=request.args.get("packed", ""),
        waiting=waiting_in([warehouse.id])[warehouse.id],
        last=weighings_of(warehouse.id),
    )


@pages.get("/<waybill>")
def weigh(slug: str, waybill: str) -> str:
    return page(**_table(slug, waybill))


@pages.post("/<waybill>")
def close(slug: str, waybill: str) -> Answer:
    form = Form(request.form)
    try:
        grams = form.take("grams", parse_grams, least=1, most=HEAVIEST_GRAMS)
        reason = form.take("reason", clean_line, longest=LONGEST_REASON, optional=True)
        form.check()
        with transaction():
            found = find_at_table(get_warehouse(slug).id, waybill)
            weighing = weigh_and_pack(found.parcel.id, grams, reason, current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="weigh", **_table(slug, waybill))
    if weighing.asked_fen != weighing.quoted_fen:
        tell(
            _("By this weight the postage is another one; the difference is written down."), "warn"
        )
    return back_to("office.station.home", slug=slug, packed=waybill)


@pages.get("/<waybill>/label.pdf")
def label(slug: str, waybill: str) -> Answer:
    found = find_at_table(get_warehouse(slug).id, waybill)
    base_url = current_app.extensions["settings"].base_url
    answer = make_response(labels_pdf([found.parcel], base_url))
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="label-{waybill}.pdf"'
    return answer


def _table(slug: str, waybill: str) -> dict[str, Any]:
    warehouse = get_warehouse(slug)
    return {"warehouse": warehouse, "found": find_at_table(warehouse.id, waybill)}
