"""Where a keeper takes returns in: a receipt, and what the postman has still to fetch."""

import pytest
from flask import Flask

from app.db import session
from app.parcels.models import Parcel
from tests.browser_of_pages import Pages
from tests.claims.complaints import sell_and_deliver
from tests.claims.test_returns import start
from tests.counters import open_counter

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_it_is_scanned_has_a_receipt_and_is_given_to_the_postman(app: Flask, pages: Pages) -> None:
    open_counter(app, pages)
    back = start(sell_and_deliver(boxes=2))
    number = back.parcel.waybill_number
    home = "/village/returns/"
    assert "没有待取的退件" in pages.get(home).text
    form = pages.get(home).form(home)
    assert "这一项要填" in pages.submit(form, expect=422, waybill="").text
    assert "不是我们的退件" in pages.submit(form, expect=404, waybill="ZZ999999995CN").text
    receipt = pages.submit(form, waybill=number.lower())
    assert receipt.has_text(f"退件回执 {number}")
    assert "重复登记" in pages.submit(form, expect=409, waybill=number).text
    waiting = pages.get(home)
    assert waiting.has_text(number)
    assert "已交给邮递员 1 件" in pages.submit(waiting.form(f"{home}handed"), handed=number).text
    assert not pages.get(home).has_text(number)
    session.expire_all()
    assert session.get_one(Parcel, back.parcel_id).state == "accepted"
