"""A file of scans, for what a carrier's machine did not tell: a report for every row."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import session, transaction
from app.ground.refusals import FileNotAllowed, Refusal
from app.parcels.scan_files import (
    AT_ONCE,
    MOST_BYTES,
    MOST_ROWS,
    GoodRow,
    Report,
    keep_rows,
    read_scan_file,
)
from app.web.forms import Form
from app.web.office.here import current_officer
from app.web.pages import page, page_again

pages = Blueprint("scans", __name__, url_prefix="/scans")
MOST_NAMED = 200


@pages.get("/")
def home() -> str:
    return page(report=None, most_rows=MOST_ROWS, most_named=MOST_NAMED)


@pages.post("/")
def take_in() -> str | Answer:
    """Sent again, the same file changes nothing: the report may be loaded anew."""
    form = Form(request.form)
    try:
        sent = request.files.get("file")
        content = sent.read(MOST_BYTES + 1) if sent else b""
        if not content:
            raise FileNotAllowed(field="file")
        good, bad = read_scan_file(content, current_officer())
    except Refusal as refusal:
        return page_again(
            refusal,
            form=form,
            like="home",
            report=None,
            most_rows=MOST_ROWS,
            most_named=MOST_NAMED,
        )
    session.rollback()
    is_kept = not (bad and form.ticked("all_or_nothing"))
    new = _keep(good) if is_kept else 0
    report = Report(len(good), new, bad, is_kept)
    return page(like="home", report=report, most_rows=MOST_ROWS, most_named=MOST_NAMED)


def _keep(good: list[GoodRow]) -> int:
    """Portion by portion, so that shops and buyers come in between."""
    new = 0
    for start in range(0, len(good), AT_ONCE):
        with transaction():
            new += keep_rows(good[start : start + AT_ONCE])
    return new
