"""Neighbours bring returnable boxes back to the counter."""

import pytest

from app.parcels.loans import boxes_back_lately, loan_counts
from tests.counters import Counter
from tests.makers import make_cooperative
from tests.order_sheets import make_waybills
from tests.reports.test_green import send_in

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
BOXES = "/village/boxes/"


def test_a_box_of_any_buyer_is_taken_back_once(counter: Counter) -> None:
    make_waybills(1)
    number = send_in("R403025", make_cooperative()).waybill_number
    page = counter.pages.get(BOXES)
    assert counter.pages.submit(page.form(BOXES), waybill="", expect=422).error("waybill")
    done = counter.pages.submit(page.form(BOXES), waybill=number)
    assert done.has_text(number)
    assert not done.has_text("李雷")
    assert counter.pages.submit(done.form(BOXES), waybill=number, expect=409).error("waybill")
    assert (loan_counts().out, loan_counts().back) == (0, 1)
    assert [one[0] for one in boxes_back_lately(counter.shop.id)] == [number]
