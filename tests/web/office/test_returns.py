"""The office starts a return for whoever calls, says why, and the buyer is written to."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.claims.models import GoodsReturn
from app.db import session
from app.outbox.models import Message
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.claims.complaints import sell_and_deliver
from tests.claims.test_asking_back import complained
from tests.makers import make_postal

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_wrong_box_goes_back_at_the_cooperatives_cost(app: Flask, pages: Pages) -> None:
    officer = make_postal()
    pages.sign_in(officer)
    sale = sell_and_deliver(boxes=2)
    order = f"/office/orders/{sale.order.number}"
    new = f"{order}/returns/new/{sale.parcel.waybill_number}"
    assert new in pages.get(order).links.values()
    form = pages.get(new).form(new)
    pages.submit(form, expect=422, **{f"boxes-{sale.line_id}": "1"})
    assert session.scalars(select(GoodsReturn)).all() == []
    page = pages.submit(form, reason="wrong", **{f"boxes-{sale.line_id}": "1"})
    back = session.scalars(select(GoodsReturn)).one()
    assert (back.started_by, back.started_by_id, back.payer) == (
        "postal",
        officer.id,
        "cooperative",
    )
    assert [one.facts for one in session.scalars(select(Message)) if one.kind == "tell_return"] == [
        {"return_id": back.id}
    ]
    label = f"{order}/returns/{back.number}/label"
    assert pages.client.get(label).data.startswith(b"%PDF")
    assert back.parcel.waybill_number in pages.get(order).text
    pages.submit(page.form(f"{order}/returns/{back.number}/withdraw"))
    session.expire_all()
    assert session.scalars(select(GoodsReturn.state)).one() == "withdrawn"


def test_a_claim_is_decided_as_send_it_back_first(app: Flask, pages: Pages) -> None:
    _, claim, officer = complained()
    pages.sign_in(session.get_one(Person, officer.person_id))
    here = f"/office/claims/{claim.number}"
    form = pages.get(here).form(f"{here}/ask-back")
    assert "0 到 2 之间" in pages.submit(form, expect=422, boxes="3", words="先退货").text
    assert session.scalars(select(GoodsReturn)).all() == []
    page = pages.submit(form, boxes="1", words="先退货")
    assert page.has_text("等退货")
    assert session.scalars(select(GoodsReturn.claim_id)).one() == claim.id
