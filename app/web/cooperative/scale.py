"""The shed's scale: a waybill is scanned, the scale says the weight, the parcel is packed. Nobody
must: what is packed without it goes by the weight that was worked out."""

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.postage import HEAVIEST_GRAMS
from app.ground.quantities import parse_grams
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.warehousing.station import find_in_shed, weigh_in_shed, weighings_of_shed
from app.web.cooperative.here import current_clerk
from app.web.forms import Form
from app.web.guard import current_cooperative_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("scale", __name__, url_prefix="/scale")
LONGEST_REASON = 100


@pages.get("/")
def home() -> str | Answer:
    ours = current_cooperative_id()
    asked = clean_line(request.args.get("q"), 40, optional=True)
    if asked:
        try:
            found = find_in_shed(ours, asked)
            return back_to("cooperative.scale.weigh", waybill=found.waybill_number)
        except Missing:
            pass
    packed = clean_line(request.args.get("packed"), 40, optional=True)
    return page(asked=asked, packed=packed, last=weighings_of_shed(ours))


@pages.get("/<waybill>")
def weigh(waybill: str) -> str:
    return page(parcel=find_in_shed(current_cooperative_id(), waybill))


@pages.post("/<waybill>")
def close(waybill: str) -> Answer:
    form, ours = Form(request.form), current_cooperative_id()
    try:
        grams = form.take("grams", parse_grams, least=1, most=HEAVIEST_GRAMS)
        reason = form.take("reason", clean_line, longest=LONGEST_REASON, optional=True)
        form.check()
        with transaction():
            parcel = find_in_shed(ours, waybill)
            weighing = weigh_in_shed(parcel.id, grams, reason, current_clerk())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="weigh", parcel=find_in_shed(ours, waybill))
    if weighing.asked_fen != weighing.quoted_fen:
        tell(
            _("By this weight the postage is another one; the difference is written down."), "warn"
        )
    return back_to("cooperative.scale.home", packed=waybill)
