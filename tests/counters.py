"""A village shop's counter with its shopkeeper signed in, for tests of pages and journeys."""

from dataclasses import dataclass

from flask import Flask, Response

from app.db import transaction
from app.orders.kinds import Channel
from app.orders.models import Order
from app.people.actions import start_sign_in
from app.people.models import Person
from app.people.queries import prove_password
from app.shops.models import Shop
from app.web import sign_in
from app.web.guard import private_page
from tests.browser_of_pages import Pages
from tests.makers import (
    PASSWORD,
    make_consent,
    make_lot,
    make_shop,
    make_shopkeeper,
    make_variant,
    make_villager,
)
from tests.order_sheets import make_order, make_waybills
from tests.web.throwaway import add_view


@dataclass(frozen=True)
class Counter:
    shop: Shop
    keeper: Person
    pages: Pages


def open_counter(app: Flask, pages: Pages, shop: Shop | None = None) -> Counter:
    """Signed in without the sign-in page, which has tests of its own."""
    shop = shop or make_shop()
    keeper = make_shopkeeper(shop)
    come_in(app, pages, keeper)
    return Counter(shop, keeper, pages)


def come_in(app: Flask, pages: Pages, person: Person) -> None:
    @private_page
    def enter(secret: str) -> Response:
        sign_in.remember(secret)
        return Response("in")

    if "storefront.throwaway.enter" not in app.view_functions:
        add_view(app, "/enter/<secret>", enter)
    proof = prove_password(person.phone, PASSWORD)
    with transaction():
        secret = start_sign_in(proof, "127.0.0.1")
    assert pages.client.get(f"/enter/{secret}").status_code == 200


def order_at(counter: Counter) -> Order:
    """One box for a neighbour, not paid yet."""
    make_waybills(first=91_000_000)
    villager = make_villager(counter.shop)
    make_consent(villager)
    variant = make_variant(price_fen=5200)
    make_lot(variant, 2)
    return make_order(
        (variant, 1),
        channel=Channel.village,
        shop_id=counter.shop.id,
        villager_id=villager.id,
        placed_by_id=counter.keeper.id,
    )
