"""The test browser refuses what is not in order, and fills in forms as a person would."""

from collections.abc import Callable

import pytest
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from app.people.queries import find_signed_in
from app.web.sign_in import find_secret
from tests.browser_of_pages import Browser, Page, Pages
from tests.makers import make_person
from tests.web.throwaway import add_view

GOOD = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">
<title>梨 · 邮禾</title></head><body><h1>梨</h1>{}</body></html>"""
FORM = """<form id="buy" action="/cart?a=1" method="post">
<input type="hidden" name="request_key" value="k1">
<label>箱数 <input name="boxes" value="1" aria-invalid="true" aria-describedby="e"></label>
<p id="e">只剩 2 箱</p>
<label for="n">留言</label><textarea id="n" name="note">好</textarea>
<label>大小 <select name="size"><option value="s">小</option><option value="l">大</option></select>
</label><label><input type="checkbox" name="gift" value="yes"> 礼盒</label>
<button name="step" value="add">加入</button></form>"""
Show = Callable[..., Page]


@pytest.fixture
def show() -> Show:
    """A page with this body, fetched."""

    def fetch(body: str, page: str = GOOD, path: str = "/") -> Page:
        app = Flask("throwaway")
        app.test_client_class = Browser
        app.add_url_rule(path, "page", lambda: page.format(body))
        client = app.test_client()
        assert isinstance(client, Browser)
        return Pages(client).get(path)

    return fetch


def test_a_page_in_order_is_shown(show: Show) -> None:
    page = show('<p>皮薄<b>汁多</b>。</p><a href="/pears">看看</a>')
    assert (page.title, page.h1, page.status) == ("梨 · 邮禾", "梨", 200)
    assert page.has_text("皮薄汁多。")
    assert page.links == {"看看": "/pears"}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div></p>", "line 2: "),
        ("<h1>又一个</h1>", "2 h1"),
        ('<p id="a"></p><p id="a"></p>', 'id "a" stands 2 times'),
        ('<label for="x">名</label>', "points to nothing"),
        ('<input name="a">', "has no label"),
        ('<form method="post"></form>', "needs an action"),
        ('<form action="/x"></form>', "needs an action and a method"),
        ('<img src="/x.webp" alt="" width="1">', "needs height"),
        ("<script>1</script>", "an inline <script>"),
        ("<style>p{{}}</style>", "a <style>"),
        ('<p style="color:red">x</p>', "style="),
        ('<button onclick="x()">x</button>', "onclick="),
        ('<a href="javascript:x()">x</a>', "javascript:"),
        ('<a href="/x"></a>', "says nothing"),
    ],
)
def test_a_page_out_of_order_is_refused(show: Show, body: str, fault: str) -> None:
    with pytest.raises(AssertionError) as refused:
        show(body)
    assert fault in str(refused.value)


def test_a_page_must_speak_the_language_of_its_address(show: Show) -> None:
    with pytest.raises(AssertionError, match='lang is "zh-Hans", not "en"'):
        show("", path="/en/pears")
    with pytest.raises(AssertionError, match="without a Chinese character"):
        show("", page=GOOD.replace("梨", "Pears").replace("邮禾", "PostHarvest"))


def test_a_title_begins_with_its_h1(show: Show) -> None:
    with pytest.raises(AssertionError, match='does not begin with h1 "桃"'):
        show("", page=GOOD.replace("<h1>梨", "<h1>桃"))


def test_a_form_sends_what_stands_there_and_what_is_typed(show: Show) -> None:
    form = show(FORM).form("/cart")
    assert form.values(boxes="2", gift="yes") == [
        ("request_key", "k1"),
        ("boxes", "2"),
        ("note", "好"),
        ("size", "s"),
        ("gift", "yes"),
    ]


def test_what_is_not_there_cannot_be_filled_in(show: Show) -> None:
    form = show(FORM).form("buy")
    with pytest.raises(AssertionError, match=r"has no field \['price'\]"):
        form.values(price="1")
    with pytest.raises(AssertionError, match="size offers"):
        form.values(size="xxl")


def test_the_error_beside_a_field(show: Show) -> None:
    page = show(FORM)
    assert (page.error("boxes"), page.error("note"), page.value("note")) == ("只剩 2 箱", "", "好")


def test_a_sent_form_is_followed_to_where_it_leads() -> None:
    app = Flask("throwaway")
    app.test_client_class = Browser
    sent: list[tuple[str, str]] = []

    def cart() -> Response:
        sent.extend(request.form.items(multi=True))
        return redirect("/", 303)

    app.add_url_rule("/", "page", lambda: GOOD.format(FORM))
    app.add_url_rule("/cart", "cart", cart, methods=["POST"])
    client = app.test_client()
    assert isinstance(client, Browser)
    pages = Pages(client)
    page = pages.submit(pages.get("/").form("buy"), press="step=add", boxes="３")
    assert page.path == "/"
    assert sent[1] == ("boxes", "３")
    assert sent[-1] == ("step", "add")


def test_a_browser_can_be_somebodys(app: Flask, client: Browser) -> None:
    def who() -> str:
        signed_in = find_signed_in(find_secret() or "")
        return signed_in.person.name if signed_in else "nobody"

    who.visibility = "private"  # type: ignore[attr-defined]
    add_view(app, "/who", who)
    assert client.get("/who").text == "nobody"
    client.sign_in(make_person("王秀英"))
    assert client.get("/who").text == "王秀英"
    client.sign_out()
    assert client.get("/who").text == "nobody"
