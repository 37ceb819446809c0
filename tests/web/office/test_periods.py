from datetime import UTC, datetime

import pytest
from flask import Flask

from app.db import transaction
from app.ground.postings import Posting
from app.ledger.actions import post
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.clocks import Clock

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def june(app: Flask) -> None:
    moment = datetime(2026, 6, 10, tzinfo=UTC)
    with transaction():
        post("sale:1", "", [Posting("bank", "shop_held:1", 52_00)], happened_at=moment)


def test_a_month_is_looked_at_taken_as_a_table_and_closed_once(
    pages: Pages, administrator: Person, june: None, clock: Clock
) -> None:
    clock.stop(datetime(2026, 7, 3, tzinfo=UTC))
    page = pages.get(pages.get("/office/books/periods/").links["2026-06"])
    assert page.has_text("52.00")
    table = pages.client.get("/office/books/periods/2026-06/trial-balance.csv")
    assert table.headers["Content-Disposition"].endswith('"trial-balance-2026-06.csv"')
    assert table.text.splitlines()[1] == "bank,0,0.00,5200,52.00,0,0.00,5200,52.00"
    form = page.form("/office/books/periods/2026-06/close")
    assert pages.submit(form, expect=422).error("compared")
    closed = pages.submit(form, compared="yes")
    assert closed.has_text(administrator.name)
    assert "/office/books/periods/2026-06/close" not in [one.action for one in closed.forms]
    assert pages.submit(form, compared="yes", expect=409).has_text("52.00")
    assert pages.get("/office/books/periods/").has_text(administrator.name)


def test_only_administrators_close(pages: Pages, postal: Person, june: None) -> None:
    assert pages.get("/office/books/periods/2026-06").has_text("52.00")
    sent = pages.client.post("/office/books/periods/2026-06/close", data={"compared": "yes"})
    assert sent.status_code == 403
    for nothing in ("2026-13", "2031-01", "2020-01", "x"):
        pages.get(f"/office/books/periods/{nothing}", expect=404)
