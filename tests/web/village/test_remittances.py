import pytest

from tests.counters import Counter
from tests.web.village.test_cash import sell

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_notes_go_to_the_bank_against_a_receipt(counter: Counter) -> None:
    sell(counter)
    page = counter.pages.get("/village/remittances/")
    form = page.form("/village/remittances/")
    page = counter.pages.submit(form, amount="500", reference="88", expect=409)
    assert page.has_text("钱箱里只有")
    page = counter.pages.submit(page.form("/village/remittances/"), amount="50", reference="88")
    assert page.has_text("路上")
    assert page.has_text("50.00")


def test_own_notes_are_no_notes_of_the_box(counter: Counter) -> None:
    form = counter.pages.get("/village/remittances/").form("/village/remittances/")
    page = counter.pages.submit(form, amount="50", reference="89", purpose="prepaid")
    assert page.has_text("充预存")
    sent = {"request_key": "k", "amount": "50", "reference": "90", "way": "van"}
    path = "/village/remittances/"
    assert counter.pages.client.post(path, data={**sent, "purpose": "credit"}).status_code == 409
    assert counter.pages.client.post(path, data={**sent, "purpose": "tea"}).status_code == 422
