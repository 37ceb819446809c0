import pytest
from flask import Flask, url_for
from flask_babel import gettext

from app.web.guard import private_page
from app.web.languages import alternates, current_language
from tests.browser_of_pages import Browser
from tests.web.throwaway import add_view

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@private_page
def tell() -> dict[str, object]:
    return {
        "locale": current_language().locale,
        "text": gettext("Please sign in first."),
        "own": url_for("storefront.throwaway.tell"),
        "others": [other.address for other in alternates("https://market.example")],
        "absolute": [other.absolute for other in alternates("https://market.example")],
    }


@pytest.fixture
def told(app: Flask, client: Browser) -> Browser:
    add_view(app, "/tell.json", tell)
    return client


@pytest.mark.parametrize(
    ("address", "locale", "text"),
    [
        ("/tell.json", "zh_Hans", "请先登录。"),
        ("/zh-hant/tell.json", "zh_Hant", "請先登入。"),
        ("/en/tell.json", "en", "Please sign in first."),
    ],
)
def test_the_address_alone_chooses_the_language(
    told: Browser, address: str, locale: str, text: str
) -> None:
    answer = told.get(address, headers={"Accept-Language": "fr"}).get_json()
    assert (answer["locale"], answer["text"], answer["own"]) == (locale, text, address)


def test_the_switch_leads_to_the_same_page_in_each_language(told: Browser) -> None:
    answer = told.get("/en/tell.json?q=%E6%A2%A8&n=2").get_json()
    tail = "/tell.json?q=%E6%A2%A8&n=2"
    assert answer["others"] == [tail, f"/zh-hant{tail}", f"/en{tail}"]
    assert answer["absolute"][1] == "https://market.example/zh-hant/tell.json"


def test_a_word_that_only_begins_like_a_language_is_no_language(told: Browser) -> None:
    assert told.get("/english/tell.json").status_code == 404
    assert told.get("/enx/tell.json").status_code == 404


def test_a_language_is_not_named_twice(told: Browser) -> None:
    assert told.get("/en/en/tell.json").status_code == 404


def test_static_files_have_no_language(told: Browser) -> None:
    assert told.get("/static/tokens.css", buffered=True).status_code == 200
    assert told.get("/en/static/tokens.css").status_code == 404
