"""One tap with a note for a return that came after it had ended."""

import pytest
from flask import Flask

from app.claims.models import GoodsReturn
from app.db import session
from tests.browser_of_pages import Pages
from tests.claims.complaints import sell_and_deliver
from tests.claims.test_late_returns import brought_late
from tests.clocks import Clock
from tests.makers import make_postal

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_it_is_decided_once_and_with_a_note(app: Flask, pages: Pages, clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    back = brought_late(sell_and_deliver(boxes=2), clock, "203")
    pages.sign_in(make_postal())
    assert "逾期退件待处理" in pages.get("/office/").text
    here = f"/office/late-returns/{back.number}"
    assert pages.get("/office/late-returns/").links[back.parcel.waybill_number] == here
    form = pages.get(here).form(here)
    pages.submit(form, expect=422, decision="accept", words="")
    assert session.get_one(GoodsReturn, back.id).state == "late"
    assert "已处理" in pages.submit(form, decision="accept", words="货完好").text
    session.expire_all()
    assert session.get_one(GoodsReturn, back.id).state == "announced"
    pages.submit(form, expect=409, decision="send_back", words="再想想")
