"""How it stands with the carrier: its line, what it was not told of, and what it charged."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Refusal
from app.parcels.calls import latest_calls, line_standing
from app.parcels.carriage import ask_again, dearer_parcels, orders_in_vain
from app.web.forms import Form
from app.web.pages import back_to, page
from app.web.paying import partners

pages = Blueprint("carrier", __name__, url_prefix="/carrier")


@pages.get("/")
def home() -> str:
    carrier = partners().carrier
    return page(
        has_line=carrier.breaker_state is not None,
        abilities=sorted(one.value for one in carrier.abilities),
        line=line_standing(),
        calls=latest_calls(),
        waiting=orders_in_vain(),
        charged=dearer_parcels(),
    )


@pages.post("/again")
def again() -> Answer:
    """From the beginning, at the worker's next turn; one that was told meanwhile is left alone."""
    waybill = Form(request.form).values.get("waybill", "")
    try:
        with transaction():
            ask_again(waybill)
    except Refusal:
        return back_to("office.carrier.home")
    return back_to("office.carrier.home")
