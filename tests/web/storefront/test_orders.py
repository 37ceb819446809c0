import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session, transaction
from app.orders.actions import new_request_key, place_order
from app.orders.models import Order
from app.payments.models import Refund
from app.stock.queries import left_of
from app.web.storefront.shopping import order_secret
from tests.browser_of_pages import Page, Pages
from tests.clocks import Clock
from tests.makers import make_person
from tests.order_sheets import make_wish
from tests.stalls import Stalls
from tests.statements import count_statements

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
LETTER = "a-secret-from-a-letter-0123456789"


def ordered(stalls: Stalls, person_id: int | None = None) -> Order:
    with transaction():
        wish = make_wish((stalls.pear_box, 2), (stalls.tea_box, 1), person_id=person_id)
        return place_order(wish, LETTER)


def pay(pages: Pages, order: Order) -> Page:
    hosted = pages.submit(pages.get(f"/pay/{order.number}").form(f"/pay/{order.number}"))
    return pages.submit(hosted.form(hosted.path), press="decision=pay")


def test_a_letters_link_opens_the_order_in_this_browser(
    app: Flask, pages: Pages, stalls: Stalls
) -> None:
    order = ordered(stalls)
    pages.get(f"/orders/{order.number}", expect=404)
    assert pages.get(f"/orders/open/{LETTER}").path == f"/orders/{order.number}"
    assert order.number in pages.get("/orders/").text
    stranger = Pages(app.test_client())  # type: ignore[arg-type]
    stranger.get(f"/orders/{order.number}", expect=404)
    stranger.get("/orders/open/another-secret", expect=404)


def test_orders_of_others_are_as_if_they_were_not(pages: Pages, stalls: Stalls) -> None:
    mine, theirs = make_person(), make_person()
    own, foreign = ordered(stalls, mine.id), ordered(stalls, theirs.id)
    pages.sign_in(mine)
    assert pages.get(f"/orders/{own.number}").h1 == f"订单 {own.number}"
    for address in ("/orders/{}", "/pay/{}"):
        pages.get(address.format(foreign.number), expect=404)
        pages.get(address.format("261124999999"), expect=404)
    for step in ("cancel", "receive"):
        assert pages.client.post(f"/orders/{foreign.number}/{step}").status_code == 404
    assert pages.client.post(f"/pay/{foreign.number}", data={"way": "demo_card"}).status_code == 404
    assert foreign.number not in pages.get("/orders/").text


def test_an_unpaid_order_says_until_when_and_gives_everything_back(
    pages: Pages, stalls: Stalls, clock: Clock
) -> None:
    person = make_person()
    order = ordered(stalls, person.id)
    pages.sign_in(person)
    page = pages.get(f"/orders/{order.number}")
    assert "7月25日 09:30" in page.text
    page = pages.submit(page.form(f"/orders/{order.number}/cancel"))
    assert f"/pay/{order.number}" not in page.links.values()
    session.refresh(order)
    assert order.state == "cancelled"
    assert left_of([stalls.pear_box.id])[stalls.pear_box.id] == 40
    assert pages.get(f"/pay/{order.number}").path == f"/orders/{order.number}"


def test_a_paid_order_is_cancelled_with_its_money(pages: Pages, stalls: Stalls) -> None:
    person = make_person()
    order = ordered(stalls, person.id)
    pages.sign_in(person)
    page = pay(pages, order)
    assert len(page.all("article", class_="parcel")) == 2
    page = pages.submit(page.form(f"/orders/{order.number}/cancel"))
    refunds = session.scalars(select(Refund)).all()
    assert sum(one.amount_fen for one in refunds) == order.total_fen
    answer = pages.client.post(f"/orders/{order.number}/cancel")
    assert answer.status_code == 409
    assert len(session.scalars(select(Refund)).all()) == 2


def test_a_declined_card_can_be_tried_again(pages: Pages, stalls: Stalls) -> None:
    person = make_person()
    order = ordered(stalls, person.id)
    pages.sign_in(person)
    hosted = pages.submit(pages.get(f"/pay/{order.number}").form(f"/pay/{order.number}"))
    back = pages.submit(hosted.form(hosted.path), press="decision=decline")
    assert back.path == f"/pay/{order.number}"
    pay(pages, order)
    session.refresh(order)
    assert order.state == "paid"
    page = pages.get(f"/pay/{order.number}")
    assert page.path == f"/orders/{order.number}"


def test_paying_after_the_time_is_over_leads_back_to_the_order(
    pages: Pages, stalls: Stalls, clock: Clock
) -> None:
    person = make_person()
    order = ordered(stalls, person.id)
    pages.sign_in(person)
    form = pages.get(f"/pay/{order.number}").form(f"/pay/{order.number}")
    clock.move(minutes=31)
    assert pages.submit(form).path == f"/orders/{order.number}"


def test_a_way_of_paying_that_is_none_is_refused(pages: Pages, stalls: Stalls) -> None:
    person = make_person()
    order = ordered(stalls, person.id)
    pages.sign_in(person)
    for way in ("cash_box", "", "gold"):
        assert pages.client.post(f"/pay/{order.number}", data={"way": way}).status_code == 422


def test_only_what_is_under_way_can_be_received(pages: Pages, stalls: Stalls) -> None:
    person = make_person()
    order = ordered(stalls, person.id)
    pages.sign_in(person)
    address = f"/orders/{order.number}/receive"
    part = order.sub_orders[0].number
    assert pages.client.post(address, data={"sub": part}).status_code == 409
    assert pages.client.post(address, data={"sub": "another-1"}).status_code == 404
    session.refresh(order.sub_orders[0])
    assert order.sub_orders[0].state == "pending"


def test_a_long_list_of_orders_goes_on(pages: Pages, stalls: Stalls, clock: Clock) -> None:
    person = make_person()
    pages.sign_in(person)
    for _ in range(21):
        order = ordered(stalls, person.id)
        pages.client.post(f"/orders/{order.number}/cancel")
    page = pages.get("/orders/")
    assert len(page.all("li", class_="order-row")) == 20
    page = pages.get(next(one.attrib["href"] for one in page.all("a", rel="next")))
    assert len(page.all("li", class_="order-row")) == 1


def test_the_secret_of_an_order_is_not_in_the_database(app: Flask) -> None:
    key = new_request_key()
    secret = order_secret(key)
    assert secret == order_secret(key)
    assert key not in secret
    app.config["SECRET_KEY"] = "another"
    assert order_secret(key) != secret


def test_looking_at_orders_sends_as_many_statements_for_twenty_as_for_two(
    pages: Pages, stalls: Stalls
) -> None:
    person = make_person()
    pages.sign_in(person)
    counts = []
    for _ in range(2):
        for _ in range(2):
            order = ordered(stalls, person.id)
            pay(pages, order)
        for address in ("/orders/", f"/orders/{order.number}", "/account"):
            with count_statements() as sent:
                pages.get(address)
            counts.append(len(sent))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 14
    assert pages.get("/orders/").all("span", class_="badge")
