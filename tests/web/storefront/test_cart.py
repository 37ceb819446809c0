import pytest
from sqlalchemy import func, select

from app import clock as time
from app.db import session, transaction
from app.orders.models import CartLine
from app.stock.actions import reserve
from tests.browser_of_pages import Page, Pages
from tests.page_checks import inner_text
from tests.stalls import Stalls

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
BAD_QUANTITIES = ["-1", "0", "100", "1000000000", str(2**63), "1e3", "2.5", "٣", "二", "1_0", ""]


def put_in(pages: Pages, slug: str, quantity: str = "1", expect: int = 200) -> Page:
    form = pages.get(f"/products/{slug}").form("/cart/add")
    return pages.submit(form, quantity=quantity, expect=expect)


def boxes_in_carts() -> int:
    return session.execute(select(func.coalesce(func.sum(CartLine.boxes), 0))).scalar_one()


def test_an_empty_cart_says_where_to_go_and_makes_no_cookie(pages: Pages, stalls: Stalls) -> None:
    page = pages.get("/cart/")
    assert page.all("div", class_="empty")
    assert "Set-Cookie" not in page.response.headers


def test_the_cart_is_grouped_by_cooperative_and_explains_its_parcels(
    pages: Pages, stalls: Stalls
) -> None:
    put_in(pages, "pears", "２")
    page = put_in(pages, "tea")
    headings = [inner_text(one) for one in page.all("h2")]
    assert headings[:2] == ["查家林果合作社", "天目湖茶叶合作社"]
    assert len(page.all("details", class_="parcels")) == 2
    assert "查家湾翠冠梨 5斤装 ×2" in page.text


@pytest.mark.parametrize("quantity", BAD_QUANTITIES)
def test_a_quantity_that_is_none_puts_nothing_in(
    pages: Pages, stalls: Stalls, quantity: str
) -> None:
    page = put_in(pages, "pears", quantity, expect=422)
    assert page.h1 == "购物车"
    assert boxes_in_carts() == 0


def test_quantities_are_changed_all_at_once_and_one_line_is_taken_out(
    pages: Pages, stalls: Stalls
) -> None:
    put_in(pages, "pears")
    page = put_in(pages, "tea")
    pear, tea = f"quantity-{stalls.pear_box.id}", f"quantity-{stalls.tea_box.id}"
    page = pages.submit(page.form("/cart/change"), **{pear: "3", tea: "４"})
    assert (page.value(pear), page.value(tea)) == ("3", "4")
    page = pages.submit(page.form("/cart/change"), press=f"remove={stalls.tea_box.id}")
    assert boxes_in_carts() == 3
    page = pages.submit(page.form("/cart/change"), **{pear: "-5"}, expect=422)
    assert boxes_in_carts() == 3


def test_a_quantity_that_cannot_be_is_kept_with_its_error_beside_it(
    pages: Pages, stalls: Stalls
) -> None:
    put_in(pages, "pears")
    page = put_in(pages, "tea")
    pear, tea = f"quantity-{stalls.pear_box.id}", f"quantity-{stalls.tea_box.id}"
    page = pages.submit(page.form("/cart/change"), **{pear: "-5", tea: "4"}, expect=422)
    assert (page.value(pear), page.value(tea)) == ("-5", "4")
    assert [one.get("id") for one in page.all("p", class_="field-error")] == [f"{pear}-error"]
    assert boxes_in_carts() == 2


def test_a_place_to_send_to_is_remembered(pages: Pages, stalls: Stalls) -> None:
    page = put_in(pages, "pears")
    assert page.value("province") == "320000"
    pages.submit(page.form("/cart/change"), province="110000")
    assert pages.get("/cart/").value("province") == "110000"
    form = pages.get("/cart/").form("/cart/change")
    answer = pages.client.post(form.action, data={"province": "999999"})
    assert answer.status_code == 422
    assert pages.get("/cart/").value("province") == "110000"


def test_what_is_sold_out_meanwhile_is_marked_and_cannot_be_ordered(
    pages: Pages, stalls: Stalls
) -> None:
    put_in(pages, "pears", "5")
    with transaction():
        reserve("somebody quicker", {stalls.pear_box.id: 38}, time.now())
    page = pages.get("/cart/")
    assert len(page.all("p", class_="field-error")) == 1
    assert "/checkout/" not in page.links.values()


def test_a_pack_that_is_not_there_cannot_be_put_in(pages: Pages, stalls: Stalls) -> None:
    for variant, status in (("999999", 404), ("abc", 422), ("", 422), (str(2**70), 422)):
        data = {"variant": variant, "quantity": "1"}
        assert pages.client.post("/cart/add", data=data).status_code == status
    assert boxes_in_carts() == 0


def test_another_browser_has_another_cart(pages: Pages, stalls: Stalls) -> None:
    put_in(pages, "pears")
    other = Pages(pages.client.application.test_client())  # type: ignore[arg-type]
    assert other.get("/cart/").all("div", class_="empty")
    put_in(other, "tea", "2")
    assert boxes_in_carts() == 3
