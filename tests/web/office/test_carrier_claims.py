"""What the post is asked for: handed in, paid in part, refused."""

import pytest
from flask import Flask

from app.claims.queries import carrier_claims
from app.db import session
from app.ground.claim_states import CarrierClaimState, ClaimCause
from app.ledger.queries import balance
from tests.browser_of_pages import Pages
from tests.claims.complaints import sell
from tests.makers import make_postal

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_drafts_are_handed_in_and_ended(app: Flask, pages: Pages) -> None:
    for _ in range(2):
        sale = sell(3600)
        sale.scan("987")
        sale.complain(ClaimCause.lost)
    paid, refused = (one.number for one in carrier_claims([CarrierClaimState.drafted]))
    pages.sign_in(make_postal())
    page = pages.get("/office/carrier-claims/")
    table = pages.client.get("/office/carrier-claims/batch.csv?group=drafted")
    assert table.headers["Content-Disposition"] == 'attachment; filename="drafted.csv"'
    assert table.text.count("\r\n") == 3
    pages.submit(page.form("/office/carrier-claims/send"))
    paper = pages.client.get(f"/office/carrier-claims/{paid}/paper.pdf")
    assert paper.data.startswith(b"%PDF-")
    page = pages.get(f"/office/carrier-claims/{paid}")
    form = page.form(f"/office/carrier-claims/{paid}/pay")
    page = pages.submit(form, paid="999", reference="赔-1", expect=422)
    assert page.error("paid")
    page = pages.submit(page.form(form.action), paid="20", reference="赔-1")
    assert "邮政已赔付" in page.text
    page = pages.get(f"/office/carrier-claims/{refused}")
    page = pages.submit(
        page.form(f"/office/carrier-claims/{refused}/reject"), reference="包装不合格"
    )
    assert "邮政拒赔" in page.text
    session.expire_all()
    assert (balance("carrier_claims"), balance("bank")) == (0, 2000)
