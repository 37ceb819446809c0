import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import session, transaction
from app.orders.cart import CartOwner, wanted_of
from app.people.actions import AddressDraft, save_address
from app.people.kinds import Role
from app.people.models import Person, SavedAddress, SignIn
from tests.browser_of_pages import Page, Pages
from tests.clocks import Clock
from tests.makers import JIAOXI, PASSWORD, give_role, make_cooperative, make_person, make_shop
from tests.stalls import Stalls

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
NEW = {
    "name": "周晓梅",
    "phone": "１３８ 0000 2222",
    "email": "",
    "password": "tai-hu-bian-de-tao-zi",
    "terms": "yes",
}


def sign_in(pages: Pages, person: Person, password: str = PASSWORD, expect: int = 200) -> Page:
    form = pages.get("/sign-in").form("/sign-in")
    return pages.submit(form, login=person.phone or "", password=password, expect=expect)


def persons() -> int:
    return session.execute(select(func.count()).select_from(Person)).scalar_one()


def test_who_makes_an_account_is_signed_in_and_keeps_her_cart(pages: Pages, stalls: Stalls) -> None:
    pages.submit(pages.get("/products/pears").form("/cart/add"), quantity="3")
    door = pages.get("/sign-up?next=/cart/")
    cart = pages.submit(door.form("/sign-up"), **NEW)
    assert cart.path == "/cart/"
    person = session.scalars(select(Person).where(Person.name == "周晓梅")).one()
    assert person.phone == "13800002222"
    assert wanted_of(CartOwner(person.id, None)) == {stalls.pear_box.id: 3}
    assert pages.get("/account").has_text("周晓梅")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "一" * 31),
        ("phone", "12345"),
        ("email", "nobody"),
        ("password", "123"),
        ("password", "password1"),
        ("terms", None),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    pages: Pages, field: str, value: str | None
) -> None:
    told = {**NEW, field: value}
    form = pages.get("/sign-up").form("/sign-up")
    page = pages.submit(
        form, expect=422, **{name: text for name, text in told.items() if text is not None}
    )
    assert page.error(field) != ""
    if field != "name":
        assert page.value("name") == "周晓梅"
    assert PASSWORD not in page.html
    assert persons() == 0


def test_a_phone_has_one_account(pages: Pages) -> None:
    make_person(phone="13800002222")
    page = pages.submit(pages.get("/sign-up").form("/sign-up"), expect=409, **NEW)
    assert page.error("phone") != ""
    assert persons() == 1


def test_signing_in_with_the_wrong_password_says_no_more_than_that(pages: Pages) -> None:
    person = make_person()
    stranger = Person(phone="13700009999")
    wrong = sign_in(pages, person, "another-password", expect=422)
    unknown = sign_in(pages, stranger, "another-password", expect=422)
    assert wrong.error("password") == unknown.error("password") != ""
    assert session.scalars(select(SignIn)).all() == []


def test_the_eleventh_wrong_try_is_not_looked_at(pages: Pages, clock: Clock) -> None:
    clock.stop("2026-07-25 09:00")
    person = make_person()
    for _ in range(10):
        sign_in(pages, person, "another-password", expect=422)
    assert sign_in(pages, person, expect=429).response.headers["Retry-After"]
    clock.move(minutes=6)
    assert sign_in(pages, person).path == "/account"


def test_signing_out_is_for_good(pages: Pages) -> None:
    person = make_person()
    page = sign_in(pages, person)
    copy = pages.client.get_cookie("market")
    assert copy is not None
    page = pages.submit(page.form("/sign-out"))
    assert page.path == "/"
    pages.client.set_cookie("market", copy.value)
    assert pages.client.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/orders/", "/orders/"),
        ("/en/cart/", "/en/cart/"),
        ("https://evil.example/", "/account"),
        ("//evil.example", "/account"),
        ("/\\evil.example", "/account"),
        ("javascript:alert(1)", "/account"),
    ],
)
def test_after_signing_in_she_goes_on_only_within_the_market(
    pages: Pages, wanted: str, path: str
) -> None:
    person = make_person()
    data = {"login": person.phone, "password": PASSWORD, "next": wanted}
    answer = pages.client.post("/sign-in", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, path)


def test_the_script_is_told_who_is_looking(app: Flask, pages: Pages) -> None:
    nobody = pages.client.get("/me.json")
    assert nobody.json == {"name": None, "cart_count": 0, "faces": []}
    assert nobody.headers["Cache-Control"] == "private, no-store"
    person = make_person("王秀英")
    give_role(person, Role.shopkeeper, shop=make_shop())
    give_role(person, Role.clerk, cooperative=make_cooperative())
    pages.sign_in(person)
    told = pages.client.get("/me.json").json
    assert told is not None
    assert told["name"] == "王秀英"
    assert [one["address"] for one in told["faces"]] == ["/village/", "/cooperative/"]


def test_an_address_is_forgotten_by_its_owner_alone(pages: Pages) -> None:
    person, other = make_person(), make_person()
    draft = AddressDraft("王秀英", "13812345678", JIAOXI[:9], "老街 3 号")
    with transaction():
        mine, theirs = save_address(person, draft).id, save_address(other, draft).id
    pages.sign_in(person)
    page = pages.get("/account")
    assert "老街 3 号" in page.text
    assert pages.client.post(f"/addresses/{theirs}/remove").status_code == 404
    pages.submit(page.form(f"/addresses/{mine}/remove"))
    assert list(session.scalars(select(SavedAddress.id))) == [theirs]


def test_which_phones_have_accounts_is_not_to_be_asked_again_and_again(pages: Pages) -> None:
    known = make_person()
    told = {**NEW, "phone": known.phone}
    answers = [pages.client.post("/sign-up", data=told).status_code for _ in range(11)]
    assert answers == [409] * 10 + [429]
    assert persons() == 1
