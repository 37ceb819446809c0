"""Where our money goes: another manager confirms it, nobody confirms her own."""

import pytest

from tests.browser_of_pages import Pages
from tests.makers import make_cooperative, make_manager


@pytest.mark.parametrize("kind", ["sqlite"])
def test_another_manager_confirms_it(pages: Pages) -> None:
    cooperative = make_cooperative()
    pages.sign_in(make_manager(cooperative))
    form = pages.get("/cooperative/payees/").form("/cooperative/payees/")
    said = {"kind": "stripe", "holder": "查家合作社", "account": "acct_1AbC"}
    mine = pages.submit(form, **said)
    assert "/confirm" not in mine.text
    assert pages.client.post("/cooperative/payees/1/confirm").status_code == 403
    pages.sign_in(make_manager(cooperative, "蒋经理"))
    theirs = pages.get("/cooperative/payees/")
    confirmed = pages.submit(theirs.form("/cooperative/payees/1/confirm"))
    assert "已确认" in confirmed.text
    assert pages.client.post("/cooperative/payees/1/refuse").status_code == 409
