from urllib.parse import quote

import pytest
from flask import Flask, Response, session, url_for

from app.db import transaction
from app.people.actions import end_sign_in, revoke_role, start_sign_in
from app.people.kinds import Role
from app.people.models import Person
from app.people.queries import prove_password
from app.web import guard, sign_in
from app.web.guard import private_page
from tests.browser_of_pages import Browser
from tests.makers import (
    PASSWORD,
    make_clerk,
    make_cooperative,
    make_person,
    make_postal,
    make_shop,
    make_shopkeeper,
)
from tests.makers import give_role as give
from tests.statements import count_statements
from tests.web.throwaway import add_view

ORIGIN = {"Origin": "http://localhost"}


def start(person: Person) -> str:
    proof = prove_password(person.phone, PASSWORD)
    with transaction():
        return start_sign_in(proof, "127.0.0.1")


def show() -> str:
    return guard.current_signed_in().person.name


def shop() -> str:
    return str(guard.current_shop_id())


def cooperative() -> str:
    return str(guard.current_cooperative_id())


@pytest.fixture
def doors(app: Flask, client: Browser) -> Browser:
    """One page behind each door, and a way in."""

    @private_page
    def come_in(secret: str) -> Response:
        sign_in.remember(secret)
        return Response("in")

    @private_page
    def go_out() -> Response:
        with transaction():
            end_sign_in(sign_in.find_secret() or "")
        sign_in.forget()
        return Response("out")

    def choose(number: int) -> str:
        guard.choose_shop(number)
        return "chosen"

    def write() -> str:
        return "written"

    for face in ("village", "cooperative", "office"):
        add_view(app, "/show-of-test", show, face=face)
        add_view(app, "/write-of-test", write, face=face, methods=["POST"])
    add_view(app, "/mine", private_page(show))
    add_view(app, "/shop-of-test", shop, face="village")
    add_view(app, "/cooperative-of-test", cooperative, face="cooperative")
    add_view(app, "/choose/<int:number>", choose, face="village")
    add_view(app, "/in/<secret>", come_in)
    add_view(app, "/out", go_out)
    add_view(app, "/write", private_page(write), methods=["POST"])
    return client


FACES = ("village", "cooperative", "office")


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("face", FACES)
def test_a_stranger_is_sent_to_sign_in_and_back(app: Flask, doors: Browser, face: str) -> None:
    with app.test_request_context():
        sign_in_page = url_for("storefront.people.sign_in")
    address = f"/en/{face}/show-of-test?day=2026-08-10"
    answer = doors.get(address)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/en{sign_in_page}?next={quote(address, safe='/?')}"
    assert doors.post(f"/{face}/write-of-test").headers["Location"] == sign_in_page


@pytest.mark.parametrize("kind", ["sqlite"])
def test_each_face_lets_in_its_own_people_only(doors: Browser) -> None:
    people = {
        "village": make_shopkeeper(make_shop()),
        "cooperative": make_clerk(make_cooperative()),
        "office": make_postal(),
        "none": make_person(),
    }
    let_in = {}
    for role, person in people.items():
        doors.get(f"/in/{start(person)}")
        let_in[role] = [doors.get(f"/{face}/show-of-test").status_code for face in FACES]
    assert let_in == {
        "village": [200, 403, 403],
        "cooperative": [403, 200, 403],
        "office": [403, 403, 200],
        "none": [403, 403, 403],
    }


def test_a_role_taken_away_counts_from_the_next_request_on(doors: Browser) -> None:
    person = make_person()
    grant = give(person, Role.postal)
    doors.get(f"/in/{start(person)}")
    assert doors.get("/office/show-of-test").status_code == 200
    with transaction():
        revoke_role(grant.id)
    assert doors.get("/office/show-of-test").status_code == 403


def test_a_copied_cookie_is_worthless_after_signing_out(doors: Browser) -> None:
    doors.get(f"/in/{start(make_person())}")
    copy = doors.get_cookie("market")
    assert copy is not None
    assert doors.get("/mine").status_code == 200
    doors.get("/out")
    assert doors.get("/mine").status_code == 303
    doors.set_cookie("market", copy.value)
    assert doors.get("/mine").status_code == 303


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_signs_in_gets_a_session_of_her_own(doors: Browser) -> None:
    doors.get(f"/in/{start(make_person('甲'))}")
    planted = doors.get_cookie("market")
    doors.get(f"/in/{start(make_person('乙'))}")
    fresh = doors.get_cookie("market")
    assert planted is not None
    assert fresh is not None
    assert planted.value != fresh.value
    assert doors.get("/mine").text == "乙"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_cookie_that_we_have_not_signed_is_nobody(doors: Browser) -> None:
    for value in ("", "garbage", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "\xe9" * 10):
        doors.set_cookie("market", value)
        assert doors.get("/mine").status_code == 303


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_is_looking_is_one_statement(doors: Browser) -> None:
    doors.get(f"/in/{start(make_shopkeeper(make_shop()))}")
    with count_statements() as sent:
        doors.get("/village/shop-of-test")
    assert len(sent) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_shopkeeper_works_for_the_shop_she_chose(doors: Browser) -> None:
    first, second, foreign = make_shop(), make_shop(), make_shop()
    person = make_shopkeeper(first)
    give(person, Role.shopkeeper, shop=second)
    doors.get(f"/in/{start(person)}")
    assert doors.get("/village/shop-of-test").text == str(first.id)
    doors.get(f"/village/choose/{second.id}")
    assert doors.get("/village/shop-of-test").text == str(second.id)
    assert doors.get(f"/village/choose/{foreign.id}").status_code == 403
    assert doors.get("/village/shop-of-test").text == str(second.id)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_roles_of_one_face_open_nothing_in_another(doors: Browser) -> None:
    person = make_clerk(make_cooperative())
    give(person, Role.shopkeeper, shop=make_shop())
    doors.get(f"/in/{start(person)}")
    assert doors.get("/cooperative/cooperative-of-test").status_code == 200
    assert doors.get("/village/shop-of-test").status_code == 200
    assert doors.get("/office/show-of-test").status_code == 403


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", **ORIGIN},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Referer": "https://evil.example/localhost"},
    ],
)
def test_a_write_from_another_site_does_nothing(doors: Browser, headers: dict[str, str]) -> None:
    assert doors.post("/write", headers=headers).status_code == 403


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        ORIGIN,
        {"Sec-Fetch-Site": "same-origin", **ORIGIN},
        {"Sec-Fetch-Site": "none"},
        {"Referer": "http://localhost/cart"},
    ],
)
def test_our_own_forms_are_taken(doors: Browser, headers: dict[str, str]) -> None:
    assert doors.post("/write", headers=headers).status_code == 200


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_form_of_a_hundred_thousand_fields_is_too_large(doors: Browser) -> None:
    answer = doors.post(
        "/write",
        data="&".join(f"f{n}=1" for n in range(100_000)),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_cookie_is_ours_alone(app: Flask, doors: Browser) -> None:
    app.config.update(SESSION_COOKIE_NAME="__Host-market", SESSION_COOKIE_SECURE=True)
    answer = doors.get(f"/in/{start(make_person())}")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-market=")
    assert all(word in cookie for word in ("; Secure", "; HttpOnly", "; Path=/", "SameSite=Lax"))
    assert "Domain" not in cookie


@pytest.mark.parametrize("kind", ["sqlite"])
def test_looking_at_a_private_page_alone_sets_no_cookie(app: Flask, client: Browser) -> None:
    @private_page
    def look() -> str:
        return str(session.get("cart"))

    add_view(app, "/look", look)
    assert "Set-Cookie" not in client.get("/look").headers
