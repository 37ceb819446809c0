import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session
from app.shelves.models import PickupAgreement
from tests.browser_of_pages import Pages
from tests.counters import come_in
from tests.makers import XUEYAN, make_person, make_shop
from tests.order_sheets import make_waybills
from tests.shelves.test_shelves import to_door

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_buyer_has_her_parcel_left_at_a_shop_near_her_door(app: Flask, pages: Pages) -> None:
    make_waybills(first=98_000_000)
    buyer, shop, far = make_person(), make_shop(name="焦溪村邮站"), make_shop(XUEYAN, name="远方站")
    come_in(app, pages, buyer)
    parcel = to_door(shop, buyer=buyer)
    number = parcel.sub_order.order.number
    there = f"/orders/{number}/shop"
    assert there in pages.get(f"/orders/{number}").html
    page = pages.get(there)
    assert "焦溪村邮站" in page.text
    assert "远方站" not in page.text
    form = page.form(there)
    assert pages.submit(form, consent="yes", expect=422).error("shop") != ""
    refused = pages.submit(form, shop=str(shop.id), expect=422)
    assert refused.error("consent") != ""
    sent = {"shop": str(far.id), "consent": "yes"}
    assert pages.client.post(there, data=sent).status_code == 422
    assert session.scalars(select(PickupAgreement)).all() == []
    page = pages.submit(form, shop=str(shop.id), consent="yes")
    assert "取件码发给您" in page.text
    session.refresh(parcel)
    assert parcel.pickup_shop_id == shop.id
    assert "没有邮件可以改放" in pages.get(there).text
    come_in(app, pages, make_person())
    assert pages.client.get(there).status_code == 404
    assert pages.client.post(there, data=sent).status_code == 404
