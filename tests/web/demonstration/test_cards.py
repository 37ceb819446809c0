"""The stand-in for a card company: what a buyer decides there, and what we hear of it."""

import pytest

from app.db import session
from app.orders.models import Order
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


def test_a_payment_that_it_does_not_know_is_missing(pages: Pages) -> None:
    pages.get("/demonstration/cards/cs_nothing", expect=404)
    answer = pages.client.post("/demonstration/cards/cs_nothing", data={"decision": "pay"})
    assert answer.status_code == 404
