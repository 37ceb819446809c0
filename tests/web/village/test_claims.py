"""The shopkeeper tells it for a villager at the counter."""

import pytest
from flask import Flask

from app.db import session
from app.ground.claim_states import ClaimCause
from app.orders.kinds import Channel, DeliveryPreference
from app.orders.wishes import Delivery, Recipient
from tests.browser_of_pages import Pages
from tests.claims.complaints import sell_and_deliver
from tests.counters import open_counter
from tests.makers import JIAOXI, make_consent, make_villager

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_late_box_is_told_at_the_counter_without_a_photo(app: Flask, pages: Pages) -> None:
    counter = open_counter(app, pages)
    villager = make_villager(counter.shop)
    make_consent(villager)
    sale = sell_and_deliver(
        channel=Channel.village,
        shop_id=counter.shop.id,
        villager_id=villager.id,
        placed_by_id=villager.created_by_id,
        delivery=Delivery(
            preference=DeliveryPreference.shop, shop_id=counter.shop.id, has_consent=True
        ),
        recipient=Recipient(name="王阿婆", phone=None, region_code=JIAOXI, detail="塘岸上"),
    )
    page = pages.get(f"/village/orders/{sale.order.number}")
    page = pages.get(page.links["箱子有问题，要理赔"])
    form = page.form(f"/village/orders/{sale.order.number}/claims/")
    page = pages.submit(form, cause="late", expect=409)
    assert "不用赔" in page.text
    claim = sale.complain(ClaimCause.short_weight, short_grams=300)
    session.expire_all()
    page = pages.get(f"/village/orders/{sale.order.number}/claims/{claim.number}")
    assert "6.24" in page.text
    assert "已办结" in pages.get(f"/village/orders/{sale.order.number}").text
