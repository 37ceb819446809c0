"""A clerk publishes pears; they are found in the market, bought, labelled, packed and sent; and the
shed sees what that earns."""

import pypdfium2
import zxingcpp
from flask import Flask

from app.catalogue.models import Product
from app.db import session
from app.ground.parcel_states import ParcelState
from app.ground.postings import cooperative_held
from app.jobs.worker import Worker
from app.ledger.queries import balance
from app.orders.models import SubOrder
from app.parcels.models import Parcel
from app.reports.checks import check_books
from app.stock.models import Lot
from tests.browser_of_pages import Pages
from tests.clocks import Clock
from tests.makers import JIAOXI, make_clerk, make_cooperative
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def test_a_clerk_publishes_pears_and_packs_them(app: Flask, pages: Pages, clock: Clock) -> None:
    clock.stop("2026-07-22 08:00")
    make_waybills()
    cooperative = make_cooperative()
    clerk = make_clerk(cooperative)
    pages.sign_in(clerk)

    # What grows, when, and how it travels.
    page = pages.get("/cooperative/")
    assert "都装完了" in page.text
    page = pages.get(pages.get(page.links["商品"]).links["新商品"])
    page = pages.submit(
        page.form("/cooperative/products/new"),
        name="查家湾翠冠梨",
        category="pears",
        origin_code=JIAOXI,
        summary="咬开满手汁。",
        selling="season",
        first_month="7",
        first_day="20",
        last_month="8",
        last_day="10",
        picture="products/zhajiawan-cuiguan-pear",
    )
    product = session.query(Product).one()

    # Without a pack nobody could order it.
    shown = pages.get(f"/cooperative/products/{product.id}")
    pages.submit(shown.form(f"/cooperative/products/{product.id}/publish"), expect=409)

    # The pack; a price of nothing is refused and what was typed is kept.
    told = {
        "name": "5斤装",
        "net_grams": "2500",
        "gross_grams": "2850",
        "length_mm": "300",
        "width_mm": "220",
        "height_mm": "130",
    }
    address = f"/cooperative/packs/new/{product.id}"
    page = pages.submit(page.form(address), expect=422, price="0", **told)
    assert page.error("price")
    assert page.value("name") == "5斤装"
    page = pages.submit(page.form(address), price="36")
    page = pages.submit(page.form(f"/cooperative/products/{product.id}/publish"))
    Worker(app).drain()

    # It is in the market and in its search, and cannot be had before boxes are here.
    pages.sign_out()
    in_market = pages.get(f"/products/{product.slug}")
    assert in_market.h1 == "查家湾翠冠梨"
    assert "查家湾翠冠梨" in pages.get("/search?q=翠冠梨").text
    pages.sign_in(clerk)
    page = pages.get("/cooperative/")
    assert "卖空了，现在没人能下单" in page.text
    page = pages.get(page.one("ul", class_="work").find(".//a").attrib["href"])
    page = pages.submit(page.form("/cooperative/lots/receive"), boxes="50")
    session.rollback()

    # Somebody in Shanghai buys three boxes.
    session.expire_all()
    variant = session.get_one(Product, product.id).variants[0]
    order = make_order((variant, 3))
    assert tell(paid(begin(order))) == "applied"
    number = order.sub_orders[0].number

    # To pack now: one order, three boxes, 8.55 kg.
    page = pages.get("/cooperative/")
    assert [one.findtext("b") for one in page.all("p", class_="tile")] == ["1", "3", "8.55"]
    assert pages.get(page.links["拣货单"]).one("td", class_="big-figure").text == "3"
    page = pages.submit(page.form("/cooperative/packing/print"))
    paper = pages.client.get(page.links["打开面单（PDF）"])
    label = pypdfium2.PdfDocument(paper.data)[0]
    codes = zxingcpp.read_barcodes(label.render(scale=203 / 72).to_pil())
    parcel = session.query(Parcel).one()
    assert parcel.waybill_number in {code.text for code in codes}
    words = label.get_textpage().get_text_range()
    assert "查家湾翠冠梨 5斤装 × 3" in words
    assert "139****" in words

    # Packed, handed over with the van; the boxes have left the lot.
    page = pages.get(f"/cooperative/packing/find?q={parcel.waybill_number}")
    page = pages.submit(page.form(f"/cooperative/packing/{number}/pack"))
    page = pages.get("/cooperative/packing/ready")
    page = pages.submit(page.form("/cooperative/packing/hand-over"))
    assert "1 件已交邮。" in page.text
    session.expire_all()
    assert session.query(Parcel).one().state == ParcelState.accepted
    assert session.query(SubOrder).one().state == "shipped"
    lot = session.query(Lot).one()
    assert (lot.on_hand, lot.reserved, lot.allocated) == (47, 0, 0)

    # What it earns: 108.00 less 5 %, in the list and in the books.
    page = pages.get("/cooperative/sales/")
    assert "102.60" in page.text
    assert balance(cooperative_held(cooperative.id)) == -10260
    books_balance()
