from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp

from app import clock as time
from app.db import session
from app.ground.waybills import is_valid
from app.orders.kinds import DeliveryPreference
from app.orders.models import OrderEvent, SubOrder
from app.orders.wishes import Delivery
from app.parcels.models import Parcel, TrackingEvent
from app.parcels.shed import shed_counts
from tests.browser_of_pages import Browser
from tests.clocks import Clock
from tests.makers import make_shop
from tests.sheds import Shed
from tests.statements import count_statements

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def states(sub_order: SubOrder) -> list[str]:
    session.expire_all()
    return [one.state for one in session.query(Parcel).filter_by(sub_order_id=sub_order.id)]


def codes_of(paper: bytes) -> set[str]:
    pages = pypdfium2.PdfDocument(paper)
    return {
        code.text
        for page in pages
        for code in zxingcpp.read_barcodes(
            page.render(scale=203 / 72).to_pil(), formats=zxingcpp.BarcodeFormat.Code128
        )
    }


def test_an_empty_shed_says_what_comes_next(shed: Shed) -> None:
    page = shed.pages.get("/cooperative/")
    assert page.h1 == "待装箱"
    assert "都装完了" in page.text


def test_the_work_list_counts_orders_boxes_and_weight(shed: Shed) -> None:
    shed.buy(2)
    shed.buy(3)
    page = shed.pages.get("/cooperative/")
    tiles = [tile.findtext("b") for tile in page.all("p", class_="tile")]
    assert tiles == ["2", "5", "14.5"]
    assert len(page.one("ul", class_="work").findall("li")) == 2


def test_late_orders_stand_first_and_are_marked(shed: Shed, clock: Clock) -> None:
    clock.stop("2026-11-20 09:00")
    late = shed.buy()
    clock.move(hours=49)
    fresh = shed.buy()
    page = shed.pages.get("/cooperative/")
    assert [one.get("id") for one in page.all("h2")][:1] == ["overdue"]
    assert page.text.index(late.number) < page.text.index(fresh.number)
    assert "晚了，先装这些" in page.text
    assert shed_counts(shed.cooperative.id).overdue == 1


def test_three_steps_lead_from_the_label_to_the_post(shed: Shed, client: Browser) -> None:
    sub_order = shed.buy()
    address = f"packing/{sub_order.number}"
    page = shed.pages.get(f"/cooperative/{address}")
    page = shed.press(page, f"{address}/print")
    assert states(sub_order) == ["labelled"]
    paper = client.get(f"/cooperative/{address}/labels.pdf")
    assert paper.content_type == "application/pdf"
    assert paper.headers["Cache-Control"] == "private, no-store"
    assert codes_of(paper.data) == {shed.parcels(sub_order)[0].waybill_number}
    page = shed.press(page, f"{address}/pack")
    assert states(sub_order) == ["packed"]
    page = shed.press(page, "packing/hand-over")
    assert page.h1.startswith("交接单 JJ")
    assert "1 件已交邮。" in page.text
    assert states(sub_order) == ["accepted"]
    assert session.get_one(SubOrder, sub_order.id).state == "shipped"
    own = session.query(TrackingEvent).order_by(TrackingEvent.id).all()
    assert [(one.step, one.source, one.actor_id) for one in own] == [
        (step, "cooperative", shed.clerk.id) for step in ("label", "pack", "accept")
    ]
    page = shed.pages.get(f"/cooperative/{address}")
    assert not [form for form in page.forms if "/packing/" in form.action and form.method == "post"]


def test_looking_at_labels_changes_nothing(shed: Shed, client: Browser) -> None:
    sub_order = shed.buy()
    client.get(f"/cooperative/packing/{sub_order.number}/labels.pdf")
    client.get("/cooperative/packing/labels.pdf")
    assert states(sub_order) == ["created"]
    assert session.query(Parcel).one().label_printed_at is None


def test_nothing_is_packed_without_its_label(shed: Shed, client: Browser) -> None:
    sub_order = shed.buy()
    answer = client.post(f"/cooperative/packing/{sub_order.number}/pack")
    assert answer.status_code == 409
    assert states(sub_order) == ["created"]
    events = session.query(OrderEvent).filter_by(step="start_packing").count()
    assert events == 0


def test_a_parcel_goes_to_the_post_once(shed: Shed, client: Browser) -> None:
    sub_order = shed.buy()
    address = f"/cooperative/packing/{sub_order.number}"
    client.post(f"{address}/print")
    waybill = shed.parcels(sub_order)[0].waybill_number
    sent = {"waybill": waybill}
    assert client.post("/cooperative/packing/hand-over", data=sent).status_code == 409
    client.post(f"{address}/pack")
    assert client.post("/cooperative/packing/hand-over", data=sent).status_code == 303
    assert client.post("/cooperative/packing/hand-over", data=sent).status_code == 409
    assert client.post(f"{address}/print").status_code == 409
    assert client.get(f"{address}/labels.pdf").status_code == 404
    assert states(sub_order) == ["accepted"]


def test_what_is_no_waybill_number_is_said_to_be_none(shed: Shed, client: Browser) -> None:
    for waybill in ("", "x", "ZZ000000000CN", "<img>", "1" * 500):
        answer = client.post("/cooperative/packing/hand-over", data={"waybill": waybill})
        assert answer.status_code == (404 if is_valid(waybill) else 422)
    assert client.post("/cooperative/packing/hand-over").status_code == 422


def test_several_sub_orders_go_with_one_van_and_one_stays_behind(shed: Shed) -> None:
    orders = [shed.buy(1) for _ in range(3)]
    page = shed.press(shed.pages.get("/cooperative/"), "packing/print")
    for one in orders:
        page = shed.pages.get(f"/cooperative/packing/{one.number}")
        shed.press(page, f"packing/{one.number}/pack")
    page = shed.pages.get("/cooperative/packing/ready")
    ticked = [shed.parcels(one)[0].waybill_number for one in orders[:2]]
    page = shed.press(page, "packing/hand-over", waybill=ticked)
    assert "2 件已交邮。" in page.text
    assert [states(one) for one in orders] == [["accepted"], ["accepted"], ["packed"]]


def test_printing_all_offers_the_paper_of_just_these(shed: Shed, client: Browser) -> None:
    first = shed.buy()
    client.post("/cooperative/packing/print")
    second, third = shed.buy(), shed.buy()
    page = shed.press(shed.pages.get("/cooperative/"), "packing/print")
    paper = client.get(page.links["打开面单（PDF）"])
    assert codes_of(paper.data) == {shed.parcels(one)[0].waybill_number for one in (second, third)}
    everything = client.get("/cooperative/packing/labels.pdf")
    assert len(codes_of(everything.data)) == 3
    assert states(first) == ["labelled"]
    page = shed.pages.get("/cooperative/")
    assert not [one for one in page.forms if one.action == "/cooperative/packing/print"]
    assert client.post("/cooperative/packing/print").status_code == 303
    for since in ("x", "2026-01-01", "9" * 40):
        assert client.get(f"/cooperative/packing/labels.pdf?since={since}").status_code == 200


def test_the_shed_sees_a_name_and_half_a_phone_and_no_address(shed: Shed) -> None:
    sub_order = shed.buy(note="请打 13912341234")
    address = f"/cooperative/packing/{sub_order.number}"
    waybill = shed.parcels(sub_order)[0].waybill_number
    for path in (address, f"/cooperative/parcels/{waybill}"):
        page = shed.pages.get(path)
        assert "李雷" in page.text
        assert "139****" in page.text
        assert "13912341234" not in page.html
        assert "世纪大道" not in page.html
        assert "浦东" not in page.html


def test_the_picking_list_sums_up_by_lot(shed: Shed) -> None:
    shed.buy(2)
    shed.buy(3)
    page = shed.pages.get("/cooperative/packing/picking")
    row = page.one("tbody").find("tr")
    assert row is not None
    picked = shed.lot.harvested_on
    assert [cell.text for cell in row.findall("td")] == [
        shed.lot.number,
        f"{picked.month}月{picked.day}日",
        "常温",
        "2",
        "0",
        "5",
        "14.5",
    ]


def test_the_scanner_opens_the_order_of_a_waybill_or_a_number(shed: Shed) -> None:
    sub_order = shed.buy()
    waybill = shed.parcels(sub_order)[0].waybill_number
    asked = (sub_order.number, waybill, waybill.lower(), f"{waybill[:2]} {waybill[2:]}")
    for words in asked:
        page = shed.pages.get(f"/cooperative/packing/find?q={words}")
        assert page.path == f"/cooperative/packing/{sub_order.number}"
    for words in ("", "x", "%00", "<b>", "9" * 60):
        answer = shed.pages.client.get(f"/cooperative/packing/find?q={words}")
        assert answer.status_code == (422 if words == "%00" else 200)


def test_a_parcel_for_a_village_shop_says_so(shed: Shed) -> None:
    shop = make_shop(name="焦溪村邮站")
    to_shop = Delivery(preference=DeliveryPreference.shop, shop_id=shop.id, has_consent=True)
    page = shed.pages.get(f"/cooperative/packing/{shed.buy(delivery=to_shop).number}")
    assert "到焦溪村邮站自取" in page.text


def test_what_is_nearly_gone_is_said(shed: Shed) -> None:
    shed.buy(32)
    page = shed.pages.get("/cooperative/")
    assert "快卖完了" in page.text
    assert "还能卖 8 箱" in page.text


def test_the_work_list_asks_as_much_for_twenty_orders_as_for_two(shed: Shed) -> None:
    shed.buy(1), shed.buy(1)
    with count_statements() as few:
        shed.pages.get("/cooperative/")
    for _ in range(8):
        shed.buy(1)
    with count_statements() as many:
        shed.pages.get("/cooperative/")
    assert len(many) == len(few)


def test_an_order_that_waits_for_the_tree_is_not_for_today(shed: Shed, clock: Clock) -> None:
    clock.stop("2026-11-20 09:00")
    sub_order = shed.buy()
    assert sub_order.ship_by == time.now() + timedelta(hours=48)
    page = shed.pages.get("/cooperative/")
    assert [one.get("id") for one in page.all("h2")] == ["later"]
    clock.move(hours=30)
    assert [one.get("id") for one in shed.pages.get("/cooperative/").all("h2")] == ["today"]
