"""Scans that the carrier pushes."""

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Missing
from app.parcels.tracking import fact_of, record_scans
from app.partners.cards import Forged
from app.partners.china_post import ChinaPost
from app.web.paying import partners

pages = Blueprint("carrier", __name__, url_prefix="/carrier")


@pages.post("/scans")
def receive() -> Answer:
    try:
        scans = partners().carrier.read_scans(request.get_data(), dict(request.headers))
    except Forged:
        return _refused()
    with transaction():
        new = record_scans([(one.waybill_number, fact_of(one)) for one in scans])
    return jsonify(outcome="kept", new=new)


@pages.post("/china-post")
def china_post() -> Answer:
    """The platform wants to hear of each serial whether it was kept."""
    carrier = partners().carrier
    if not isinstance(carrier, ChinaPost):
        raise Missing
    try:
        pushed = carrier.read_push(request.get_data())
    except Forged:
        return _refused()
    with transaction():
        record_scans([(one.waybill_number, fact_of(one)) for one in pushed.scans])
    return jsonify(pushed.answer())


def _refused() -> Answer:
    answer = jsonify(outcome="refused")
    answer.status_code = 400
    return answer
