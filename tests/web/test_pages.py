import pytest
from flask import Flask, request
from jinja2 import DictLoader, PrefixLoader
from werkzeug.wrappers import Response as Answer

from app.ground.quantities import parse_quantity
from app.ground.refusals import Refusal, SoldOut
from app.web.forms import Form
from app.web.guard import private_page
from app.web.pages import back_to, page, page_again, safe_next, tell
from tests.browser_of_pages import Browser
from tests.web.throwaway import add_view

HOSTILE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "@evil.example",
    " //evil.example",
    "/orders\r\nSet-Cookie: a=b",
    "/。evil",
    "/" + "a" * 600,
    "",
    None,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nobody_is_sent_away_from_the_market(text: str | None) -> None:
    assert safe_next(text, "/home") == "/home"


@pytest.mark.parametrize("text", ["/", "/orders/26112300001?tab=parcels#top", "/en/cart", "/@me"])
def test_a_path_of_our_own_is_kept(text: str) -> None:
    assert safe_next(text, "/home") == text


TEMPLATE = """{{ form.values.get("boxes", "") }}|
{%- for name, refusal in form.errors.items() %}{{ name }}: {{ say(refusal) }}{% endfor %}|
{%- if refusal %}{{ say(refusal) }}{% endif %}|
{%- if flashes is defined %}{{ get_flashed_messages()|join }}{% endif %}"""


@pytest.fixture
def counter(app: Flask, client: Browser) -> Browser:
    """A form for boxes, of which two are left."""

    @private_page
    def new() -> str:
        return page(form=Form.filled(boxes=1))

    @private_page
    def place() -> Answer:
        form = Form(request.form)
        try:
            boxes = form.take("boxes", parse_quantity)
            form.check()
            if boxes > 2:
                raise SoldOut(left=2)
        except Refusal as refusal:
            return page_again(refusal, form=form, like="new")
        tell("订好了")
        return back_to("storefront.throwaway.new")

    assert isinstance(app.jinja_loader, PrefixLoader)
    app.jinja_loader.mapping = {
        **app.jinja_loader.mapping,
        "storefront": DictLoader({"throwaway/new.html": TEMPLATE}),
    }
    add_view(app, "/new-of-test", new)
    add_view(app, "/new-of-test", place, methods=["POST"])
    return client


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_form_goes_from_its_first_look_to_its_thanks(counter: Browser) -> None:
    assert counter.get("/new-of-test").text == "1|||"
    answer = counter.post("/new-of-test", data={"boxes": "2"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/new-of-test")
    assert counter.get("/new-of-test").text == "1|||订好了"
    assert counter.get("/new-of-test").text == "1|||"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("typed", "status", "shown"),
    [
        ("minus", 422, "minus|boxes: 一次可以买 1 到 99 份。|请看一下标出来的几处。|"),
        ("", 422, "|boxes: 这一项要填。|请看一下标出来的几处。|"),
        ("5", 409, "5||不够了，只剩 2 份。|"),
    ],
)
def test_a_refused_form_comes_back_with_what_was_typed(
    counter: Browser, typed: str, status: int, shown: str
) -> None:
    answer = counter.post("/new-of-test", data={"boxes": typed})
    assert (answer.status_code, answer.text) == (status, shown)
