import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.ground.postings import Posting
from app.ledger.actions import post
from app.ledger.models import JournalEntry
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_administrator

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_one_asks_and_another_books(pages: Pages, administrator: Person) -> None:
    with transaction():
        entry_id = post("sale:1", "", [Posting("bank", "shop_held:1", 5200)]).id
    entry = pages.get(f"/office/books/entries/{entry_id}")
    form = pages.get(entry.links["更正这笔账"]).form(f"/office/books/corrections/of/{entry_id}")
    assert pages.submit(form, expect=422).error("reason")
    assert pages.submit(form, reason="记到了别的站").has_text("记到了别的站")
    assert pages.submit(form, reason="又一次", expect=409).value("reason") == "又一次"
    assert pages.client.post("/office/books/corrections/1/book").status_code == 403
    pages.sign_in(make_administrator())
    waiting = pages.get("/office/books/corrections/")
    counter = pages.submit(waiting.form("/office/books/corrections/1/book"))
    assert counter.has_text("correction:sale:1")
    assert "更正这笔账" not in pages.get(f"/office/books/entries/{entry_id}").links
    facts = session.scalars(select(JournalEntry.fact).order_by(JournalEntry.id)).all()
    assert facts == ["sale:1", "correction:sale:1"]


def test_what_a_row_says_as_well_is_put_right_there(pages: Pages, administrator: Person) -> None:
    with transaction():
        entry_id = post("payout:9:sent", "", [Posting("bank", "suspense", 5200)]).id
    entry = pages.get(f"/office/books/entries/{entry_id}")
    assert "更正这笔账" not in entry.links
    assert "/office/payouts/" in entry.links.values()
    asked = f"/office/books/corrections/of/{entry_id}"
    assert asked not in [form.action for form in pages.get(asked).forms]
    assert pages.client.post(asked, data={"reason": "错了"}).status_code == 409
    assert session.scalars(select(JournalEntry.fact)).all() == ["payout:9:sent"]


def test_postal_staff_only_look(pages: Pages, postal: Person) -> None:
    with transaction():
        entry_id = post("sale:1", "", [Posting("bank", "shop_held:1", 5200)]).id
    pages.get(f"/office/books/corrections/of/{entry_id}")
    asked = pages.client.post(f"/office/books/corrections/of/{entry_id}", data={"reason": "x"})
    declined = pages.client.post("/office/books/corrections/1/decline")
    assert (asked.status_code, declined.status_code) == (403, 403)
