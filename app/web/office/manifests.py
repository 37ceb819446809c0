"""Handover manifests at the outlet: what is on its way, counting it, and what was missing."""

from typing import Any

from flask import Blueprint, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.waybills import parse_waybill, parse_waybills
from app.parcels.kinds import ManifestState
from app.parcels.manifest_lists import (
    get_manifest,
    ids_with_differences,
    manifests_for_office,
    missing_in,
    totals_of,
)
from app.parcels.manifest_papers import manifest_pdf
from app.parcels.manifests import receive_manifest
from app.places.outlets import get_outlet, outlets
from app.web.forms import Form
from app.web.office.here import current_officer
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("manifests", __name__, url_prefix="/manifests")
MOST_RECEIVED = 20


@pages.get("/")
def list() -> str:
    asked = request.args.get("outlet")
    outlet = get_outlet(parse_id(asked)) if asked else None
    outlet_id = outlet.id if outlet else None
    received = manifests_for_office(ManifestState.received, outlet_id, MOST_RECEIVED)
    return page(
        form=Form.filled(outlet=outlet_id or ""),
        outlets=[(one.id, one.name) for one in outlets()],
        waiting=manifests_for_office(ManifestState.handed, outlet_id),
        received=received,
        differing=ids_with_differences(received),
    )


@pages.get("/<number>")
def show(number: str) -> str:
    return page(**_manifest(number))


@pages.post("/<number>")
def receive(number: str) -> Answer:
    """Ticked and scanned numbers together are what came; one button says that all of it did."""
    form = Form(request.form)
    try:
        found = form.take_each("waybill", parse_waybill)
        scanned = form.take("scanned", parse_waybills)
        form.check()
        with transaction():
            manifest = get_manifest(number)
            receive_manifest(manifest, [*found, *scanned], form.ticked("all"), current_officer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_manifest(number))
    tell(_("The manifest is received."))
    return back_to("office.manifests.show", number=number)


@pages.get("/<number>/manifest.pdf")
def paper(number: str) -> Answer:
    manifest = get_manifest(number)
    answer = make_response(manifest_pdf(manifest))
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{manifest.number}.pdf"'
    return answer


def _manifest(number: str) -> dict[str, Any]:
    manifest = get_manifest(number)
    return {
        "manifest": manifest,
        "totals": totals_of(manifest),
        "missing": missing_in(manifest),
        "ticked": set(request.form.getlist("waybill")),
    }
