"""The stand-in for a card company: what a buyer decides there, and what we hear of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session
from app.jobs.worker import Worker
from app.orders.models import Order
from app.payments.models import Dispute, Payment
from tests.browser_of_pages import Page, Pages
from tests.clocks import Clock
from tests.makers import make_person
from tests.order_sheets import make_order, make_waybills
from tests.stalls import set_up_stalls

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def order(pages: Pages, clock: Clock) -> Order:
    make_waybills()
    stalls = set_up_stalls(clock)
    person = make_person()
    pages.sign_in(person)
    return make_order((stalls.tea_box, 1), person_id=person.id)


def decide(pages: Pages, order: Order, decision: str) -> Page:
    page = pages.get(f"/pay/{order.number}")
    page = pages.submit(page.form(f"/pay/{order.number}"))
    assert order.number in page.text
    return pages.submit(page.form(page.path), press=f"decision={decision}")


def state_of(order: Order) -> str:
    session.expire_all()
    return session.get_one(Order, order.id).state


@pytest.mark.parametrize(
    ("decision", "state"), [("pay", "paid"), ("decline", "placed"), ("leave", "placed")]
)
def test_only_paying_pays(pages: Pages, order: Order, decision: str, state: str) -> None:
    page = decide(pages, order, decision)
    assert not page.path.startswith("/demonstration/")
    assert state_of(order) == state


def test_a_declined_card_may_be_tried_again(pages: Pages, order: Order) -> None:
    decide(pages, order, "decline")
    decide(pages, order, "pay")
    assert state_of(order) == "paid"


def test_what_is_paid_may_be_disputed_once_and_the_bank_decides_once(
    app: Flask, pages: Pages, order: Order
) -> None:
    decide(pages, order, "pay")
    (name,) = session.scalars(select(Payment.external_id))
    page = pages.get(f"/demonstration/cards/{name}")
    assert "判商家有理" not in page.text
    for press in ("dispute", "dispute", "lose", "win"):
        pages.client.post(page.path, data={"decision": press})
    Worker(app).drain()
    (dispute,) = session.execute(select(Dispute.state, Dispute.amount_fen)).all()
    assert tuple(dispute) == ("lost", order.total_fen)
    assert "银行判买家有理" in pages.get(page.path).text


def test_a_payment_that_it_does_not_know_is_missing(pages: Pages) -> None:
    pages.get("/demonstration/cards/cs_nothing", expect=404)
    answer = pages.client.post("/demonstration/cards/cs_nothing", data={"decision": "pay"})
    assert answer.status_code == 404
