"""The keeper sends boxes back for a villager at her counter, and prints the label there."""

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from app.claims.models import GoodsReturn
from app.db import session, transaction
from app.orders.kinds import Channel, DeliveryPreference
from app.orders.models import OrderEvent
from app.orders.wishes import Delivery, Recipient
from app.parcels.models import Parcel
from tests.browser_of_pages import Pages
from tests.claims.complaints import Sale, sell_and_deliver
from tests.counters import Counter, open_counter
from tests.makers import JIAOXI, make_consent, make_villager

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def counter(app: Flask, pages: Pages) -> Counter:
    return open_counter(app, pages)


@pytest.fixture
def sale(counter: Counter) -> Sale:
    villager = make_villager(counter.shop)
    make_consent(villager)
    return sell_and_deliver(
        boxes=2,
        channel=Channel.village,
        shop_id=counter.shop.id,
        villager_id=villager.id,
        placed_by_id=counter.keeper.id,
        delivery=Delivery(
            preference=DeliveryPreference.shop, shop_id=counter.shop.id, has_consent=True
        ),
        recipient=Recipient(name="王阿婆", phone=None, region_code=JIAOXI, detail="塘岸上"),
    )


def test_the_keeper_starts_it_prints_on_her_paper_and_stands_on_the_timeline(
    sale: Sale, counter: Counter, pages: Pages
) -> None:
    order = f"/village/orders/{sale.order.number}"
    new = f"{order}/returns/new/{sale.parcel.waybill_number}"
    form = pages.get(new).form(new)
    assert "0 到 2 之间" in pages.submit(form, expect=422, **{f"boxes-{sale.line_id}": "3"}).text
    page = pages.submit(form, **{f"boxes-{sale.line_id}": "1"})
    back = session.scalars(select(GoodsReturn)).one()
    assert (back.started_by, back.started_by_id, back.payer) == (
        "shopkeeper",
        counter.keeper.id,
        "buyer",
    )
    assert page.has_text(back.parcel.waybill_number)
    told = session.scalars(select(OrderEvent).where(OrderEvent.step == "start_return")).one()
    assert (told.actor_id, told.reason) == (counter.keeper.id, back.parcel.waybill_number)
    paper = pages.client.get(f"{order}/returns/{back.number}/label?paper=76x130")
    assert round(pypdfium2.PdfDocument(paper.data)[0].get_width() / 72 * 25.4) == 76
    assert pages.client.get(f"{order}/returns/{back.number}/label?paper=a4").status_code == 422
    assert "申请退货" in pages.get(order).text
    pages.submit(page.form(f"{order}/returns/{back.number}/withdraw"))
    session.expire_all()
    assert session.scalars(select(GoodsReturn.state)).one() == "withdrawn"


def test_what_spoils_is_not_sent_back_at_the_counter_either(sale: Sale, pages: Pages) -> None:
    with transaction():
        session.get_one(Parcel, sale.parcel.id).contents[0].line.no_reason_return = False
    new = f"/village/orders/{sale.order.number}/returns/new/{sale.parcel.waybill_number}"
    assert "不适用无理由退货" in pages.get(new).text
    answer = pages.client.post(new, data={"request_key": "k", f"boxes-{sale.line_id}": "1"})
    assert answer.status_code == 422
    assert session.scalars(select(GoodsReturn)).all() == []
