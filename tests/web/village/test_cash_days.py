import pytest

from app.cash.queries import last_close_of
from tests.counters import Counter
from tests.web.village.test_cash import sell

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_what_the_books_say_is_shown_after_the_count_and_a_difference_is_explained(
    counter: Counter,
) -> None:
    paid = sell(counter).total_fen
    yuan = f"{paid // 100}.{paid % 100:02d}"
    page = counter.pages.get("/village/cash-days/count")
    assert yuan not in page.html
    assert yuan not in counter.pages.get("/village/").html
    form = page.form("/village/cash-days/count")
    page = counter.pages.submit(form, note50="1", note5="一", expect=422)
    page = counter.pages.submit(page.form("/village/cash-days/count"), note50="1", note5="")
    assert yuan.removesuffix(".00") in page.html
    assert f"少了 {(paid - 5000) // 100}." in page.html
    form = page.form(f"{page.path}/close")
    page = counter.pages.submit(form, expect=422)
    page = counter.pages.submit(page.form(form.action), reason="wrong_change", explanation="多找了")
    assert page.has_text("多找了")
    close = last_close_of(counter.shop.id)
    assert close is not None
    assert close.difference_fen == 5000 - paid
    assert counter.pages.get("/village/cash-days/").has_text("多找了")


def test_a_count_of_another_shop_is_missing(counter: Counter) -> None:
    assert counter.pages.client.get("/village/cash-days/counts/77").status_code == 404
    assert counter.pages.client.post("/village/cash-days/counts/77/close").status_code == 404
