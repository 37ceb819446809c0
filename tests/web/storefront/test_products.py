import json
import re

import pytest
from flask import Flask

from app import clock as time
from app.catalogue.actions import change_price, withdraw_product
from app.db import transaction
from app.orders.baskets import weigh_basket
from app.stock.actions import reserve
from tests.browser_of_pages import Page, Pages
from tests.clocks import Clock
from tests.page_checks import inner_text
from tests.stalls import Stalls

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
BEIJING, SHANGHAI, CITY = "110000", "310000", "320400"


def structured(page: Page) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.html, re.DOTALL)
    assert found
    facts: dict[str, object] = json.loads(found[1])
    return facts


def test_a_product_says_what_it_is_and_where_it_is_from(pages: Pages, stalls: Stalls) -> None:
    page = pages.get("/products/pears")
    assert page.h1 == "查家湾翠冠梨"
    origin = inner_text(page.one("p", class_="origin"))
    assert re.sub(r"\s", "", origin) == "查家村→郑陆镇→天宁区→常州市"
    assert "7.20" in page.text


@pytest.mark.parametrize("province", [BEIJING, SHANGHAI, CITY])
def test_the_page_counts_the_postage_that_the_cart_would(
    app: Flask, pages: Pages, stalls: Stalls, province: str
) -> None:
    told = weigh_basket({stalls.pear_box.id: 1}, province)
    page = pages.get(f"/products/pears?province={province}")
    delivery = inner_text(page.one("section", class_="delivery"))
    assert f"{told.postage_fen / 100:.2f}" in delivery
    arrival = told.groups[0].arrival
    assert arrival is not None
    assert f"{arrival.latest.month}月{arrival.latest.day}日" in delivery


def test_crabs_are_not_sent_where_they_would_not_arrive_alive(
    pages: Pages, stalls: Stalls, clock: Clock
) -> None:
    clock.stop("2026-10-01 08:00")
    assert pages.get(f"/products/crabs?province={SHANGHAI}").all("dl", class_="facts")
    page = pages.get("/products/crabs?province=540000")
    assert page.one("section", class_="delivery").findall(".//p[@class='notice warn']")


def test_an_unknown_province_or_pack_is_the_usual_one(pages: Pages, stalls: Stalls) -> None:
    usual = pages.get("/products/pears").text
    assert pages.get("/products/pears?province=999999&pack=abc").text == usual


def test_what_is_out_of_season_cannot_be_put_in_the_cart(pages: Pages, stalls: Stalls) -> None:
    page = pages.get("/products/crabs")
    assert page.all("button", class_="big") == []
    assert structured(page)["offers"][0]["availability"].endswith("OutOfStock")  # type: ignore[index]


def test_few_and_none_are_told_but_no_number(pages: Pages, stalls: Stalls) -> None:
    def words() -> str:
        return inner_text(pages.get("/products/pears").one("form", id="buy"))

    plenty = words()
    with transaction():
        reserve("somebody", {stalls.pear_box.id: 33}, time.now())
    few = words()
    with transaction():
        reserve("another", {stalls.pear_box.id: 7}, time.now())
    assert len({plenty, few, words()}) == 3
    assert "售罄" in words() or "卖完" in words() or "已售完" in words()


def test_search_engines_read_the_offer(pages: Pages, stalls: Stalls) -> None:
    facts = structured(pages.get("/products/tea"))
    assert (facts["@type"], facts["name"]) == ("Product", "天目湖白茶")
    offer = facts["offers"][0]  # type: ignore[index]
    assert (offer["price"], offer["priceCurrency"]) == ("58.00", "CNY")
    assert offer["availability"] == "https://schema.org/InStock"


def test_a_new_price_is_on_the_kept_page_at_once(app: Flask, pages: Pages, stalls: Stalls) -> None:
    app.extensions["page_store"].most_bytes = 10_000_000
    try:
        assert "36" in inner_text(pages.get("/products/pears").one("form", id="buy"))
        assert len(app.extensions["page_store"]) == 1
        with transaction():
            change_price(stalls.pear_box, 4100)
        assert "41" in inner_text(pages.get("/products/pears").one("form", id="buy"))
        with transaction():
            withdraw_product(stalls.pears)
        pages.get("/products/pears", expect=404)
    finally:
        app.extensions["live_numbers"].close()


def test_what_is_not_published_is_not_there(pages: Pages, stalls: Stalls) -> None:
    pages.get("/products/nothing", expect=404)
    pages.get("/products/%00", expect=404)
