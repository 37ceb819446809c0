import pytest

from app.clock import today
from app.cooperatives.actions import set_free_postage
from app.db import session, transaction
from app.ground.free_carriage import FreeFrom
from app.ground.postings import cooperative_held
from app.ledger.queries import balance
from app.orders.actions import Actor
from app.orders.earnings import earning_of, weeks_of_cooperative
from app.orders.kinds import ActorKind
from app.payments.refunds import cancel_order
from tests.clocks import Clock
from tests.page_checks import inner_text
from tests.sheds import Shed, open_shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_nothing_sold_is_said_to_be_nothing(shed: Shed) -> None:
    assert "还没卖出东西" in shed.pages.get("/cooperative/sales/").text
    assert "账上还没有" in shed.pages.get("/cooperative/sales/statement").text


def test_a_sale_earns_its_goods_less_commission_and_postage_borne(shed: Shed) -> None:
    earning = earning_of(shed.buy(2))
    # Two boxes of 52 yuan at 5 %; the buyer pays the postage.
    assert (earning.goods_fen, earning.commission_fen) == (10400, 520)
    assert earning.earning_fen == -balance(cooperative_held(shed.cooperative.id))
    page = shed.pages.get("/cooperative/sales/")
    row = page.all("tbody")[-1].findall("tr")[0]
    words = inner_text(row)
    assert "104.00" in words
    assert "5.20" in words


def test_free_postage_is_borne_by_the_cooperative(shed: Shed) -> None:
    with transaction():
        set_free_postage(shed.cooperative.id, {"310000": FreeFrom(1)})
    sub_order = shed.buy(2)
    earning = earning_of(sub_order)
    assert sub_order.postage_fen == 0
    assert earning.postage_borne_fen == sub_order.postage_cost_fen > 0
    assert earning.earning_fen == -balance(cooperative_held(shed.cooperative.id))


def test_weeks_begin_on_monday_in_shanghai(shed: Shed, clock: Clock) -> None:
    clock.stop("2026-11-22 23:59")
    first = earning_of(shed.buy(1)).earning_fen
    clock.stop("2026-11-23 00:01")
    second = earning_of(shed.buy(2)).earning_fen
    weeks = weeks_of_cooperative(shed.cooperative.id, today())
    assert len(weeks) == 8
    assert [str(week.first) for week in weeks[-2:]] == ["2026-11-16", "2026-11-23"]
    assert [week.earning.earning_fen for week in weeks[-2:]] == [first, second]
    assert [week.sub_orders for week in weeks] == [0] * 6 + [1, 1]


def test_a_cancelled_order_earns_nothing_and_the_books_say_so(shed: Shed) -> None:
    kept, gone = shed.buy(1), shed.buy(2)
    order_id = gone.order_id
    with transaction():
        cancel_order(order_id, Actor(ActorKind.buyer), "计划有变")
    session.expire_all()
    earned = sum(
        week.earning.earning_fen for week in weeks_of_cooperative(shed.cooperative.id, today())
    )
    assert earned == earning_of(kept).earning_fen
    assert gone.number not in shed.pages.get("/cooperative/sales/").html
    page = shed.pages.get(f"/cooperative/packing/{gone.number}")
    assert "已取消" in page.text
    assert not [form for form in page.forms if form.method == "post" and "packing" in form.action]


def test_the_statement_shows_what_is_owed_line_by_line(shed: Shed) -> None:
    shed.buy(1)
    page = shed.pages.get("/cooperative/sales/statement")
    owed = -balance(cooperative_held(shed.cooperative.id))
    assert f"{owed // 100}.{owed % 100:02d}" in page.text


def test_nobody_sees_what_another_cooperative_earns(shed: Shed) -> None:
    shed.buy(2)
    open_shed(shed.pages)
    assert "还没卖出东西" in shed.pages.get("/cooperative/sales/").text
    assert "账上还没有" in shed.pages.get("/cooperative/sales/statement").text


def test_sales_come_page_by_page(shed: Shed) -> None:
    for address in ("sales/", "sales/statement", "parcels/"):
        for before, status in (("1", 200), ("x", 404), ("-1", 404), ("9" * 30, 404)):
            answer = shed.pages.client.get(f"/cooperative/{address}?before={before}")
            assert answer.status_code == status


def test_parcels_are_found_by_how_far_they_are(shed: Shed) -> None:
    waybill = shed.parcels(shed.buy(1))[0].waybill_number
    for group, is_in in (("all", True), ("here", True), ("way", False), ("there", False)):
        assert (waybill in shed.pages.get(f"/cooperative/parcels/?group={group}").html) == is_in
    assert shed.pages.client.get("/cooperative/parcels/?group=x").status_code == 404
