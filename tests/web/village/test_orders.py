from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.postings import cash_box
from app.ledger.queries import balance
from app.orders.models import Order
from app.parcels.kinds import EventSource
from app.parcels.queries import parcels_of_order
from app.parcels.tracking import TrackingFact, record_scans
from app.payments.shop_money import agree_terms, credit_used, propose_terms
from app.shops.kinds import ConsentPurpose
from app.shops.models import Villager
from app.stock.models import Lot
from tests.browser_of_pages import Page
from tests.counters import Counter, come_in
from tests.makers import (
    make_consent,
    make_lot,
    make_postal,
    make_product,
    make_shop,
    make_shopkeeper,
    make_variant,
    make_villager,
)
from tests.order_sheets import make_waybills
from tests.page_checks import inner_text
from tests.statements import count_statements

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def villager(counter: Counter) -> Villager:
    make_waybills()
    villager = make_villager(counter.shop, phone="13800005678")
    make_consent(villager)
    make_consent(villager, ConsentPurpose.receive_for_me)
    return villager


@pytest.fixture
def pears(counter: Counter) -> Variant:
    variant = make_variant(make_product(name="翠冠梨"), price_fen=5200)
    make_lot(variant, 5)
    return variant


def basket(counter: Counter, villager: Villager, expect: int = 200, **boxes: object) -> Page:
    asked = {"villager": villager.id, **{k.replace("_", "-"): v for k, v in boxes.items()}}
    return counter.pages.get(f"/village/orders/confirm?{urlencode(asked)}", expect)


def orders() -> list[Order]:
    return list(session.scalars(select(Order).order_by(Order.id)))


def order(counter: Counter, villager: Villager, pears: Variant, boxes: int = 1) -> Order:
    page = basket(counter, villager, **{f"boxes_{pears.id}": boxes})
    counter.pages.submit(page.form("/village/orders/"))
    return orders()[-1]


def test_without_a_villager_she_is_looked_for_first(counter: Counter) -> None:
    assert counter.pages.get("/village/orders/new").path == "/village/villagers/"


def test_what_was_chosen_survives_another_search(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    page = counter.pages.get(
        f"/village/orders/new?villager={villager.id}&q=没有&boxes-{pears.id}=2"
    )
    assert "前面已选" in page.text
    assert page.value(f"boxes-{pears.id}") == "2"


def test_the_same_form_sent_twice_is_one_order(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    form = basket(counter, villager, **{f"boxes_{pears.id}": 2}).form("/village/orders/")
    first = counter.pages.submit(form)
    second = counter.pages.submit(form)
    assert first.path == second.path
    assert len(orders()) == 1
    assert orders()[0].delivery_preference == "shop"
    assert orders()[0].pickup_shop_id == counter.shop.id
    assert orders()[0].placed_by_id == counter.keeper.id


def test_same_as_last_time_is_one_tap(counter: Counter, villager: Villager, pears: Variant) -> None:
    order(counter, villager, pears, boxes=2)
    page = counter.pages.get(f"/village/orders/new?villager={villager.id}")
    link = next(address for words, address in page.links.items() if "和上次一样" in words)
    page = counter.pages.get(link)
    counter.pages.submit(page.form("/village/orders/"))
    assert [sum(line.boxes for line in one.sub_orders[0].lines) for one in orders()] == [2, 2]


def test_without_her_consent_nothing_is_ordered(counter: Counter, pears: Variant) -> None:
    villager = make_villager(counter.shop)
    page = basket(counter, villager, **{f"boxes_{pears.id}": 1})
    assert "去登记同意" in page.text
    form = page.form("/village/orders/")
    counter.pages.submit(form, delivery_consent="yes", expect=409)
    counter.pages.submit(form, expect=422)
    assert orders() == []


def test_the_shelf_needs_a_standing_consent_or_todays(counter: Counter, pears: Variant) -> None:
    villager = make_villager(counter.shop)
    make_consent(villager)
    form = basket(counter, villager, **{f"boxes_{pears.id}": 1}).form("/village/orders/")
    page = counter.pages.submit(form, expect=422)
    assert page.error("delivery_consent") != ""
    counter.pages.submit(form, delivery_consent="yes")
    assert len(orders()) == 1


def test_next_door_needs_a_name_and_todays_consent(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    form = basket(counter, villager, **{f"boxes_{pears.id}": 1}).form("/village/orders/")
    page = counter.pages.submit(form, preference="neighbour", expect=422)
    assert page.error("neighbour") != ""
    page = counter.pages.submit(form, preference="neighbour", neighbour="李家 8 号", expect=422)
    assert page.error("delivery_consent") != ""
    told = {"preference": "neighbour", "neighbour": "李家 8 号", "delivery_consent": "yes"}
    counter.pages.submit(form, **told)
    assert [(one.neighbour, one.detail) for one in orders()] == [("李家 8 号", "塘岸上 7 号")]


def test_what_was_sold_meanwhile_is_told_beside_the_line(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    form = basket(counter, villager, **{f"boxes_{pears.id}": 5}).form("/village/orders/")
    order(counter, villager, pears, boxes=3)
    page = counter.pages.submit(form, expect=409)
    assert "只剩 2 份" in "".join(page.one("li", id=f"boxes-{pears.id}").itertext())
    assert len(orders()) == 1


BAD = ("-1", "1000000000", "2147483648", str(2**63), "9" * 400, "1e3", "NaN", "1_000", "٣", "1.5")


@pytest.mark.parametrize("boxes", BAD)
def test_a_quantity_that_is_none_stands_there_again(
    counter: Counter, villager: Villager, pears: Variant, boxes: str
) -> None:
    page = basket(counter, villager, 422, **{f"boxes_{pears.id}": boxes})
    assert page.error(f"boxes-{pears.id}") != ""
    assert page.value(f"boxes-{pears.id}") == boxes
    form = basket(counter, villager, **{f"boxes_{pears.id}": 1}).form("/village/orders/")
    counter.pages.submit(form, expect=422, **{f"boxes-{pears.id}": boxes})
    assert orders() == []


def test_full_width_digits_are_read_and_an_empty_basket_is_told(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    page = basket(counter, villager, **{f"boxes_{pears.id}": "２"})
    assert page.value(f"boxes-{pears.id}") == "2"
    basket(counter, villager, 422, **{f"boxes_{pears.id}": "0"})
    basket(counter, villager, 422, **{f"boxes_{pears.id}": ""})
    basket(counter, villager, 404, **{"boxes_999999": "1"})


def test_a_total_of_the_browsers_own_is_not_believed(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    form = basket(counter, villager, **{f"boxes_{pears.id}": 1}).form("/village/orders/")
    counter.pages.submit(form, total_fen="1", expect=409)
    counter.pages.submit(form, total_fen="-1", expect=422)
    assert orders() == []


def test_the_tick_insures_her_goods_at_their_price(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    page = basket(counter, villager, **{f"boxes_{pears.id}": 1})
    form, bare = page.form("/village/orders/"), int(page.value("total_fen"))
    assert page.value("insurance_fen") == "52"
    assert "0.52" in page.text
    assert f"{(bare + 52) / 100:.2f}" in page.text
    for forged in ("0", "51", "5200"):
        counter.pages.submit(form, insured="yes", insurance_fen=forged, expect=409)
    assert orders() == []
    page = counter.pages.submit(form, insured="yes")
    (placed,) = orders()
    (part,) = placed.sub_orders
    assert (placed.total_fen, part.postage_fen) == (bare + 52, bare - 5200 + 52)


def test_cash_is_taken_once_and_never_too_little(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    placed = order(counter, villager, pears)
    page = counter.pages.get(f"/village/orders/{placed.number}")
    form = page.form("cash-taken")
    for received in ("1", "-5", "1e3", "", "abc"):
        page = counter.pages.submit(form, received=received, expect=422)
        assert page.error("received") != ""
    assert balance(cash_box(counter.shop.id)) == 0
    counter.pages.submit(form, received="100")
    counter.pages.submit(form, received="100", expect=409)
    assert balance(cash_box(counter.shop.id)) == placed.total_fen


def test_a_note_on_the_counter_is_one_tap(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    placed = order(counter, villager, pears)
    page = counter.pages.get(f"/village/orders/{placed.number}")
    page = counter.pages.submit(page.form("exact-or-notes"), press="received=100.00")
    change = 10_000 - placed.total_fen
    assert f"找零 {change // 100}.{change % 100:02d} 元" in page.text


def test_cancelling_gives_back_the_boxes_and_then_the_notes(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    placed = order(counter, villager, pears, boxes=2)
    page = counter.pages.get(f"/village/orders/{placed.number}")
    counter.pages.submit(page.form("cash-taken"), received="200")
    page = counter.pages.get(f"/village/orders/{placed.number}")
    page = counter.pages.submit(
        page.form(f"/village/orders/{placed.number}/cancel"), reason="买错了"
    )
    assert "买错了" in page.text
    lot = session.execute(select(Lot).where(Lot.variant_id == pears.id)).scalar_one()
    assert (lot.on_hand, lot.allocated) == (5, 0)
    assert balance(cash_box(counter.shop.id)) == placed.total_fen
    home = counter.pages.get("/village/")
    back = next(one for one in home.forms if "/village/cash/hand-back/" in one.action)
    counter.pages.submit(back)
    counter.pages.submit(back)
    assert balance(cash_box(counter.shop.id)) == 0


def test_where_a_parcel_is_leaves_standing_what_was_withdrawn_only_struck(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    placed = order(counter, villager, pears)
    page = counter.pages.get(f"/village/orders/{placed.number}")
    counter.pages.submit(page.form("cash-taken"), received="200")
    waybill = parcels_of_order(placed.id)[0].waybill_number
    # Left, said by mistake; then turned back, and back at the cooperative.
    for minute, code in enumerate(("203", "208", "212", "708", "711")):
        with transaction():
            record_scans([(waybill, scan(code, minute))])
    page = counter.pages.get(f"/village/orders/{placed.number}")
    assert [inner_text(one) for one in page.all("s")] == ["离开"]
    assert page.has_text("已退回合作社")


def scan(code: str, minute: int) -> TrackingFact:
    return TrackingFact(
        external_id=f"scan:{code}",
        code=code,
        place="常州",
        note="",
        source=EventSource.carrier,
        happened_at=clock.now() + timedelta(minutes=minute),
    )


def test_the_receipt_shows_the_shops_commission(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    placed = order(counter, villager, pears)
    page = counter.pages.get(f"/village/orders/{placed.number}/receipt")
    assert "本站佣金" in page.text
    assert "1.56 元" in page.text


def test_orders_of_other_shops_are_not_there(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    placed = order(counter, villager, pears)
    come_in(counter.pages.client.application, counter.pages, make_shopkeeper(make_shop()))
    for address in ("", "/receipt"):
        path = f"/village/orders/{placed.number}{address}"
        assert counter.pages.client.get(path).status_code == 404
    for step in ("/cash", "/cancel"):
        path = f"/village/orders/{placed.number}{step}"
        answer = counter.pages.client.post(path, data={"received": "100"})
        assert answer.status_code == 404
    session.refresh(placed)
    assert placed.state == "placed"
    assert session.execute(select(func.count()).select_from(Order)).scalar_one() == 1


def test_the_choice_costs_the_same_however_much_there_is(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    address = f"/village/orders/new?villager={villager.id}"
    counter.pages.get(address)
    with count_statements() as few:
        counter.pages.get(address)
    for _ in range(8):
        make_lot(make_variant(make_product()), 3)
    with count_statements() as many:
        page = counter.pages.get(address)
    assert len(page.all("li", class_="offer")) == 9
    assert len(many) == len(few)


def test_a_part_in_cash_and_the_rest_on_the_shops_credit(
    counter: Counter, villager: Villager, pears: Variant
) -> None:
    placed = order(counter, villager, pears)
    one, other = make_postal().id, make_postal().id
    with transaction():
        terms = propose_terms(counter.shop.id, 100_000, one)
    with transaction():
        agree_terms(terms.id, other)
    address = f"/village/orders/{placed.number}"
    for part, status in (("0", 422), ("9999", 422), ("10", 303)):
        answer = counter.pages.client.post(f"{address}/cash", data={"part": part})
        assert answer.status_code == status
    page = counter.pages.get(address)
    assert page.has_text(f"{(placed.total_fen - 1000) / 100:.2f}")
    assert (
        counter.pages.client.post(f"{address}/account", data={"way": "stripe"}).status_code == 422
    )
    assert (
        counter.pages.client.post(f"{address}/account", data={"way": "shop_prepaid"}).status_code
        == 409
    )
    counter.pages.submit(page.form(f"{address}/account"), way="shop_credit")
    session.expire_all()
    assert (placed.state, credit_used(counter.shop.id)) == ("paid", placed.total_fen - 1000)
