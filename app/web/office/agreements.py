"""Consents on the phone to leave a parcel at a shop: the office calls some of the recipients."""

from flask import Blueprint, request

from app.shelves.agreements import a_sample_by_phone, agreed_by_phone
from app.web.office.here import ON_A_PAGE, asked_before
from app.web.pages import page

pages = Blueprint("agreements", __name__, url_prefix="/agreements")


@pages.get("/")
def list() -> str:
    """`sample`: ten of the last thirty days, drawn anew."""
    is_sample, before = bool(request.args.get("sample")), asked_before()
    rows = a_sample_by_phone() if is_sample else agreed_by_phone(before, ON_A_PAGE + 1)
    return page(
        rows=rows[:ON_A_PAGE],
        older=rows[ON_A_PAGE - 1].agreement.id if len(rows) > ON_A_PAGE else None,
        is_first=before is None,
        is_sample=is_sample,
    )
