from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update

from app.db import session, transaction
from app.ledger.models import JournalEntry
from app.people.models import Person
from app.stock.models import Lot
from tests.browser_of_pages import Pages
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_the_books_are_read_from_the_sum_to_the_posting(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    page = pages.get("/office/books/")
    account = pages.get(page.links["演示支付"])
    fact = f"payment:{market.payment.number}:captured"
    entry = pages.get(account.links[fact])
    assert entry.has_text(market.paid.number)
    assert entry.has_text("carrier_payable")


def test_a_statement_goes_on_where_it_stopped(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    newest = session.scalars(select(JournalEntry.id).order_by(JournalEntry.id.desc())).first()
    page = pages.get(f"/office/books/accounts/card_clearing:demo_card?before={newest}")
    assert page.has_text("payment:")


def test_the_check_says_that_all_is_well_or_what_is_not(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    assert pages.get("/office/books/check").has_text("每一分钱、每一箱货、每一件邮件都对得上。")
    with transaction():
        session.execute(update(Lot).values(on_hand=Lot.on_hand + 1))
    page = pages.get("/office/books/check")
    assert page.has_text("有账目对不上")
    assert page.has_text(session.scalars(select(Lot.number).limit(1)).one())


def test_an_auditor_gets_all_books_in_one_file(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    answer = pages.client.get("/office/books/books.zip", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Cache-Control"] == "private, no-store"
    with ZipFile(BytesIO(answer.data)) as archive:
        assert market.payment.number in archive.read("entries.csv").decode()
    pages.sign_out()
    assert pages.client.get("/office/books/books.zip").status_code == 303
