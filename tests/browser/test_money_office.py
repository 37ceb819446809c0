"""Money of cooperatives, walked: given back by two of the office, taken back by a bank, settled,
and paid out by two more. The last walk is all of it in short, on PostgreSQL."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from playwright.sync_api import Browser

from app import clock
from app.db import session, transaction
from app.jobs.settling import close_parts
from app.settlement.runs import begin_run
from tests.browser.money_street import (
    PEARS,
    Street,
    buy,
    complain,
    open_street,
    yuan,
)
from tests.browser.walker import Walker
from tests.markets import Markets

pytestmark = pytest.mark.browser
ACCOUNT = "6217001210012345678"


def test_a_large_refund_needs_a_colleague(street: Street) -> None:
    number = buy(street.come("shopper"), street, pear=5)
    office, colleague = street.come("office"), street.come("colleague")
    office.go(f"/office/orders/{number}")
    (give,) = office.links_to("/office/refunds/new/")
    office.follow(give)
    office.page.locator("[name^='line-']").fill("250")
    office.page.locator("[name=reason]").select_option("goodwill")
    office.fill(note="五箱都压坏了").follow(office.page.locator("button.danger"))
    assert office.path == "/office/refunds/waiting"
    assert "250.00" in office.text
    assert office.page.locator("main form[action$='/agree']").count() == 0
    assert street.sums_of(number)[1] == []
    colleague.go("/office/refunds/waiting")
    colleague.follow(colleague.page.locator("main form[action$='/agree'] button"))
    assert street.sums_of(number)[1] == [25000]
    assert "250.00" in colleague.go(f"/office/orders/{number}").text
    assert "250.00" in street.come("shopper").go(f"/orders/{number}").text


def test_a_bank_takes_a_payment_back(street: Street) -> None:
    number = buy(street.come("shopper"), street, pear=1)
    (charge,) = street.charges_of(number)
    dispute = street.stripe.open_dispute(charge["payment_intent"])
    street.go_on()
    office = street.come("office").go("/office/disputes/")
    assert number in office.text
    office.follow(office.page.locator(f"main a:text('{dispute['id']}')"))
    assert yuan(charge["amount"]) in office.text
    due = clock.day_of(clock.now() + timedelta(days=7))
    assert f"{due.month}月{due.day}日" in office.text
    office.fill(evidence="单号在，本人签收。").send(f"{office.path}/answer")
    street.go_on()
    assert street.stripe.disputes[dispute["id"]]["status"] == "under_review"


def give_bank_details(street: Street) -> None:
    manager, office = street.come("manager"), street.come("office")
    manager.go("/cooperative/payees/").choose("kind", "bank")
    manager.fill(holder="查家林果合作社", bank="江南农商行", account=ACCOUNT)
    manager.send("/cooperative/payees/")
    office.go("/office/payees/")
    office.follow(office.page.locator("main a[href^='/office/payees/']").last)
    office.send(f"{office.path}/confirm")


def settle(street: Street, days: int) -> None:
    """So much later, in the morning: what nobody can complain about any more."""
    street.market.lead.days = days
    with street.market.lead.time(), street.market.app.app_context():
        for _ in range(2):
            session.rollback()
            close_parts()
        session.rollback()
        with transaction():
            begin_run()
    street.market.work()


def read_statement(manager: Walker, part: str) -> None:
    """The newest one says what the part earned, and so do its paper and its sheet."""
    manager.go("/cooperative/statements/")
    address = manager.links_to("/cooperative/statements/")[0]
    manager.follow(address)
    assert part in manager.text
    paper, sheet = (
        manager.context.request.get(f"{manager.address}{address}/{name}").body()
        for name in ("paper.pdf", "sheet.xlsx")
    )
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    assert part in text
    cells = openpyxl.load_workbook(io.BytesIO(sheet), data_only=True).active
    rows = list(cells.iter_rows(values_only=True))
    (line,) = [row for row in rows if part in row]
    assert 114 in line


def pay_out(street: Street) -> None:
    office, colleague = street.come("office"), street.come("colleague")
    office.go("/office/payouts/")
    office.page.locator("[name=kind]").select_option("bank_file")
    office.send("/office/payouts/freeze")
    batch = office.path
    assert office.page.locator(f"form[action='{batch}/release']").count() == 0
    colleague.go(batch).send(f"{batch}/release")
    colleague.follow(colleague.page.locator("button[name=result][value=paid]").first)


def settle_and_pay(street: Street, number: str) -> None:
    give_bank_details(street)
    settle(street, 12)
    manager = street.come("manager")
    read_statement(manager, f"{number}-1")
    pay_out(street)
    assert "已到账" in manager.go("/cooperative/payees/").text


def test_settled_and_paid_out(street: Street) -> None:
    number = buy(street.come("shopper"), street, pear=2)
    street.deliver(number)
    settle_and_pay(street, number)


@pytest.fixture
def on_postgresql(chrome: Browser, markets: Markets, tmp_path: Path) -> Iterator[Street]:
    url = markets.copy("postgresql")
    with open_street(url, tmp_path, chrome) as street:
        yield street
        street.end()
    markets.drop(url)


def test_paid_complained_settled_and_paid_out_on_postgresql(on_postgresql: Street) -> None:
    street = on_postgresql
    buyer = street.come("shopper")
    number, spoilt = buy(buyer, street, pear=2), buy(buyer, street, pear=1)
    street.deliver(number)
    street.deliver(spoilt)
    complain(buyer, spoilt, PEARS, bad=3)
    assert street.sums_of(spoilt)[1] == [1500]
    settle_and_pay(street, number)
