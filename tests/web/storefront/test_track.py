"""The public tracking page: places and times for whoever has a number, and nothing about people."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session, transaction
from app.ground.postal_products import PostalProduct
from app.orders.models import Order
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, ParcelBox
from app.parcels.queries import parcels_of_order
from app.parcels.tracking import TrackingFact, record_scans
from app.parcels.waybills import draw_waybill
from app.places.tree import short_name, tree
from app.postage.models import BoxType
from app.web.storefront.track import LOOKS
from tests.browser_of_pages import Browser, Pages
from tests.clocks import Clock
from tests.makers import make_shop
from tests.order_sheets import make_waybills
from tests.stalls import Stalls
from tests.web.storefront.test_orders import ordered, pay

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def parcel(pages: Pages, stalls: Stalls, clock: Clock) -> Parcel:
    clock.stop("2026-07-20 08:00")
    order = ordered(stalls)
    pages.get("/orders/open/a-secret-from-a-letter-0123456789")
    pay(pages, order)
    return parcels_of_order(order.id)[0]


def scan(parcel: Parcel, clock: Clock, *told: tuple[str, str, str, str]) -> None:
    """Code, sub-code, place, note; an hour apart."""
    for code, reason, place, note in told:
        fact = TrackingFact(
            external_id=f"carrier:{code}:{clock.move(hours=1)}",
            code=code,
            reason=reason,
            place=place,
            note=note,
            source=EventSource.carrier,
            happened_at=clock.move(minutes=1),
        )
        with transaction():
            record_scans([(parcel.waybill_number, fact)])


def test_it_says_where_and_when_and_nothing_of_people(
    pages: Pages, parcel: Parcel, clock: Clock
) -> None:
    number = parcel.waybill_number
    scan(
        parcel,
        clock,
        ("203", "", "常州天宁揽投部", "收件员张三 13812345678"),
        ("702", "", "浦东投递部 021-58881234", "先打电话再送"),
    )
    shown = pages.get(f"/track/{number}")
    for words in ("常州天宁揽投部", "浦东投递部", "上海", "正在投递", "预计 7月20日"):
        assert words in shown.text
    order = session.get_one(Order, parcel.sub_order.order_id)
    private = [order.recipient_name, order.detail, "13812345678", "58881234", "张三", "先打电话"]
    private += [order.number, *(content.line.product_name for content in parcel.contents)]
    assert [one for one in private if one and one in shown.text] == []
    assert "noindex" in shown.html
    assert "预计" in pages.get(f"/orders/{order.number}").text


def test_nobody_learns_from_a_number_at_which_shop_or_village_it_waits(
    pages: Pages, parcel: Parcel
) -> None:
    shop = make_shop(name="焦溪村邮站")
    with transaction():
        kept = session.get_one(Parcel, parcel.id)
        kept.pickup_shop_id = shop.id
        village = short_name(tree().get(kept.sub_order.cooperative.origin_code))
    shown = pages.get(f"/track/{parcel.waybill_number}")
    assert "自提点" in shown.text
    assert [one for one in (shop.name, shop.detail, village) if one in shown.text] == []
    order = session.get_one(Order, parcel.sub_order.order_id)
    hers = pages.get(f"/orders/{order.number}").text
    assert (shop.name in hers, village in hers) == (True, True)


def test_how_it_was_handed_over_is_said_and_what_was_taken_back_struck(
    pages: Pages, parcel: Parcel, clock: Clock
) -> None:
    scan(parcel, clock, ("203", "", "常州", ""), ("704", "161", "上海", ""))
    shown = pages.get(f"/track/{parcel.waybill_number}")
    assert "已放家门口" in shown.text
    scan(parcel, clock, ("743", "", "上海", ""))
    shown = pages.get(f"/track/{parcel.waybill_number}")
    assert "已放家门口" not in shown.text
    assert "<s>" in shown.html


def test_nobodys_numbers_are_all_answered_alike(pages: Pages, parcel: Parcel) -> None:
    for number in ("ZZ999999995CN", "nonsense", "9876543210987"):
        page = pages.get(f"/track/{number}", expect=404)
        assert "没有查到这个运单号" in page.text
    assert pages.get("/track/?number=nonsense", expect=404).h1 == "邮件查询"


def test_a_typed_number_finds_its_parcel_without_a_script(pages: Pages, parcel: Parcel) -> None:
    form = pages.get("/track/").form("/track/")
    number = parcel.waybill_number
    typed = f" {number[:2].lower()} {number[2:5]}-{number[5:]} "
    assert pages.submit(form, number=typed).path == f"/track/{number}"


def test_the_number_of_one_of_its_boxes_leads_to_the_parcel_too(
    pages: Pages, parcel: Parcel
) -> None:
    make_waybills(1, first=91_000_000)
    with transaction():
        number = draw_waybill(PostalProduct.ordinary, None)
        kind = session.scalars(select(BoxType.id).limit(1)).one()
        box = ParcelBox(position=9, gross_grams=500, box_type_id=kind, waybill_number=number)
        session.get_one(Parcel, parcel.id).boxes.append(box)
    assert number != parcel.waybill_number
    assert "上海" in pages.get(f"/track/{number}").text


def test_the_same_bytes_for_everybody_and_kept_by_nobody(
    app: Flask, pages: Pages, client: Browser, parcel: Parcel
) -> None:
    address = f"/track/{parcel.waybill_number}"
    stranger = app.test_client()
    answers = [client.get(address), stranger.get(address)]
    assert answers[0].data == answers[1].data
    assert all("Set-Cookie" not in one.headers for one in answers)
    assert "max-age" not in answers[1].headers.get("Cache-Control", "")


def test_whoever_tries_numbers_has_to_wait(client: Browser, parcel: Parcel, clock: Clock) -> None:
    statuses = [client.get(f"/track/EA{number:09d}CN").status_code for number in range(LOOKS + 2)]
    assert statuses == [404] * LOOKS + [429] * 2
    clock.move(minutes=6)
    assert client.get(f"/track/{parcel.waybill_number}").status_code == 200


def test_a_place_that_somebody_wrote_down_by_hand_is_not_public(
    pages: Pages, parcel: Parcel, clock: Clock
) -> None:
    fact = TrackingFact(
        external_id="by hand",
        code="704",
        reason="161",
        place="张三家门口",
        note="",
        source=EventSource.office,
        happened_at=clock.move(minutes=1),
    )
    with transaction():
        record_scans([(parcel.waybill_number, fact)])
    shown = pages.get(f"/track/{parcel.waybill_number}")
    assert "已放家门口" in shown.text
    assert "张三" not in shown.text
    order = session.get_one(Order, parcel.sub_order.order_id)
    assert "张三家门口" in pages.get(f"/orders/{order.number}").text
