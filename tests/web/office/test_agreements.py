import pytest
from flask import Flask

from app import clock
from app.db import session, transaction
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import locked
from app.shelves.consents import agree_by_phone
from tests.browser_of_pages import Pages
from tests.counters import come_in
from tests.makers import make_postal, make_shop, make_shopkeeper
from tests.order_sheets import make_waybills
from tests.shelves.test_shelves import to_door

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_the_office_finds_consents_on_the_phone_and_draws_some_to_check(
    app: Flask, pages: Pages
) -> None:
    make_waybills(first=96_000_000)
    shop = make_shop()
    parcel, keeper = to_door(shop), make_shopkeeper(shop)
    come_in(app, pages, make_postal())
    assert "还没有人在电话里同意" in pages.get("/office/agreements/").text
    with transaction():
        row, by = locked([parcel.id])[0], Actor(ActorKind.shopkeeper, keeper.id)
        agree_by_phone(row, shop, "女儿小芳", clock.now(), by)
    number, name = parcel.waybill_number, keeper.name
    session.remove()
    for address in ("/office/agreements/", "/office/agreements/?sample=1"):
        page = pages.get(address)
        for told in (number, "女儿小芳", "13800005678", name):
            assert told in page.text
    told = pages.get(f"/office/parcels/{number}").text
    assert "女儿小芳 在电话里同意" in told
    assert f"{name} 登记" in told
