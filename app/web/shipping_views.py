"""What the pages of bulk shipping 批量发货 of a shed and of the office have in common."""

import csv
from io import StringIO
from typing import Any

from flask import make_response, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import FileNotAllowed, Refusal
from app.ground.sheets import defused
from app.orders.actions import Actor
from app.warehousing.counter_rows import (
    MOST_BYTES,
    MOST_ROWS,
    BadRow,
    Typed,
    as_table,
    read_rows,
)
from app.warehousing.counter_sheets import (
    Handed,
    check_rows,
    hand_in,
    table_lines,
    waiting_at_home,
)
from app.web.forms import Form
from app.web.pages import back_to, page, page_again, tell

HEADS = ("系统邮件号", "子订单号", "收件人", "货品", "邮件号", "重量（千克）")


def faults() -> dict[str, str]:
    """What is wrong with a row, in the reader's language."""
    return {
        "not_a_number": _("no waybill number: please compare the check digit with the paper label"),
        "nameless": _("neither a parcel’s number nor an order’s"),
        "too_long": _("a text that is too long"),
        "not_ours": _("no parcel or order of yours"),
        "several": _("this order has several parcels: write the number of the one that is meant"),
        "gone": _("this parcel has left already, or was cancelled"),
        "pieces": _("several boxes with numbers of their own: print their labels"),
        "twice": _("twice in this table"),
        "void": _("a number that is void"),
        "used": _("a number that another parcel has"),
        "in_pool": _("a number of our own pool: it belongs to a label that we print"),
        "demonstration": _("a number of the demonstration, and a real one: they do not mix"),
        "weight": _("not this parcel’s weight: in kilograms, such as 2.65"),
    }


def sent_file() -> tuple[list[Typed], list[BadRow], int]:
    """FileNotAllowed when there is none."""
    sent = request.files.get("file")
    content = sent.stream.read(MOST_BYTES + 1) if sent else b""
    if not content:
        raise FileNotAllowed(field="file")
    return read_rows(content)


def agreed_rows() -> list[Typed]:
    """Those of the page before, to which somebody says yes."""
    rows, bad, _blank = read_rows(request.form.get("table", "").encode())
    if bad:
        raise FileNotAllowed(field="file")
    return rows


def looked_at(
    rows: list[Typed], bad: list[BadRow], blank: int, cooperative_id: int | None
) -> dict[str, Any]:
    """For the page that shows what would be kept."""
    good, wrong = check_rows(rows, cooperative_id)
    every = sorted([*bad, *wrong], key=lambda row: row.line)
    return nothing_yet() | {
        "good": good,
        "bad": every,
        "blank": blank,
        "new": _new(good),
        "table": as_table(rows) if not every else "",
    }


def read_table(cooperative_id: int | None) -> str | Answer:
    """Looked at, and nothing kept."""
    try:
        whole = looked_at(*sent_file(), cooperative_id)
    except Refusal as refusal:
        return page_again(refusal, form=Form(request.form), like="home", **nothing_yet())
    return page(like="home", **whole)


def confirm_table(face: str, cooperative_id: int | None, actor: Actor, is_counted: bool) -> Answer:
    """All of it; if a row is not right any more, nothing and it is said which."""
    try:
        rows = agreed_rows()
        with transaction():
            new, made = hand_in(rows, cooperative_id, actor, is_counted=is_counted)
    except Refusal as refusal:
        refusal.field = "file"
        again = _again(cooperative_id)
        return page_again(refusal, form=Form(request.form), like="home", **again)
    tell(ngettext("%(num)d parcel is with the post.", "%(num)d parcels are with the post.", new))
    if len(made) == 1:
        return back_to(f"{face}.manifests.show", number=made[0].number)
    return back_to(f"{face}.manifests.list")


def _again(cooperative_id: int | None) -> dict[str, Any]:
    try:
        return looked_at(agreed_rows(), [], 0, cooperative_id)
    except Refusal:
        return nothing_yet()


def nothing_yet() -> dict[str, Any]:
    return {
        "good": [],
        "bad": [],
        "blank": 0,
        "new": 0,
        "table": "",
        "faults": faults(),
        "most_rows": MOST_ROWS,
    }


def _new(good: list[Handed]) -> int:
    return sum(not one.is_done for one in good)


def table_to_fill_in(cooperative_id: int | None) -> Answer:
    """As spreadsheets in China open it: with its mark, so that the letters are right."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADS)
    for cells in table_lines(waiting_at_home(cooperative_id, MOST_ROWS)):
        writer.writerow([_cell(one) for one in cells])
    answer = make_response("\ufeff" + text.getvalue())
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = 'attachment; filename="to-hand-in.csv"'
    return answer


def _cell(text: str) -> str:
    """A long number would be rounded by a spreadsheet: an apostrophe keeps it whole."""
    return f"'{text}" if len(text) > 11 and text.isdigit() else defused(text)
