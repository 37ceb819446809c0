"""What a public page may cost: statements however long it is, bytes, and nobody's name in it."""

import re

import brotli
import pytest
from flask import Flask

from app.catalogue.collections import CollectionDraft, save_collection
from app.db import transaction
from app.orders.cart import CartOwner, add_to_cart
from app.people.kinds import Role
from tests.browser_of_pages import Browser
from tests.catalogue.goods import publish
from tests.clocks import Clock
from tests.makers import give_role, make_cooperative, make_lot, make_person, make_shop
from tests.stalls import SUMMER_MORNING, Stalls
from tests.statements import count_statements

MOST_STATEMENTS = 3
MOST_BYTES = 60_000
ADDRESSES = (
    "/",
    "/halls/china",
    "/halls/tianning",
    "/search",
    "/search?q=%E6%A2%A8",
    "/search?season=now&category=fruit&sort=cheap",
    "/search?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA",
    "/products/goods-1",
    "/products/goods-1?province=110000",
    "/cooperatives/orchard",
    "/collections/",
    "/collections/orchard",
    "/notices/rules",
    "/fees/",
    "/sitemap.xml",
)


def size_of(client: Browser, address: str) -> int:
    with client.get(address, headers={"Accept-Encoding": "br"}) as answer:
        return len(answer.data)


def fill(count: int) -> None:
    orchard, ids = make_cooperative(slug="orchard"), []
    for number in range(1, count + 1):
        product = publish(orchard, 3000 + number, slug=f"goods-{number}", name=f"翠冠梨{number}")
        make_lot(product.variants[0], 5 * number)
        ids.append(product.id)
    with transaction():
        save_collection(CollectionDraft("orchard", "梨园", "Orchard", item_ids=ids))


def statements_of(client: Browser) -> dict[str, int]:
    counts = {}
    for address in ADDRESSES:
        # The first visit reads what a process reads once: regions, halls, tariff.
        assert client.get(address).status_code == 200, address
        with count_statements() as sent:
            client.get(address)
        counts[address] = len(sent)
    return counts


def test_a_public_page_sends_as_many_statements_for_sixty_products_as_for_ten(
    app: Flask, client: Browser, clock: Clock
) -> None:
    clock.stop(SUMMER_MORNING)
    fill(10)
    few = statements_of(client)
    orchard = make_cooperative(slug="another")
    for number in range(11, 61):
        publish(orchard, 3000, slug=f"goods-{number}", name=f"翠冠梨{number}")
    many = statements_of(client)
    assert few == many
    assert {address: count for address, count in many.items() if count > MOST_STATEMENTS} == {}


def test_a_public_page_is_the_same_bytes_for_everybody(
    client: Browser, app: Flask, stalls: Stalls
) -> None:
    addresses = ["/", "/search?q=%E6%A2%A8", "/products/pears", "/cooperatives/zhajia"]
    strangers = [client.get(address) for address in addresses]
    person = make_person("王秀英")
    give_role(person, Role.shopkeeper, shop=make_shop())
    with transaction():
        add_to_cart(CartOwner(person.id, None), stalls.pear_box.id, 3)
    client.sign_in(person)
    assert client.get("/me.json").json["cart_count"] == 3
    known = [client.get(address) for address in addresses]
    assert [one.data for one in known] == [one.data for one in strangers]
    assert all("Set-Cookie" not in one.headers for one in [*strangers, *known])


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_public_page_weighs_no_more_than_a_phone_on_the_metro_can_wait_for(
    client: Browser, clock: Clock
) -> None:
    clock.stop(SUMMER_MORNING)
    fill(60)
    weights = {}
    for address in ("/", "/search", "/products/goods-1", "/cooperatives/orchard"):
        page = client.get(address, headers={"Accept-Encoding": "br"})
        html = brotli.decompress(page.data).decode()
        parts = re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', html)
        assert parts
        weights[address] = len(page.data) + sum(size_of(client, one) for one in parts)
    assert {address: size for address, size in weights.items() if size > MOST_BYTES} == {}
