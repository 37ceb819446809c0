"""The office decides what is contested, and another person the appeal."""

import pytest
from flask import Flask

from app.claims.actions import appeal, contest_claim
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from tests.browser_of_pages import Pages
from tests.claims.complaints import BUYER, CLERK, sell_and_deliver
from tests.makers import make_postal

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_contested_claim_is_denied_and_granted_on_appeal(app: Flask, pages: Pages) -> None:
    claim = sell_and_deliver(15_600, 3).complain(ClaimCause.bad, bad_count=3)
    with transaction():
        contest_claim(claim, CLERK, "出库时个个完好", [])
    first, second = make_postal("邮政老陈"), make_postal("邮政小李")
    pages.sign_in(first)
    assert claim.number in pages.get("/office/claims/").html
    page = pages.get(f"/office/claims/{claim.number}")
    assert page.value("amount") == "58.50"
    form = page.form(f"/office/claims/{claim.number}/decide")
    page = pages.submit(form, amount="60", words="试试", expect=422)
    assert page.value("words") == "试试"
    page = pages.submit(
        page.form(form.action), amount="0", words="照片看不清", bearer="cooperative"
    )
    assert "未通过" in page.text
    session.expire_all()
    with transaction():
        appeal(claim, BUYER, "补拍了照片", [])
    page = pages.get(f"/office/claims/{claim.number}")
    assert "另一位同事复核" in page.text
    pages.sign_in(second)
    page = pages.get(f"/office/claims/{claim.number}")
    page = pages.submit(page.form(form.action), amount="58.50", words="清楚", bearer="cooperative")
    assert "邮政老陈" in page.text
    assert "邮政小李" in page.text
    session.expire_all()
    assert (claim.state, claim.decided_fen) == ("arbitrated", 5850)
