"""A cooperative writes down its households, who brought what, and what it has paid; the farmer
looks at her own page without signing in."""

import pytest
from flask import Flask

from app import clock
from app.db import session, transaction
from app.growers.actions import share_out
from app.orders.models import Order
from tests.browser_of_pages import Pages
from tests.makers import make_clerk, make_cooperative, make_lot, make_product, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
HOME = "/cooperative/households/"


def test_from_the_first_household_to_the_farmers_own_page(app: Flask, pages: Pages) -> None:
    make_waybills()
    cooperative = make_cooperative()
    lot = make_lot(make_variant(make_product(cooperative), price_fen=5800, packing_fen=300), 20)
    pages.sign_in(make_clerk(cooperative))
    wrong = pages.submit(pages.get(HOME).form(HOME), expect=422, name="", mu="drei", village="")
    assert wrong.error("name") != ""
    assert wrong.error("mu") != ""
    for name in ("王家", "＝李家"):
        home = pages.submit(
            pages.get(HOME).form(HOME), name=name, mu="3.5", village=cooperative.origin_code
        )
    assert home.has_text("王家")
    show = next(link for words, link in home.links.items() if "王家" in words)
    lots = f"{HOME}lots/{lot.id}"
    fields = pages.get(lots).form(lots).controls
    boxes = dict(zip([one for one in fields if one.startswith("boxes-")], ("3", "1"), strict=True))
    too_many = pages.submit(pages.get(lots).form(lots), expect=422, **dict.fromkeys(boxes, "11"))
    assert too_many.status == 422
    pages.submit(pages.get(lots).form(lots), **boxes)
    order = make_order((lot.variant, 2))
    tell(paid(begin(order), "shared"))
    with transaction():
        part = session.get_one(Order, order.id).sub_orders[0]
        part.settled_at = clock.now()
    with transaction():
        share_out(part.id)
    # 116.00 less 5 % and 6.00 of packing are 104.20; three of four boxes are hers.
    assert pages.get(show).has_text("78.15")
    slip = pages.submit(pages.get(show).form(f"{show}/link"))
    address = next(link for link in slip.links.values() if "/grower/" in link)
    done = pages.submit(pages.get(show).form(f"{show}/pay"))
    assert done.has_text("已付")
    table = pages.client.get(f"{HOME}table.csv").text
    assert "78.15" in table
    # No spreadsheet takes a name for a formula.
    assert "\n'＝李家," in table
    pages.sign_out()
    hers = pages.get(address.removeprefix("http://localhost"))
    assert hers.has_text("1.5 箱")
    assert hers.has_text("78.15")
    answer = pages.client.get(address)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.text
    assert pages.get("/grower/nothing", expect=404).status == 404
