"""Where our parcels are."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.ground.parcel_steps import AT_HOME, ON_THE_WAY, ParcelState
from app.ground.quantities import parse_id
from app.ground.refusals import Missing
from app.parcels.labels import packing_pdf
from app.parcels.queries import get_parcel_of_cooperative
from app.parcels.shed import parcels_of_cooperative
from app.web.guard import current_cooperative_id
from app.web.journeys import shown_journey
from app.web.label_views import paper_answer
from app.web.pages import page

pages = Blueprint("parcels", __name__, url_prefix="/parcels")
PAGE = 30
CARE = frozenset(
    {
        ParcelState.attempted,
        ParcelState.refused,
        ParcelState.damaged,
        ParcelState.lost,
        ParcelState.returning,
        ParcelState.returned,
    }
)
GROUPS: dict[str, frozenset[ParcelState]] = {
    "all": frozenset(ParcelState),
    "here": AT_HOME,
    "way": ON_THE_WAY | {ParcelState.at_shop},
    "care": CARE,
    "there": frozenset({ParcelState.delivered, ParcelState.collected}),
}


@pages.get("/")
def list() -> str:
    group = request.args.get("group", "all")
    if group not in GROUPS:
        raise Missing()
    before = request.args.get("before")
    parcels = parcels_of_cooperative(
        current_cooperative_id(), GROUPS[group], parse_id(before) if before else None, PAGE + 1
    )
    older = parcels[PAGE - 1].id if len(parcels) > PAGE else None
    return page(
        parcels=parcels[:PAGE], group=group, groups=GROUPS, older=older, is_first=not before
    )


@pages.get("/<waybill>")
def show(waybill: str) -> str:
    parcel = get_parcel_of_cooperative(current_cooperative_id(), waybill)
    return page(parcel=parcel, journey=shown_journey(parcel))


@pages.get("/<waybill>/packing-list.pdf")
def packing_list(waybill: str) -> Answer:
    """What lies in it; it may be a gift, and names no price."""
    parcel = get_parcel_of_cooperative(current_cooperative_id(), waybill)
    return paper_answer(packing_pdf(parcel), f"packing-list-{parcel.waybill_number}")
