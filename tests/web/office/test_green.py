"""The green post's page: shares with their lights, and the table behind each chart."""

import pytest

from app.parcels.loans import loan_counts
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_cooperative
from tests.order_sheets import make_waybills
from tests.reports.test_green import send_in

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_shares_stand_beside_their_goals(pages: Pages, postal: Person) -> None:
    empty = pages.get("/office/green/")
    assert empty.has_text("还没有寄出过邮件")
    make_waybills(3)
    seller = make_cooperative(name="梨社")
    send_in("C302520", seller, boxes=2)
    send_in("R403025", seller)
    shown = pages.get("/office/green/")
    assert shown.has_text("66.66 %")
    assert shown.has_text("已达标")
    assert shown.has_text("0 %")
    assert shown.has_text("未达标")
    assert shown.has_text("梨社")


def test_a_box_is_scanned_back_at_the_office_once(pages: Pages, postal: Person) -> None:
    make_waybills(1)
    number = send_in("R403025", make_cooperative()).waybill_number
    page = pages.get("/office/green/boxes")
    assert page.has_text("还没有收回过循环箱")
    assert pages.submit(page.form("/office/green/boxes"), waybill="?", expect=422).error("waybill")
    done = pages.submit(page.form("/office/green/boxes"), waybill=number.lower())
    assert done.has_text(number)
    assert (loan_counts().out, loan_counts().back) == (0, 1)
    again = pages.submit(done.form("/office/green/boxes"), waybill=number, expect=409)
    assert again.error("waybill")
    assert ("waybill", number) in again.form("/office/green/boxes").values()
    assert (loan_counts().out, loan_counts().back) == (0, 1)
