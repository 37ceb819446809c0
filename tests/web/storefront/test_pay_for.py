"""From the order's page to a stranger's phone and back, with money in between."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.orders.actions import Actor, expire_order
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.payments.models import PayLink, Payment
from app.payments.refunds import cancel_order
from app.people.models import Person
from app.reports.checks import check_books
from tests.browser_of_pages import Page, Pages
from tests.clocks import Clock
from tests.makers import make_person
from tests.order_sheets import make_order
from tests.stalls import Stalls

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def order(pages: Pages, stalls: Stalls) -> Order:
    person = make_person()
    pages.sign_in(person)
    return make_order((stalls.tea_box, 1), person_id=person.id)


def path_of(page: Page) -> str:
    (field,) = page.all("input", id="pay-link-address")
    return urlsplit(field.attrib["value"]).path


def make_link(pages: Pages, order: Order) -> str:
    page = pages.get(f"/orders/{order.number}")
    page = pages.submit(page.form(f"/pay/{order.number}/link"))
    assert "<svg" in page.html
    return path_of(page)


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def test_a_friend_sees_goods_and_sum_and_pays(pages: Pages, order: Order) -> None:
    path = make_link(pages, order)
    assert path_of(pages.get(f"/orders/{order.number}")) == path
    pages.client.sign_out()
    page = pages.get(path)
    shown = page.html
    assert f"{order.recipient_name[0]}**" in page.text
    assert "67元" in page.text
    secret = (order.recipient_name, order.recipient_phone, order.detail, order.number)
    assert [one for one in secret if one and one in shown] == []
    assert not re.search(r"1[3-9]\d{9}|1[3-9]\d\*{2,}", shown)
    assert page.response.headers["Cache-Control"] == "private, no-store"
    # Nothing of the address goes to another site; without any our own form would be refused.
    assert page.response.headers["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in shown
    card = pages.submit(page.form(path))
    assert card.path.startswith("/demonstration/cards/")
    page = pages.submit(card.form(card.path), press="decision=leave")
    assert (page.path, "刚付" in page.text) == (path, True)
    page = pages.submit(pages.submit(page.form(path)).form(card.path), press="decision=pay")
    session.expire_all()
    assert (page.path, order.state) == (path, "paid")
    assert "谢谢" in page.text
    assert [one.action for one in page.forms if one.action == path] == []
    assert session.scalars(select(Payment)).one().pay_link_id is not None
    pages.sign_in(session.get_one(Person, order.person_id))
    assert "别人代付" in pages.get(f"/orders/{order.number}").text
    books_balance()


def test_a_link_that_shall_not_be_used_any_more(pages: Pages, order: Order) -> None:
    first = make_link(pages, order)
    page = pages.get(f"/orders/{order.number}")
    second = path_of(pages.submit(page.form(f"/pay/{order.number}/link")))
    assert first != second
    for path in (first, "/pay-for/unknown", "/pay-for/" + "a" * 65):
        for method in ("GET", "POST"):
            assert pages.client.open(path, method=method).status_code == 404
    pages.submit(pages.get(f"/orders/{order.number}").form(f"/pay/{order.number}/unlink"))
    assert pages.client.get(second).status_code == 404
    pages.sign_in(make_person())
    assert pages.client.post(f"/pay/{order.number}/link").status_code == 404
    assert session.scalars(select(PayLink).where(PayLink.revoked_at.is_(None))).all() == []
    assert session.scalars(select(Payment)).all() == []


@pytest.mark.parametrize("end", ["expired", "cancelled"])
def test_the_page_says_truly_that_it_is_too_late(
    pages: Pages, order: Order, clock: Clock, end: str
) -> None:
    path = make_link(pages, order)
    with transaction():
        if end == "expired":
            clock.move(minutes=31)
            expire_order(order.id)
        else:
            cancel_order(order.id, Actor(ActorKind.buyer, order.person_id), "")
    page = pages.get(path)
    said = {"expired": "付款时间已经过了", "cancelled": "这个订单取消了"}
    assert [one for one, words in said.items() if words in page.text] == [end]
    assert pages.client.post(path).status_code == 303
    assert pages.get(f"/orders/{order.number}").all("input", id="pay-link-address") == []
    assert session.scalars(select(Payment)).all() == []
