"""The post's own hands, walked: a village counter, a warehouse, a courier's round, a price list."""

from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import Locator

from app import clock
from app.orders.wishes import Recipient
from tests.browser.post_road import (
    CAKES,
    COURIER,
    PEARS,
    SHRIMPS,
    Road,
    code_on,
    type_into,
)

pytestmark = pytest.mark.browser
# Nearer to the warehouse in Tianning than to the shed.
IN_TOWN = "320402001"
DOORS = ("320402109001", "320402109003", "320402109223")
FINGER = 44


def test_a_shopkeeper_scans_in_and_hands_out_with_the_keyboard_alone(road: Road) -> None:
    parcel = road.sell_to_shop(SHRIMPS)
    waybill = parcel.waybill_number
    road.bring(waybill, "702")
    keeper = road.come("keeper", is_mobile=True, has_touch=True).go("/village/shelf/scan")
    type_into(keeper, "#waybill", f"{waybill[:2].lower()} {waybill[2:]}")
    # Live goods: no place was named, and it is the fridge.
    assert keeper.page.locator(".change .place-sign").inner_text() == "冰箱"
    road.market.work()
    keeper.page.locator("#scan").focus()
    type_into(keeper, "#scan", waybill)
    right = road.parcel(waybill).pickup_code or ""
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert right not in keeper.page.content()
    keeper.choose("collected_as", "family").fill(collected_by="周小红", relation="女儿")
    for code in (wrong, wrong, right):
        keeper.page.locator("#code").fill("")
        keeper.page.locator("#code").focus()
        type_into(keeper, "#code", code)
        is_there = keeper.page.locator("#code").count() == 1
        assert is_there == (code == wrong)
        if is_there:
            assert keeper.page.locator("#code-error").is_visible()
            assert keeper.page.locator("[name=relation]").input_value() == "女儿"
    assert ("周小红" in keeper.text, "女儿" in keeper.text) == (True, True)
    assert (road.parcel(waybill).state, road.parcel(waybill).collected_by) == (
        "collected",
        "周小红",
    )


def announce(road: Road, boxes: int) -> str:
    """A cooperative's boxes on their way to the warehouse: the shipment's number."""
    lot_id = road.pick(PEARS, boxes)
    clerk = road.come("clerk").go("/cooperative/inbound/")
    clerk.page.locator("[name=warehouse]").select_option(str(road.warehouse_id))
    clerk.fill(expected_on=clock.today().isoformat(), **{f"boxes-{lot_id}": str(boxes)})
    clerk.send("/cooperative/inbound/")
    return clerk.page.locator("td.number").first.inner_text().strip()


def test_through_the_warehouse_with_scanner_and_scale(road: Road) -> None:
    shipment = announce(road, 12)
    here = f"/office/warehouses/{road.warehouse_slug}"
    office = road.come("office").go(f"{here}/")
    office.page.locator("#shipment").focus()
    type_into(office, "#shipment", shipment)
    office.page.locator("[name^=boxes-]").fill("12")
    office.send(office.path)
    to = Recipient(name="赵敏", phone="13812340000", region_code=IN_TOWN, detail="青果巷 3 号")
    parcel = road.sell(PEARS, 2, recipient=to)
    waybill = parcel.waybill_number
    assert parcel.warehouse_id == road.warehouse_id
    office.go(f"{here}/").send(f"{here}/waves")
    wave = office.path
    office.page.locator("[name^=boxes-]").fill("2")
    office.send(wave)
    # Scanner, then scale: both type, and neither needs a hand at the mouse.
    type_into(office, "[name=q] >> nth=-1", waybill)
    office.page.locator("#grams").fill("9500")
    office.refused(office.page.locator("main form.scan-first button"), 409)
    assert office.page.locator("#grams").input_value() == "9500"
    office.page.locator("#grams").fill("")
    office.page.locator("#grams").focus()
    type_into(office, "#grams", str(parcel.gross_grams + 60))
    assert road.parcel(waybill).final_grams == parcel.gross_grams + 60
    paper = office.page.locator(f"main a[href$='{waybill}/label.pdf']").first
    address = paper.get_attribute("href") or ""
    assert code_on(office.context.request.get(office.address + address).body()) == waybill
    office.go(f"{here}/dispatch").send(f"{here}/dispatch")
    road.work()
    assert road.parcel(waybill).state == "accepted"


def build_round(road: Road, parcels: int) -> str:
    office = road.come("office").go("/office/rounds/")
    office.follow(f"/office/rounds/outlets/{road.outlet_id}")
    office.page.locator("[name=courier]").select_option(label=COURIER)
    office.fill(boxes="40", kilos="200").send(f"/office/rounds/outlets/{road.outlet_id}")
    assert office.page.locator(".route").count() == 1
    assert office.page.locator(".load-list li").count() == parcels
    sheet = office.context.request.get(f"{office.address}{office.path}/sheet.pdf").body()
    words = "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(sheet))
    assert "139****0001" in words
    return office.path


def big_enough(target: Locator) -> bool:
    box = target.bounding_box()
    return box is not None and box["height"] >= FINGER


def test_a_courier_answers_stop_after_stop_with_his_thumb(road: Road) -> None:
    parcels = [
        road.sell(
            CAKES,
            recipient=Recipient(
                name=f"收件人{at}", phone=f"1390000000{at}", region_code=village, detail="1 号"
            ),
        )
        for at, village in enumerate(DOORS, start=1)
    ]
    for parcel in parcels:
        road.bring(parcel.waybill_number)
    round_address = build_round(road, len(parcels))
    courier = road.come("courier", is_mobile=True, has_touch=True).go("/office/courier/")
    courier.follow(round_address.replace("/rounds/", "/courier/"))
    courier.send(f"{courier.path}/out")
    for stop in range(len(parcels)):
        assert f"第{stop + 1}站" in courier.h1.replace(" ", "")
        delivered = courier.page.locator("button[value='delivered:10']")
        assert big_enough(delivered)
        if stop == 1:
            courier.page.locator("form.outcomes summary").click()
            courier.follow(courier.page.locator("button[value='attempted:4']"))
        else:
            courier.follow(delivered)
    courier.send(f"{courier.path}/back")
    states = sorted(road.parcel(one.waybill_number).state for one in parcels)
    assert states == ["attempted", "delivered", "delivered"]


def test_a_new_price_list_is_tried_before_it_is_published(road: Road) -> None:
    road.sell(PEARS, 2)
    boss = road.come("administrator").go("/office/tariffs/")
    boss.follow(boss.page.locator("main form[action$='/draft'] button").first)
    draft = boss.path
    boss.follow(boss.page.locator("main a[href*='/line?group=']").first)
    line = boss.page.url
    boss.fill(base_1="6.50", step_2="x")
    boss.follow(boss.page.locator("main form.panel button"))
    assert boss.page.locator("#step_2-error").is_visible()
    assert boss.page.locator("[name=base_1]").input_value() == "6.50"
    boss.go(line).fill(base_1="6.50").follow(boss.page.locator("main form.panel button"))
    boss.follow(f"{draft}/replay")
    assert boss.page.locator("main svg, main .chart").first.is_visible()
    boss.go(draft)
    tomorrow = clock.today() + timedelta(days=1)
    boss.fill(effective_from=tomorrow.isoformat()).send(f"{draft}/publish")
    assert boss.path == "/office/tariffs/"
    assert f"{tomorrow.month}月{tomorrow.day}日" in boss.text
