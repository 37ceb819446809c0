"""Scans that the carrier pushes."""

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.parcels.kinds import EventSource
from app.parcels.tracking import TrackingFact, record_scans
from app.partners.cards import Forged
from app.partners.carriers import Scan
from app.web.paying import partners

pages = Blueprint("carrier", __name__, url_prefix="/carrier")


@pages.post("/scans")
def receive() -> Answer:
    try:
        scans = partners().carrier.read_scans(request.get_data(), dict(request.headers))
    except Forged:
        answer = jsonify(outcome="refused")
        answer.status_code = 400
        return answer
    with transaction():
        new = record_scans([(one.waybill_number, _fact(one)) for one in scans])
    return jsonify(outcome="kept", new=new)


def _fact(scan: Scan) -> TrackingFact:
    return TrackingFact(
        external_id=scan.external_id,
        code=scan.code,
        reason=scan.reason,
        place=scan.place,
        note=scan.note,
        source=EventSource.carrier,
        happened_at=scan.happened_at,
    )
