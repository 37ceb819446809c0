"""The urban shopper on her phone: from the hall to two delivered parcels."""

import re

import pytest

from tests.browser.conftest import Come
from tests.browser.live import Market
from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
PASTED = "李雷 139-1234-5678 江苏省常州市天宁区郑陆镇查家村12号"
PEARS = "/products/zhajiawan-cuiguan-pear"
# Sold all the year round by two cooperatives; the second is perishable.
GOODS = ("jintan-queshe-tea", "changzhou-sesame-flatcake")
BEIJING = "110000"
STOPS = 6


def look_around(walker: Walker) -> None:
    walker.go("/")
    assert walker.h1 == "常州馆"
    for sought, name in (("翠冠梨", "查家湾翠冠梨"), ("dzx", "大闸蟹"), ("白芹", "溧阳白芹")):
        walker.page.locator("#q").fill(sought)
        walker.follow(walker.page.locator(".seek button"))
        assert name in walker.text, sought


def see_what_it_costs(walker: Walker) -> None:
    """Season, origin, postage and the day, all without signing in."""
    walker.go(PEARS)
    assert all(word in walker.text for word in ("查家村", "郑陆镇", "天宁区", "7月"))
    walker.go(f"/products/{GOODS[0]}")
    near = walker.page.locator(".delivery .facts").inner_text()
    province, show = walker.page.locator("#province"), walker.page.locator(".delivery button")
    if walker.scripted:
        with walker.page.expect_navigation(wait_until="load"):
            province.select_option(BEIJING)
    else:
        province.select_option(BEIJING)
        walker.follow(show)
    assert f"province={BEIJING}" in walker.page.url
    assert walker.page.locator(".delivery .facts").inner_text() != near


def fill_the_cart(walker: Walker) -> None:
    for slug in GOODS:
        walker.go(f"/products/{slug}").send("/cart/add")
    assert walker.path == "/cart/"
    assert len(set(walker.links_to("/products/"))) == 2


def check_out(walker: Walker) -> None:
    walker.follow("/checkout/")
    walker.fill(pasted=PASTED)
    sort_out = walker.page.locator("[data-paste] button")
    if walker.scripted:
        # Twice the page is asked: what the address means, and what it comes to there.
        with walker.page.expect_response("**/checkout/"):
            sort_out.click()
    else:
        walker.follow(sort_out)
    kept = [
        walker.page.locator(f"[name={name}]").input_value()
        for name in ("recipient", "phone", "province", "town", "detail")
    ]
    assert kept == ["李雷", "13912345678", "320000", "320402109", "查家村12号"]
    walker.tick("perishable").send("/checkout/", press="place")


def pay(walker: Walker) -> str:
    """The order's own page, after the card company's."""
    walker.send(walker.path)
    assert walker.path.startswith("/demonstration/cards/")
    walker.send(walker.path, press="pay")
    assert walker.path.startswith("/orders/")
    return walker.path


def waybills_of(walker: Walker) -> list[str]:
    return [re.sub(r"\s", "", one) for one in walker.page.locator(".waybill").all_inner_texts()]


def travel(walker: Walker, waybills: list[str]) -> None:
    """Stop by stop at the carrier's own page."""
    for waybill in waybills:
        walker.go(f"/demonstration/post/{waybill}")
        for stop in range(STOPS):
            assert walker.page.locator(".stops .is-done").count() == stop
            walker.send(walker.path)


def buy_and_follow(walker: Walker, market: Market) -> None:
    look_around(walker)
    see_what_it_costs(walker)
    fill_the_cart(walker)
    check_out(walker)
    order = pay(walker)
    assert walker.page.locator(".sub-order").count() == 2
    waybills = waybills_of(walker)
    assert len(waybills) == 2
    before = walker.page.locator(".sub-order time").count()
    market.send_everything()
    travel(walker, waybills)
    walker.go(order)
    assert walker.page.locator(".sub-order time").count() >= before + 2 * STOPS
    assert walker.text.count("已妥投，本人签收") == 2
    for left in (1, 0):
        walker.send(f"{order}/receive")
        assert walker.page.locator(".sub-order form").count() == left


def test_a_shopper_buys_of_two_cooperatives_on_her_phone(come: Come, market: Market) -> None:
    buy_and_follow(come(is_mobile=True, has_touch=True, device_scale_factor=2), market)


def test_the_same_without_a_script(come: Come, market: Market) -> None:
    buy_and_follow(come(java_script_enabled=False), market)
