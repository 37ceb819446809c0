"""Months of the books: their sums, as often as somebody asks, and the day when each is closed."""

from collections import deque
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.dates import month_of, next_month, parse_month
from app.ground.refusals import ConsentMissing, DateNotAllowed, Missing, Refusal
from app.ledger.periods import (
    by_kind,
    close_period,
    closed_periods,
    find_period,
    next_to_close,
    prove_since_last_close,
    trial_balance,
)
from app.people.queries import names_of
from app.reports.sheets import sheet
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import ON_A_PAGE, require_administrator
from app.web.pages import back_to, page, page_again

pages = Blueprint("periods", __name__, url_prefix="/books/periods")
COLUMNS = ("account", "opening_fen", "debits_fen", "credits_fen", "closing_fen")


@pages.get("/")
def list() -> str:
    asked = request.args.get("before")
    before = _month(asked) if asked else None
    closed = closed_periods(before, ON_A_PAGE + 1)
    return page(
        closed=closed[:ON_A_PAGE],
        older=closed[ON_A_PAGE - 1].month if len(closed) > ON_A_PAGE else None,
        is_first=before is None,
        closers=names_of(one.closed_by_id for one in closed),
        open_months=_open_months(),
    )


@pages.get("/<month>")
def show(month: str) -> str:
    return page(**_whole(_month(month)))


@pages.get("/<month>/trial-balance.csv")
def trial_balance_file(month: str) -> Answer:
    """Every account, for spreadsheets."""
    lines = trial_balance(_month(month))
    rows = (
        (one.account, one.opening_fen, one.debits_fen, one.credits_fen, one.closing_fen)
        for one in lines
    )
    answer = Response("".join(sheet(COLUMNS, rows)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="trial-balance-{month}.csv"'
    return answer


@pages.post("/<month>/close")
def close(month: str) -> Answer:
    require_administrator()
    closing = _month(month)
    form = Form(request.form)
    try:
        if not form.ticked("compared"):
            raise ConsentMissing(field="compared")
        proved = prove_since_last_close()
        with transaction():
            close_period(closing, current_person_id(), proved)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(closing))
    return back_to("office.periods.show", month=month)


def _month(text: str) -> date:
    """Missing for what is no month: it stands in the address."""
    try:
        return parse_month(text)
    except DateNotAllowed:
        raise Missing from None


def _open_months() -> Sequence[date]:
    """The earliest that may be closed next, and those after it until now, at most two years."""
    found: deque[date] = deque()
    month = next_to_close()
    while month is not None and month <= month_of(clock.today()) and len(found) < 24:
        found.append(month)
        month = next_month(month)
    return found


def _whole(month: date) -> dict[str, Any]:
    period = find_period(month)
    lines = by_kind(trial_balance(month))
    return {
        "month": month,
        "period": period,
        "closer": names_of([period.closed_by_id]).get(period.closed_by_id) if period else None,
        "lines": lines,
        "debits_fen": sum(one.debits_fen for one in lines),
        "credits_fen": sum(one.credits_fen for one in lines),
        "is_over": month < month_of(clock.today()),
        "is_next": month == next_to_close(),
    }
