import gzip

import brotli
import pytest
from flask import Flask, Response

from app.web.guard import private_page
from tests.browser_of_pages import Browser
from tests.web.throwaway import add_view

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
TEXT = "<p>梨</p>" * 500


@private_page
def long() -> str:
    return TEXT


@private_page
def short() -> str:
    return "<p>梨</p>"


@private_page
def picture() -> Response:
    return Response(b"RIFF" * 1000, mimetype="image/webp")


@pytest.fixture
def shop(app: Flask, client: Browser) -> Browser:
    for view in (long, short, picture):
        add_view(app, f"/{view.__name__}", view)
    return client


def test_a_private_page_is_sent_in_the_way_the_browser_takes(shop: Browser) -> None:
    by_br = shop.get("/long", headers={"Accept-Encoding": "gzip, br"})
    by_gzip = shop.get("/long", headers={"Accept-Encoding": "gzip"})
    plain = shop.get("/long")
    assert brotli.decompress(by_br.data).decode() == TEXT
    assert gzip.decompress(by_gzip.data).decode() == TEXT
    assert (plain.text, plain.headers.get("Content-Encoding")) == (TEXT, None)
    assert by_br.headers["Content-Length"] == str(len(by_br.data))
    assert {"Cookie", "Accept-Encoding"} <= set(by_br.vary)


@pytest.mark.parametrize("address", ["/short", "/picture"])
def test_what_would_not_shrink_is_left_alone(shop: Browser, address: str) -> None:
    answer = shop.get(address, headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers
