import threading
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock as time
from app.catalogue.actions import change_price, withdraw_product
from app.catalogue.models import Variant
from app.cooperatives.actions import set_free_postage
from app.db import session, transaction
from app.ground.free_carriage import FreeFrom
from app.ground.postage import Band
from app.ground.postal_products import PostalProduct
from app.ground.tariffs import Tariff, Terms, Zone
from app.orders.models import CartLine, Order
from app.people.models import SavedAddress
from app.postage.actions import publish_first
from app.postage.queries import forget_rates
from app.stock.actions import reserve
from app.stock.queries import left_of
from tests.browser_of_pages import Browser, Form, Page, Pages
from tests.clocks import Clock
from tests.makers import JIAOXI, make_person, make_shop
from tests.page_checks import inner_text
from tests.stalls import Stalls

FILLED = {
    "recipient": "李雷",
    "phone": "139 1234 5678",
    "province": "320000",
    "city": "320400",
    "county": "320402",
    "town": "320402109",
    "detail": "查家村12号",
    "perishable": "yes",
}
sqlite_only = pytest.mark.parametrize("kind", ["sqlite"])


def orders() -> list[Order]:
    return list(session.scalars(select(Order).order_by(Order.id)))


def checkout(pages: Pages, *slugs: str) -> Page:
    for slug in slugs or ("pears",):
        pages.submit(pages.get(f"/products/{slug}").form("/cart/add"))
    return pages.get("/checkout/")


def known(pages: Pages, page: Page, **changes: str) -> Page:
    """Filled in and counted, list by list, as without JavaScript."""
    filled = {**FILLED, **changes}
    for last in ("province", "city", "county", "town"):
        names = ("province", "city", "county", "town")
        fields = {name: filled[name] for name in names[: names.index(last) + 1]}
        page = pages.submit(page.form("/checkout/"), press="step=continue", **fields)
    return page


def place(pages: Pages, page: Page, expect: int = 200, **changes: str) -> Page:
    fields = {**FILLED, **changes}
    form = page.form("/checkout/")
    sent = {name: text for name, text in fields.items() if name in form.controls}
    return pages.submit(form, press="step=place", expect=expect, **sent)


def post(client: Browser, form: Form, **changes: str | bytes | None) -> Any:
    fields = {**dict(form.values()), **FILLED, "step": "place", **changes}
    body = urlencode({name: value for name, value in fields.items() if value is not None})
    return client.post("/checkout/", data=body, content_type="application/x-www-form-urlencoded")


def nothing_happened(stalls: Stalls, boxes: int = 40) -> None:
    assert orders() == []
    assert left_of([stalls.pear_box.id])[stalls.pear_box.id] == boxes
    assert session.execute(select(func.count()).select_from(CartLine)).scalar_one() == 1


def test_an_order_is_placed_as_a_guest(pages: Pages, stalls: Stalls) -> None:
    page = place(pages, known(pages, checkout(pages, "pears", "tea")))
    order = orders()[0]
    assert page.path == f"/pay/{order.number}"
    assert (order.person_id, order.recipient_phone, order.region_code) == (
        None,
        "13912345678",
        "320402109",
    )
    assert [part.goods_fen for part in order.sub_orders] == [3600, 5800]
    assert pages.get("/cart/").all("div", class_="empty")


@sqlite_only
def test_an_empty_cart_has_nothing_to_check_out(pages: Pages, stalls: Stalls) -> None:
    assert pages.get("/checkout/").path == "/cart/"
    assert pages.client.post("/checkout/", data=FILLED).status_code == 422
    assert orders() == []


@sqlite_only
def test_each_list_follows_the_one_above_it(pages: Pages, stalls: Stalls) -> None:
    page = checkout(pages)
    page = known(pages, page)
    page = pages.submit(page.form("/checkout/"), press="step=continue", province="110000")
    assert [page.value(name) for name in ("province", "city", "county")] == ["110000", "", ""]


@sqlite_only
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", ""),
        ("recipient", "一" * 31),
        ("phone", "12345"),
        ("phone", ""),
        ("detail", ""),
        ("detail", "路" * 101),
        ("note", "谢" * 201),
        ("perishable", None),
        ("preference", "roof"),
        ("preference", None),
        ("province", "999999"),
        ("city", "110100"),
        ("town", ""),
        ("total_fen", "free"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_is_kept(
    pages: Pages, stalls: Stalls, field: str, value: str | None
) -> None:
    form = known(pages, checkout(pages)).form("/checkout/")
    answer = post(pages.client, form, **{field: value})
    assert answer.status_code == 422
    page = Page("/checkout/", answer)
    if field not in ("preference", "total_fen"):
        assert page.error(field) != ""
    if field != "recipient":
        assert page.value("recipient") == "李雷"
    nothing_happened(stalls)


@sqlite_only
@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_broken_text_changes_nothing(pages: Pages, stalls: Stalls, text: str) -> None:
    form = known(pages, checkout(pages)).form("/checkout/")
    answer = post(pages.client, form, detail=text.encode("utf-8", "surrogatepass"))
    assert answer.status_code in (400, 422)
    nothing_happened(stalls)


def test_a_changed_price_is_shown_before_it_is_charged(pages: Pages, stalls: Stalls) -> None:
    page = known(pages, checkout(pages))
    with transaction():
        change_price(stalls.pear_box, 4100)
    page = place(pages, page, expect=409)
    assert "41" in page.text
    nothing_happened(stalls)
    place(pages, page)
    assert orders()[0].goods_fen == 4100


@sqlite_only
def test_a_total_sent_by_the_browser_is_compared_and_never_charged(
    pages: Pages, stalls: Stalls
) -> None:
    form = known(pages, checkout(pages)).form("/checkout/")
    for total in ("1", "0", "999999999999"):
        assert post(pages.client, form, total_fen=total).status_code == 409
    assert post(pages.client, form, price_fen="1", goods_fen="1").status_code == 303
    assert orders()[0].goods_fen == 3600


def test_a_lot_sold_out_meanwhile_is_said_and_nothing_is_taken(
    pages: Pages, stalls: Stalls
) -> None:
    page = known(pages, checkout(pages))
    with transaction():
        reserve("somebody quicker", {stalls.pear_box.id: 40}, time.now())
    page = place(pages, page, expect=409)
    assert page.all("p", class_="field-error")
    assert page.value("recipient") == "李雷"
    nothing_happened(stalls, 0)


@sqlite_only
def test_a_season_closed_meanwhile_is_said(pages: Pages, stalls: Stalls, clock: Clock) -> None:
    page = known(pages, checkout(pages))
    clock.stop("2026-08-11 08:00")
    place(pages, page, expect=409)
    assert orders() == []


@sqlite_only
def test_a_product_withdrawn_meanwhile_is_said(pages: Pages, stalls: Stalls) -> None:
    page = known(pages, checkout(pages))
    with transaction():
        withdraw_product(stalls.pears)
    place(pages, page, expect=409)
    assert orders() == []


@sqlite_only
def test_another_place_than_the_door_needs_consent(pages: Pages, stalls: Stalls) -> None:
    page = known(pages, checkout(pages))
    page = place(pages, page, expect=422, preference="neighbour")
    assert page.error("preference_consent") != ""
    assert page.error("neighbour") != ""
    page = place(
        pages, page, preference="neighbour", neighbour="三楼张阿姨", preference_consent="yes"
    )
    assert (orders()[0].delivery_preference, orders()[0].neighbour) == ("neighbour", "三楼张阿姨")


@sqlite_only
def test_a_village_shop_is_chosen_among_those_near(pages: Pages, stalls: Stalls) -> None:
    shop, far = make_shop(JIAOXI), make_shop("320481107214")
    page = known(pages, checkout(pages))
    page = place(pages, page, expect=422, preference="shop", preference_consent="yes")
    assert page.error("pickup_shop") != ""
    told = {"preference": "shop", "preference_consent": "yes"}
    answer = post(pages.client, page.form("/checkout/"), **told, pickup_shop=str(far.id))
    assert answer.status_code == 422
    place(pages, page, **told, pickup_shop=str(shop.id))
    assert orders()[0].pickup_shop_id == shop.id


def test_sending_the_same_form_twice_orders_once(pages: Pages, stalls: Stalls) -> None:
    form = known(pages, checkout(pages)).form("/checkout/")
    answers = [post(pages.client, form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert {answer.headers["Location"] for answer in answers} == {f"/pay/{orders()[0].number}"}
    assert len(orders()) == 1


def test_two_clicks_at_the_same_moment_order_once(
    app: Flask, pages: Pages, stalls: Stalls, clock: Clock
) -> None:
    form = known(pages, checkout(pages)).form("/checkout/")
    cookie = pages.client.get_cookie("market")
    assert cookie is not None
    clock.run()
    answers: list[Any] = []

    def click() -> None:
        with time.stopped_at(moment):
            browser = app.test_client()
            browser.set_cookie("market", cookie.value)
            answers.append(post(browser, form))  # type: ignore[arg-type]

    moment = clock.stop("2026-07-25 10:00")
    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(orders()) == 1
    assert left_of([stalls.pear_box.id])[stalls.pear_box.id] == 39


@sqlite_only
def test_somebody_elses_request_key_opens_nothing(app: Flask, pages: Pages, stalls: Stalls) -> None:
    form = known(pages, checkout(pages)).form("/checkout/")
    post(pages.client, form)
    number = orders()[0].number
    stranger = Pages(app.test_client())  # type: ignore[arg-type]
    stranger.get(f"/orders/{number}", expect=404)
    stranger.get(f"/pay/{number}", expect=404)


@sqlite_only
def test_saved_addresses_fill_in_the_form_of_their_owner(pages: Pages, stalls: Stalls) -> None:
    person = make_person()
    pages.sign_in(person)
    place(pages, known(pages, checkout(pages)))
    saved = session.scalars(select(SavedAddress)).one()
    assert (saved.person_id, saved.detail, orders()[0].person_id) == (
        person.id,
        "查家村12号",
        person.id,
    )
    page = checkout(pages, "tea")
    page = pages.get(f"/checkout/?address={saved.id}")
    assert [page.value(name) for name in ("recipient", "town")] == ["李雷", "320402109"]
    pages.sign_in(make_person())
    checkout(pages, "tea")
    pages.get(f"/checkout/?address={saved.id}", expect=404)


def test_the_tick_insures_the_goods_for_one_percent_that_is_shown_before(
    pages: Pages, stalls: Stalls
) -> None:
    page = checkout(pages)
    # There is no price yet, but the place where it will stand.
    (place_of_it,) = page.all("div", data_part="insurance")
    assert "insured" not in page.form("/checkout/").controls
    page = known(pages, page)
    bare = int(page.value("total_fen"))
    (place_of_it,) = page.all("div", data_part="insurance")
    assert page.value("insurance_fen") == "36"
    assert "0.36" in inner_text(place_of_it)
    page = pages.submit(page.form("/checkout/"), press="step=continue", insured="yes")
    (sums,) = page.all("aside", data_part="sum")
    assert f"{(bare + 36) / 100:.2f}" in inner_text(sums)
    assert "其中保价费 0.36" in inner_text(sums)
    assert page.value("total_fen") == str(bare)
    page = place(pages, page, insured="yes")
    (order,) = orders()
    assert (order.goods_fen, order.total_fen) == (3600, bare + 36)
    (part,) = order.sub_orders
    assert (part.postage_fen, part.postage_cost_fen) == (bare - 3600 + 36, bare - 3600 + 36)
    assert "其中保价费 0.36" in pages.get(f"/orders/{order.number}").text


@sqlite_only
def test_who_goes_by_a_sticker_is_told_that_it_cannot_be_insured_and_who_pays_a_free_carriage(
    pages: Pages, stalls: Stalls
) -> None:
    zone = Zone("S", ("320000",), (Band(10_000, 350),))
    sticker = Tariff(PostalProduct.sticker, Terms(insurance_bp=0, most_boxes=1), (zone,))
    with transaction():
        publish_first(sticker, "320000", date(2026, 1, 1), "a notice")
    page = known(pages, checkout(pages))
    assert "insured" not in page.form("/checkout/").controls
    assert "不能保价" in page.text
    # Three times the postage, of goods for 36.00.
    assert "10.50" in page.text
    (pears,) = session.scalars(select(Variant).where(Variant.price_fen == 3600)).all()
    with transaction():
        set_free_postage(pears.product.cooperative_id, {"320000": FreeFrom(3600)})
    page = known(pages, pages.get("/checkout/"))
    assert "包邮，邮费由合作社承担" in page.text
    place(pages, page)
    (order,) = orders()
    assert (order.postage_fen, order.total_fen) == (0, 3600)
    assert "包邮：合作社承担 3.50" in pages.get(f"/orders/{order.number}").text
    forget_rates()


@pytest.mark.parametrize("forged", ["0", "1", "3600", "-36", "x", ""])
def test_an_insurance_price_of_the_browsers_own_changes_nothing(
    pages: Pages, stalls: Stalls, forged: str
) -> None:
    page = known(pages, checkout(pages))
    answer = post(pages.client, page.form("/checkout/"), insured="yes", insurance_fen=forged)
    assert answer.status_code in (409, 422)
    nothing_happened(stalls)
    # Without the tick it is not looked at: nothing is insured, nothing is charged.
    if forged == "3600":
        post(pages.client, page.form("/checkout/"), insurance_fen=forged)
        assert [one.total_fen for one in orders()] == [int(page.value("total_fen"))]
