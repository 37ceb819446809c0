import pytest
from flask import Flask

from app.db import transaction
from app.orders.models import Order
from app.partners.cards import CURRENCY, CardAnswer, CardMessage, Standing
from app.payments.actions import start_payment
from app.payments.kinds import Tender
from app.payments.messages import record_message
from tests.browser_of_pages import Page, Pages
from tests.clocks import Clock
from tests.order_sheets import make_order
from tests.page_checks import inner_text
from tests.stalls import Stalls


def pay(order: Order) -> None:
    with transaction():
        payment = start_payment(order.id, Tender.demo_card)
        answer = CardAnswer("s1", payment.number, Standing.paid, payment.amount_fen, CURRENCY)
        record_message(Tender.demo_card, CardMessage(f"e{order.id}", "paid", answer, {}))


def ledger(page: Page) -> list[str]:
    return [inner_text(one) for one in page.one("section", class_="ledger").iter("dd")]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_hall_shows_what_is_ripe_and_what_opens_soon(
    pages: Pages, stalls: Stalls, clock: Clock
) -> None:
    hall = pages.get("/")
    assert (hall.h1, hall.response.headers["Cache-Control"]) == ("常州馆", "public, no-cache")
    assert inner_text(hall.one("p", class_="hero-name")) == "查家湾翠冠梨"
    assert "长荡湖大闸蟹" in inner_text(hall.one("ul", class_="opening"))
    clock.stop("2026-10-01 08:00")
    autumn = pages.get("/")
    assert inner_text(autumn.one("p", class_="hero-name")) == "长荡湖大闸蟹"
    assert "查家湾翠冠梨" not in autumn.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_listing_is_seen_in_every_hall_above_its_village(pages: Pages, stalls: Stalls) -> None:
    slugs = ("china", "jiangsu", "changzhou", "tianning", "liyang")
    seen = [slug for slug in slugs if "查家湾翠冠梨" in pages.get(f"/halls/{slug}").text]
    assert seen == ["china", "jiangsu", "changzhou", "tianning"]
    pages.get("/halls/atlantis", expect=404)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_hall_speaks_three_languages(pages: Pages, stalls: Stalls) -> None:
    assert "Tianmu Lake white tea" in pages.get("/en/").text
    assert "長蕩湖大閘蟹" in pages.get("/zh-hant/").text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_empty_hall_says_what_to_do(pages: Pages) -> None:
    assert pages.get("/halls/zhonglou").all("div", class_="empty")


def test_the_ledger_is_added_up_from_paid_orders(app: Flask, pages: Pages, stalls: Stalls) -> None:
    make_order((stalls.pear_box, 5))
    assert ledger(pages.get("/"))[0] == "0"
    pay(make_order((stalls.pear_box, 2), (stalls.tea_box, 1)))
    boxes, paid, households, mu = ledger(pages.get("/"))
    assert (boxes, households, mu) == ("3", "60", "400")
    assert "130" in paid
    assert ledger(pages.get("/halls/tianning"))[0] == "2"
    assert "2" in pages.get("/cooperatives/zhajia").one("dl", class_="figures").itertext()
