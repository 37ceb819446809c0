"""A cooperative answers: pays, or says why not."""

import pytest
from flask import Flask

from app.db import session
from app.ground.claim_states import ClaimCause
from tests.browser_of_pages import Pages
from tests.claims.complaints import sell_and_deliver
from tests.makers import make_clerk, make_cooperative

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_claims_are_answered_from_the_list(app: Flask, pages: Pages) -> None:
    sales = [sell_and_deliver(15_600, 3) for _ in range(2)]
    claims = [sale.complain(ClaimCause.bad, bad_count=3) for sale in sales]
    for claim, press, ending in zip(
        claims, ("accept", "contest"), ("已办结", "等邮政裁定"), strict=True
    ):
        pages.sign_in(make_clerk(claim.sub_order.cooperative))
        page = pages.get("/cooperative/claims/")
        assert "待答复" in page.text
        page = pages.get(f"/cooperative/claims/{claim.number}")
        assert "58.50" in page.text
        form = page.form(f"/cooperative/claims/{claim.number}/{press}")
        if press == "contest":
            page = pages.submit(form, expect=422)
            assert page.error("words")
            page = pages.submit(page.form(form.action), words="出库时个个完好")
            assert "出库时个个完好" in page.text
        else:
            page = pages.submit(form)
        assert ending in page.text
        assert ending in pages.get("/cooperative/claims/").text
    session.expire_all()
    assert [claim.state for claim in claims] == ["resolved", "evidence"]
    pages.sign_in(make_clerk(make_cooperative()))
    pages.get(f"/cooperative/claims/{claims[1].number}", expect=404)
    assert "没有理赔" in pages.get("/cooperative/claims/").text
