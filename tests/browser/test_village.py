"""The 邮掌柜 at her counter: a villager without a phone, consent, cash, the shelf, her hands."""

import pytest

from tests.browser.conftest import Come
from tests.browser.live import Market
from tests.browser.walker import PHONE, TABLE, Walker

pytestmark = pytest.mark.browser
LOGIN, PASSWORD = "13805192000", "chun-feng-2026"
TO_SHOP = 6


def write_her_down(keeper: Walker) -> None:
    keeper.follow("/village/villagers/new")
    keeper.fill(name="王阿婆", detail="老樟树后第三家").send("/village/villagers/")
    assert "王阿婆" in keeper.h1
    keeper.choose("purpose", "order_for_me").choose("purpose", "receive_for_me")
    keeper.choose("method", "spoken_before_witness").fill(witness_name="李大爷")
    keeper.send(keeper.path)
    assert keeper.path.startswith("/village/villagers/")
    assert "李大爷" in keeper.text


def order_for_her(keeper: Walker) -> None:
    keeper.go("/village/").page.locator("#who").fill("wap")
    keeper.follow(keeper.page.locator(".ask button"))
    # Only she can be meant.
    assert keeper.h1 == "王阿婆要买什么？"
    keeper.page.locator("#q").fill("大麻糕")
    boxes = keeper.page.locator(".offer:visible input")
    assert boxes.count() == 1
    boxes.fill("2")
    keeper.send("/village/orders/confirm")
    keeper.tick("perishable_confirmed").send("/village/orders/")
    assert keeper.path.startswith("/village/orders/")


def take_cash(keeper: Walker) -> None:
    keeper.page.locator("#received").fill("200")
    keeper.follow(keeper.page.locator("#cash-taken button"))
    assert "找零" in keeper.text


def put_on_the_shelf(keeper: Walker, waybill: str) -> None:
    keeper.go(f"/demonstration/post/{waybill}")
    for _ in range(TO_SHOP):
        keeper.send(keeper.path)
    keeper.go("/village/shelf/expected")
    assert waybill in keeper.text
    scanned = f"{waybill[:5].lower()} {waybill[5:]}"
    keeper.go("/village/shelf/scan").fill(waybill=scanned)
    keeper.page.locator("[name=place]").select_option("A2")
    keeper.page.locator("[name=waybill]").focus()
    with keeper.page.expect_navigation(wait_until="load"):
        # As a scanner does.
        keeper.page.keyboard.press("Enter")
    assert "A2" in keeper.look().text
    assert "王阿婆" in keeper.go("/village/shelf/").text


def give_it_to_her(keeper: Walker, waybill: str) -> None:
    keeper.page.locator("#scan").fill(waybill)
    keeper.follow(keeper.page.locator(".seek button"))
    keeper.tick("known").fill(collected_by="孙子小强").send(f"/village/shelf/collect/{waybill}")
    assert "孙子小强" in keeper.text


@pytest.mark.parametrize("size", [PHONE, TABLE], ids=["phone", "table"])
def test_a_neighbour_without_a_phone_gets_her_cakes(
    come: Come, market: Market, size: dict[str, int]
) -> None:
    keeper = come(viewport=size).go("/sign-in?next=/village/").sign_in(LOGIN, PASSWORD)
    assert keeper.path == "/village/"
    write_her_down(keeper)
    order_for_her(keeper)
    take_cash(keeper)
    (waybill,) = market.waybills()
    market.send_everything()
    put_on_the_shelf(keeper, waybill)
    give_it_to_her(keeper, waybill)
    assert market.books_balance()
