"""The demonstration carrier's own page: a parcel's journey, stop by stop on demand."""

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.ground.refusals import Missing
from app.partners.demo_post import DemoPost
from app.web.guard import private_page
from app.web.pages import back_to, page
from app.web.paying import partners

pages = Blueprint("post", __name__, url_prefix="/post")


@pages.get("/<waybill_number>")
@private_page
def show(waybill_number: str) -> str:
    journey = _carrier().journey(waybill_number)
    if journey is None:
        raise Missing
    stops = _carrier().stops(waybill_number)
    return page(waybill_number=waybill_number, journey=journey, stops=stops)


@pages.post("/<waybill_number>")
@private_page
def play_next(waybill_number: str) -> Answer:
    _carrier().play_next(waybill_number)
    return back_to("demonstration.post.show", waybill_number=waybill_number)


def _carrier() -> DemoPost:
    carrier = partners().carrier
    if not isinstance(carrier, DemoPost):
        raise Missing
    return carrier
