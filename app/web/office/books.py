"""The books: what lies where, how it came there, and whether everything adds up."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as Answer

from app.ground.fact_owners import owner_of
from app.ground.quantities import parse_id
from app.ledger.chain import find_head, links_of
from app.ledger.corrections import corrections_about, is_live, people_of
from app.ledger.queries import sums_of
from app.people.queries import names_of
from app.reports.books_archive import books_archive
from app.reports.checks import check_books
from app.reports.nightly import find_last_check
from app.reports.queries import accounts_by_group, get_account, get_entry
from app.web.office.here import ON_A_PAGE, asked_before
from app.web.pages import page
from app.web.streams import streamed

pages = Blueprint("books", __name__, url_prefix="/books")


@pages.get("/")
def home() -> str:
    groups = accounts_by_group()
    return page(
        groups=groups,
        total_fen=sum(group.fen for group in groups),
        head=find_head(),
        last_check=find_last_check(),
    )


@pages.get("/check")
def check() -> str:
    """Asked of the whole database, so only when somebody wants to know."""
    checks = check_books()
    return page(checks=checks, is_good=not any(one.faults for one in checks))


@pages.get("/books.zip")
def archive() -> Answer:
    """For auditors: everything booked, and the program that proves it."""
    answer = Response(streamed(books_archive()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="books.zip"'
    return answer


@pages.get("/accounts/<name>")
def account(name: str) -> str:
    before = asked_before()
    shown = get_account(name)
    sums = sums_of(name, before, ON_A_PAGE + 1)
    return page(
        account=shown,
        sums=sums[:ON_A_PAGE],
        older=sums[ON_A_PAGE - 1].entry_id if len(sums) > ON_A_PAGE else None,
        is_first=before is None,
    )


@pages.get("/entries/<entry_id>")
def entry(entry_id: str) -> str:
    shown = get_entry(parse_id(entry_id))
    corrections, owner = corrections_about(shown.entry_id), owner_of(shown.fact)
    return page(
        entry=shown,
        place=links_of([shown.entry_id]).get(shown.entry_id),
        corrections=corrections,
        names=names_of(people_of(corrections)),
        owner=owner,
        may_be_corrected=owner is None
        and not any(is_live(one, shown.entry_id) for one in corrections),
    )
