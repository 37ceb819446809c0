"""The urban shopper: from the hall to two delivered parcels, as a guest and signed in."""

from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session, transaction
from app.jobs.worker import Worker
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.models import Parcel
from app.reports.checks import check_books
from tests.browser_of_pages import Page, Pages
from tests.clocks import Clock
from tests.makers import PASSWORD, make_person
from tests.order_sheets import make_waybills
from tests.stalls import Stalls, set_up_stalls

CLERK = Actor(ActorKind.cooperative)
PASTED = "李雷 139-1234-5678 江苏省常州市天宁区郑陆镇查家村12号"


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def look_around(pages: Pages) -> None:
    hall = pages.get("/")
    assert hall.h1 == "常州馆"
    assert "查家湾翠冠梨" in hall.text
    assert "长荡湖大闸蟹" in hall.text
    for sought, name in (
        ("翠冠梨", "查家湾翠冠梨"),
        ("dzx", "长荡湖大闸蟹"),
        ("白茶", "天目湖白茶"),
    ):
        found = pages.get(f"/search?q={quote(sought)}")
        assert [one.attrib["href"] for one in found.all("a", class_="cover")], sought
        assert name in found.text


def see_what_it_costs(pages: Pages) -> Page:
    """Without signing in: price of a jin, village to city, postage and day for my province."""
    page = pages.get("/products/pears")
    assert all(word in page.text for word in ("查家村", "郑陆镇", "天宁区", "7.20"))
    beijing = pages.get("/products/pears?province=110000")
    assert "北京市" in beijing.text
    assert beijing.text != page.text
    return page


def fill_the_cart(pages: Pages) -> Page:
    page = see_what_it_costs(pages)
    pages.submit(page.form("/cart/add"), quantity="２")
    cart = pages.submit(pages.get("/products/tea").form("/cart/add"), quantity="1")
    assert cart.path == "/cart/"
    assert all(name in cart.text for name in ("查家林果合作社", "天目湖茶叶合作社"))
    assert "130.00" in cart.text
    return cart


def check_out(pages: Pages) -> Page:
    """One page; the address is understood by a button, without JavaScript."""
    page = pages.get("/checkout/")
    form = page.form("/checkout/")
    page = pages.submit(form, press="step=parse", pasted=PASTED)
    kept = [page.value(name) for name in ("recipient", "phone", "province", "town", "detail")]
    assert kept == ["李雷", "13912345678", "320000", "320402109", "查家村12号"]
    page = pages.submit(page.form("/checkout/"), press="step=place", expect=422)
    assert page.error("perishable") != ""
    assert page.value("recipient") == "李雷"
    assert session.scalars(select(Order)).all() == []
    return pages.submit(page.form("/checkout/"), press="step=place", perishable="yes")


def pay(pages: Pages, page: Page) -> Page:
    order = session.scalars(select(Order)).one()
    assert page.path == f"/pay/{order.number}"
    page = pages.submit(page.form(f"/pay/{order.number}"))
    assert page.path.startswith("/demonstration/cards/")
    page = pages.submit(page.form(page.path), press="decision=pay")
    assert page.path == f"/orders/{order.number}"
    return page


def send_everything(app: Flask, parcels: list[Parcel]) -> None:
    Worker(app).drain()
    with transaction():
        rows = locked(parcel.id for parcel in parcels)
        print_labels(rows, CLERK)
        pack(rows, CLERK)
        hand_over(rows, CLERK)
    Worker(app).drain()


def follow(pages: Pages, clock: Clock, parcels: list[Parcel], order_page: str) -> Page:
    """Stop by stop at the carrier's own page; the order's timelines grow with each."""
    page = pages.get(order_page)
    for parcel in parcels:
        lines = 0
        for _ in range(6):
            clock.move(hours=3)
            post = pages.get(f"/demonstration/post/{parcel.waybill_number}")
            pages.submit(post.form(f"/demonstration/post/{parcel.waybill_number}"))
            page = pages.get(order_page)
            assert len(page.all("time")) > lines
            lines = len(page.all("time"))
    return page


@pytest.fixture
def stalls(app: Flask, clock: Clock) -> Stalls:
    make_waybills()
    return set_up_stalls(clock)


@pytest.mark.parametrize("visitor", ["guest", "signed in"])
def test_a_shopper_gets_pears_and_tea(
    app: Flask, pages: Pages, clock: Clock, stalls: Stalls, visitor: str
) -> None:
    look_around(pages)
    fill_the_cart(pages)
    if visitor == "signed in":
        # What was put in as a guest is still there afterwards.
        person = make_person(phone="13800001111")
        door = pages.get("/sign-in?next=/cart/")
        cart = pages.submit(door.form("/sign-in"), login="13800001111", password=PASSWORD)
        assert "130.00" in cart.text
        assert pages.client.get("/me.json").json == {
            "name": person.name,
            "cart_count": 3,
            "faces": [],
        }
    page = pay(pages, check_out(pages))
    order = session.scalars(select(Order)).one()
    assert (order.state, len(order.sub_orders), order.goods_fen) == ("paid", 2, 13000)
    assert (order.person_id is None) == (visitor == "guest")
    assert pages.get("/cart/").forms[-1].action != "/cart/change"

    parcels = list(session.scalars(select(Parcel).order_by(Parcel.id)))
    assert len(parcels) == 2
    plain = page.text.replace(" ", "")
    assert all(parcel.waybill_number in plain for parcel in parcels)
    send_everything(app, parcels)
    page = follow(pages, clock, parcels, f"/orders/{order.number}")
    session.expire_all()
    assert [part.state for part in order.sub_orders] == ["delivered", "delivered"]
    assert [parcel.state for parcel in parcels] == ["delivered", "delivered"]

    for part in order.sub_orders:
        page = pages.get(f"/orders/{order.number}")
        receive = next(one for one in page.forms if part.number in str(one.values()))
        page = pages.submit(receive)
    session.expire_all()
    assert [part.state for part in order.sub_orders] == ["received", "received"]
    assert order.number in pages.get("/orders/").text
    books_balance()
