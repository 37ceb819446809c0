"""The clerk in the shed: what she publishes is bought, labelled, packed, sent, and earns money."""

from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp

from app import clock
from tests.browser.conftest import Come
from tests.browser.live import Market
from tests.browser.walker import TABLE, Walker

pytestmark = pytest.mark.browser
LOGIN, PASSWORD = "13805190101", "chun-feng-2026"
ORCHARD = "查家湾脆桃"


def publish(clerk: Walker) -> str:
    """In season from yesterday for two months; the market's address of it."""
    first, last = clock.today() - timedelta(days=1), clock.today() + timedelta(days=60)
    clerk.go("/cooperative/products/new")
    clerk.fill(name=ORCHARD, summary="咬开满手汁。", presale_days="0")
    page = clerk.page
    page.locator("[name=category]").select_option("peaches")
    page.locator("[name=origin_code]").select_option(index=1)
    clerk.choose("selling", "season")
    for edge, day in (("first", first), ("last", last)):
        page.locator(f"[name={edge}_month]").select_option(str(day.month))
        page.locator(f"[name={edge}_day]").select_option(str(day.day))
    page.locator(".picture-choice").first.click()
    clerk.send("/cooperative/products/new")
    assert clerk.path.startswith("/cooperative/packs/new/")
    clerk.fill(name="5斤装", price="36", net_grams="2500", gross_grams="2850")
    clerk.fill(length_mm="300", width_mm="220", height_mm="130").send(clerk.path)
    product = clerk.path
    clerk.follow(page.locator("a[href^='/cooperative/lots/receive']"))
    clerk.fill(boxes="50").send("/cooperative/lots/receive")
    clerk.go(product).send(f"{product}/publish")
    return page.locator("main a[href^='/products/']").get_attribute("href") or ""


def buy(buyer: Walker, address: str) -> None:
    buyer.go(address).fill(quantity="3").send("/cart/add")
    buyer.follow("/checkout/")
    buyer.fill(recipient="李雷", phone="13912345678", detail="世纪大道100号")
    for name, code in (("province", "310000"), ("city", "310100"), ("county", "310115")):
        field = buyer.page.locator(f"[name={name}]")
        field.locator(f"option[value='{code}']").wait_for(state="attached")
        with buyer.page.expect_response("**/checkout/"):
            field.select_option(code)
    if buyer.page.locator("[name=perishable]").count():
        buyer.tick("perishable")
    buyer.send("/checkout/", press="place").send(buyer.path).send(buyer.path, press="pay")
    assert buyer.path.startswith("/orders/")


def label(clerk: Walker, address: str) -> tuple[str, str]:
    """What a scanner and what a postman reads."""
    sheet = clerk.context.request.get(clerk.address + address)
    assert sheet.headers["content-type"] == "application/pdf"
    page = pypdfium2.PdfDocument(sheet.body())[0]
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [100, 150]
    read = zxingcpp.read_barcodes(page.render(scale=203 / 72).to_pil())
    (code,) = {one.text for one in read if one.format == zxingcpp.BarcodeFormat.Code128}
    return code, page.get_textpage().get_text_range()


def test_a_clerk_publishes_sells_and_sends(come: Come, market: Market) -> None:
    clerk = come(viewport=TABLE).go("/sign-in?next=/cooperative/").sign_in(LOGIN, PASSWORD)
    assert clerk.path == "/cooperative/"
    address = publish(clerk)
    market.work()
    buyer = come()
    assert ORCHARD in buyer.go("/").text
    buy(buyer, address)

    clerk.go("/cooperative/")
    assert "李雷" in clerk.text
    job = (
        clerk.page.locator("a.do[href^='/cooperative/packing/']").first.get_attribute("href") or ""
    )
    clerk.follow(job).send(f"{job}/print")
    (waybill,) = market.waybills()
    code, words = label(clerk, f"{job}/labels.pdf")
    assert code == waybill
    assert f"{ORCHARD} 5斤装 × 3" in words
    assert "139****5678" in words
    clerk.go(job).send(f"{job}/pack").go(job).send("/cooperative/packing/hand-over")
    market.work()
    # 108.00 less the five in a hundred that tests' markets keep, and less the 15.60 of an express
    # parcel of nine kilograms at the agreed price, which this cooperative bears from 88 on.
    assert "87.00" in clerk.go("/cooperative/sales/").text
    assert waybill in buyer.go(buyer.path).text.replace(" ", "")
    assert market.books_balance()
