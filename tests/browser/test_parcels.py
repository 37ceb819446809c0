"""A parcel's ways, walked: from the shed to a door while its buyer looks on, sent again when it is
stuck, and back when it is not wanted."""

import pytest

from tests.browser.post_road import CAKES, PEARS, SIGNED, WAY, Road, code_on, send
from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
POLL_MS = 21_000


def buy(buyer: Walker, road: Road) -> str:
    buyer.go("/products/pear").fill(quantity="2").send("/cart/add")
    buyer.go(f"/checkout/?address={road.address_id}")
    if buyer.page.locator("[name=perishable]").count():
        buyer.tick("perishable")
    buyer.send("/checkout/", press="place").send(buyer.path).send(buyer.path, press="pay")
    assert buyer.path.startswith("/orders/")
    road.work()
    return buyer.path


def test_from_the_shed_to_the_door_while_the_buyer_looks_on(road: Road) -> None:
    buyer, stranger = road.come("shopper"), road.come()
    buyer.page.clock.install()
    address = buy(buyer, road)
    buyer.go(address).page.evaluate("window.stayed = true")
    waybill = send(road.come("clerk"), road)
    for code, place in WAY.items():
        road.scan(waybill, code, desc="收件员张三 13812345678")
        buyer.page.clock.run_for(POLL_MS)
        buyer.page.locator(".stops .latest", has_text=place).first.wait_for()
    earlier = buyer.page.locator(".parcel details:has(.stops)")
    earlier.locator("summary").click()
    road.scan(waybill, SIGNED)
    buyer.page.clock.run_for(POLL_MS)
    buyer.page.locator(".parcel .badge", has_text="已妥投").first.wait_for()
    # Nothing was loaded anew, and what she had unfolded she can go on reading.
    assert earlier.get_attribute("open") is not None
    assert buyer.page.evaluate("window.stayed") is True
    buyer.look()
    stranger.go(f"/track/{waybill}")
    assert "浦东投递部" in stranger.text
    told = stranger.page.content()
    assert not [one for one in ("李雷", "13912345678", "5678", "世纪大道", "张三") if one in told]


def test_what_is_stuck_is_sent_again_from_another_lot(road: Road) -> None:
    stuck = road.sell(PEARS, person_id=road.shopper_id)
    assert send(road.come("clerk"), road) == stuck.waybill_number
    road.scan(stuck.waybill_number, "203")
    road.market.lead.days = 6
    road.work()
    lot_id = road.pick(PEARS, 5)
    office, colleague = road.come("office").go("/office/exceptions/"), road.come("colleague")
    row = office.page.locator("tr", has_text=stuck.waybill_number).first
    assert "还剩" in row.inner_text()
    office.follow(row.locator("a").first)
    colleague.go(office.path)
    again = "form.remedy:has([name=remedy][value=resend])"
    office.page.locator(f"{again} select[name^=lot-]").select_option(str(lot_id))
    office.follow(office.page.locator(f"{again} button"))
    colleague.refused(colleague.page.locator(f"{again} button"), 409)
    assert colleague.page.locator(".error-summary, .notice.bad").first.is_visible()
    road.work()
    sent = send(road.come("clerk"), road)
    assert sent != stuck.waybill_number
    replacement = road.parcel(sent)
    assert (replacement.kind, replacement.origin_parcel_id) == ("replacement", stuck.id)
    for code in (*WAY, SIGNED):
        road.scan(sent, code)
    assert sent in office.go(office.path).text
    assert road.parcel(sent).state == "delivered"
    buyer = road.come("shopper").go(f"/orders/{stuck.sub_order.order.number}")
    assert "已妥投" in buyer.text
    assert stuck.waybill_number not in office.go("/office/exceptions/").text


def test_boxes_go_back_and_the_money_follows(road: Road) -> None:
    parcel = road.sell(CAKES, 2, person_id=road.shopper_id)
    send(road.come("clerk"), road)
    for code in (*WAY, SIGNED):
        road.scan(parcel.waybill_number, code)
    order = f"/orders/{parcel.sub_order.order.number}"
    buyer = road.come("shopper").go(order)
    buyer.follow(buyer.page.locator("main a[href*='/returns/new/']"))
    buyer.page.locator("[name^=boxes-]").fill("1")
    buyer.send(buyer.path)
    paper = buyer.page.locator("main a[href*='/label']").first.get_attribute("href") or ""
    back = code_on(buyer.context.request.get(buyer.address + paper).body())
    assert (road.parcel(back).kind, back in buyer.text) == ("return", True)
    for code in ("203", "389", SIGNED):
        road.scan(back, code, "常州揽投部")
    assert "−" not in buyer.go(order).page.locator(".sum").inner_text()
    clerk = road.come("clerk").go("/cooperative/came-back/")
    clerk.follow(clerk.page.locator(f"main a[href$='/{back}']").first)
    clerk.page.locator("[name^=restock-]").fill("1")
    clerk.send(f"{clerk.path}/receive")
    road.work()
    # One box of two, less the way back that she pays.
    back_fen = 30_00 - road.parcel(back).postage_fen
    assert f"−{back_fen / 100:.2f}" in buyer.go(order).text
