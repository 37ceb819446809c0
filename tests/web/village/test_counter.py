import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session
from app.ground.refusals import OrdersNotHere
from app.people.kinds import Role
from app.people.models import RoleGrant
from app.shops.actions import VillagerDraft, add_villager
from tests.browser_of_pages import Pages
from tests.counters import Counter, open_counter
from tests.makers import JIAOXI, give_role, make_shop, make_villager

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_new_counter_says_what_to_do_first(counter: Counter) -> None:
    page = counter.pages.get("/village/")
    assert counter.shop.name in page.text
    assert "/village/villagers/new" in page.links.values()


def test_one_box_finds_a_villager_by_initials_and_by_her_phones_last_digits(
    counter: Counter,
) -> None:
    villager = make_villager(counter.shop, phone="13912345678")
    make_villager(counter.shop, "李大爷", pinyin_initials="ldy", phone="13900001111")
    for typed in ("wap", "5678", "王阿婆"):
        found = counter.pages.get(f"/village/find?q={typed}")
        assert found.path == f"/village/villagers/{villager.id}", typed


def test_what_nobody_knows_is_said_so(counter: Counter) -> None:
    page = counter.pages.get("/village/find?q=没有这个人")
    assert page.path.startswith("/village/find")
    assert "没有这个人" in page.html


def test_a_neighbour_of_another_shop_is_not_found(counter: Counter) -> None:
    make_villager(make_shop(), "金花婶", pinyin_initials="jhs", detail="桥头第一家")
    assert "桥头第一家" not in counter.pages.get("/village/find?q=jhs").html


def test_who_keeps_two_shops_chooses_and_stays_with_the_choice(counter: Counter) -> None:
    second = make_shop()
    give_role(counter.keeper, Role.shopkeeper, shop=second)
    page = counter.pages.get("/village/")
    page = counter.pages.submit(page.form("/village/shop"), shop=str(second.id))
    assert second.name in counter.pages.get("/village/shelf/").text


def test_a_shop_that_is_not_hers_cannot_be_chosen(counter: Counter) -> None:
    other = make_shop()
    answer = counter.pages.client.post("/village/shop", data={"shop": str(other.id)})
    assert answer.status_code in (403, 404)
    assert counter.shop.name in counter.pages.get("/village/").text
    assert len(session.scalars(select(RoleGrant)).all()) == 1


def test_a_service_centre_hands_out_and_nobody_orders_there(app: Flask, pages: Pages) -> None:
    centre = open_counter(app, pages, make_shop(kind="campus"))
    page = pages.get("/village/")
    assert "快递服务中心" in page.html
    assert "/village/shelf/uncollected/" in page.links.values()
    assert "/village/villagers/new" not in page.html
    with pytest.raises(OrdersNotHere):
        add_villager(
            centre.shop, VillagerDraft("k" * 20, "王阿婆", None, JIAOXI, "老街"), centre.keeper
        )
