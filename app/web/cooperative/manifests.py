"""What the van took: handover manifests, and what the outlet says came there."""

from flask import Blueprint, make_response
from werkzeug.wrappers import Response as Answer

from app.parcels.manifest_lists import (
    ids_with_differences,
    manifest_of_cooperative,
    manifests_of_cooperative,
    missing_in,
    totals_of,
)
from app.parcels.manifest_papers import manifest_pdf
from app.web.guard import current_cooperative_id
from app.web.pages import page

pages = Blueprint("manifests", __name__, url_prefix="/manifests")


@pages.get("/")
def list() -> str:
    manifests = manifests_of_cooperative(current_cooperative_id())
    return page(manifests=manifests, differing=ids_with_differences(manifests))


@pages.get("/<number>")
def show(number: str) -> str:
    manifest = manifest_of_cooperative(current_cooperative_id(), number)
    return page(manifest=manifest, totals=totals_of(manifest), missing=missing_in(manifest))


@pages.get("/<number>/manifest.pdf")
def paper(number: str) -> Answer:
    manifest = manifest_of_cooperative(current_cooperative_id(), number)
    answer = make_response(manifest_pdf(manifest))
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{manifest.number}.pdf"'
    return answer
