"""Settling with cooperatives and shops: what the next run would take, and every statement."""

from typing import Any

from flask import Blueprint
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.settlement.queries import (
    find_last_run,
    get_statement_for_office,
    holders_of,
    next_run,
    statements_for_office,
)
from app.settlement.runs import begin_run
from app.web.office.here import ON_A_PAGE, asked_before
from app.web.pages import back_to, page, tell
from app.web.statements import paper as on_paper
from app.web.statements import sheet as as_sheet
from app.web.statements import shown

pages = Blueprint("settlement", __name__, url_prefix="/settlement")


@pages.get("/")
def home() -> str:
    return page(**_desk())


@pages.post("/run")
def run() -> Answer:
    """The worker does it: a message for everybody who may get a statement."""
    with transaction():
        asked = begin_run()
    tell(
        ngettext(
            "The worker looks at %(num)d account now.",
            "The worker looks at %(num)d accounts now.",
            asked,
        )
    )
    return back_to("office.settlement.home")


@pages.get("/<number>")
def show(number: str) -> str:
    return page(**shown(get_statement_for_office(number)))


@pages.get("/<number>/paper.pdf")
def paper(number: str) -> Answer:
    return on_paper(get_statement_for_office(number))


@pages.get("/<number>/sheet.xlsx")
def sheet(number: str) -> Answer:
    return as_sheet(get_statement_for_office(number))


def _desk() -> dict[str, Any]:
    before = asked_before()
    found = statements_for_office(before, ON_A_PAGE + 1)
    coming = next_run()
    return {
        "today": clock.today(),
        "last_run": find_last_run(),
        "ready": coming,
        "ready_fen": sum(one.fen for one in coming),
        "statements": found[:ON_A_PAGE],
        "holders": holders_of(one.party for one in found),
        "older": found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
        "is_first": before is None,
    }
