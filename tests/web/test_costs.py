"""What a working page asks of the database does not grow with what it lists."""

import pytest
from flask import Flask

from app.db import session, transaction
from app.orders.actions import Actor
from app.orders.kinds import ActorKind, DeliveryPreference
from app.orders.models import SubOrder
from app.orders.wishes import Delivery
from app.parcels.actions import hand_over, pack, print_labels
from app.parcels.queries import parcels_of_sub_orders
from app.shops.models import Shop
from tests.browser_of_pages import Pages
from tests.makers import (
    make_lot,
    make_postal,
    make_product,
    make_shop,
    make_shopkeeper,
    make_variant,
)
from tests.sheds import Shed, open_shed
from tests.statements import count_statements

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
SHED = ("", "packing/ready", "packing/picking", "parcels/", "products/", "lots/", "sales/")
SHED_BOOKS = ("sales/statement", "lots/receive")
SHOP = ("", "shelf/", "shelf/expected", "find?q=王秀英", "orders/", "cash/")
OFFICE = ("", "orders/", "orders/overdue", "parcels/", "books/", "payments/refunds", "people/")


def another(shed: Shed, shop: Shop, far: int) -> SubOrder:
    """A product of its own, ordered for the shop's shelf, and `far` steps on its way."""
    variant = make_variant(make_product(shed.cooperative))
    make_lot(variant, 5)
    to_shop = Delivery(preference=DeliveryPreference.shop, shop_id=shop.id, has_consent=True)
    shed.variant = variant
    part = shed.buy(1, delivery=to_shop)
    clerk = Actor(ActorKind.cooperative, shed.clerk.id)
    with transaction():
        for step in (print_labels, pack, hand_over)[:far]:
            step(parcels_of_sub_orders([part.id]), clerk)
    return part


def costs(pages: Pages, addresses: list[str]) -> dict[str, int]:
    found = {}
    for address in addresses:
        pages.client.get(address)
        # What the session remembers of the making would hide what a page asks for row by row.
        session.expire_all()
        with count_statements() as sent:
            assert pages.client.get(address).status_code == 200, address
        found[address] = len(sent)
    return found


def test_long_lists_cost_as_many_statements_as_short_ones(app: Flask, pages: Pages) -> None:
    shed, shop = open_shed(pages), make_shop()
    keeper, officer, clerk = make_shopkeeper(shop), make_postal(), shed.clerk
    faces = (
        (clerk, [f"/cooperative/{one}" for one in (*SHED, *SHED_BOOKS)]),
        (keeper, [f"/village/{one}" for one in SHOP]),
        (officer, [f"/office/{one}" for one in OFFICE]),
    )

    def measured() -> dict[str, int]:
        found = {}
        for person, addresses in faces:
            pages.sign_in(person)
            found |= costs(pages, addresses)
        return found

    for far in (0, 2, 3):
        another(shed, shop, far)
    few = measured()
    for far in (0, 2, 3) * 2:
        another(shed, shop, far)
    many = measured()
    assert many == few
