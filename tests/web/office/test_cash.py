import pytest
from flask import Flask

from app.cash.actions import hand_over_cash
from app.cash.models import CashDifference, CashRemittance
from app.cash.queries import closes_of_shop, differences_waiting
from app.db import session, transaction
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.cash.boxes import WRONG_CHANGE, Box, closed, handing, sell, set_up_box

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def box(app: Flask) -> Box:
    made = set_up_box(20_000)
    sell(made)
    return made


def test_nothing_waits_in_an_empty_market(pages: Pages, postal: Person) -> None:
    assert pages.get("/office/cash/").has_text("钱箱都对得上")


def test_notes_are_confirmed_by_the_office_and_a_torn_one_is_explained(
    pages: Pages, postal: Person, box: Box
) -> None:
    with transaction():
        remittance_id = hand_over_cash(box.shop.id, handing(15_000), box.keeper.id).id
    assert pages.get("/office/").links["缴款途中"] == "/office/cash/"
    page = pages.get("/office/cash/")
    assert page.has_text("ICBC-0001")
    address = f"/office/cash/remittances/{remittance_id}"
    page = pages.get(address)
    page = pages.submit(page.form(address), received="140", expect=422)
    fields = {"received": "140", "reason": "false_note", "explanation": "一张残币"}
    pages.submit(page.form(address), **fields)
    assert session.get_one(CashRemittance, remittance_id).state == "differs"
    assert pages.get(address).has_text("140.00")


def test_a_great_difference_is_decided_at_the_desk(pages: Pages, postal: Person, box: Box) -> None:
    closed(box, box.held_fen - 5000, WRONG_CHANGE)
    (difference,) = differences_waiting()
    address = f"/office/cash/differences/{difference.id}"
    page = pages.get(address)
    page = pages.submit(page.form(address), borne_by="shop", note="", expect=422)
    pages.submit(page.form(address), borne_by="shop", note="掌柜认了")
    assert session.get_one(CashDifference, difference.id).state == "booked"


def test_the_last_close_is_corrected_by_another(pages: Pages, postal: Person, box: Box) -> None:
    close = closed(box, box.held_fen - 1000, WRONG_CHANGE)
    address = f"/office/cash/closes/{close.id}"
    page = pages.get(address)
    counted = f"{close.count.booked_fen // 100}.{close.count.booked_fen % 100:02d}"
    page = pages.submit(page.form(address), counted=counted)
    assert page.path == f"/office/cash/shops/{box.shop.id}"
    (last,) = closes_of_shop(box.shop.id)
    assert (last.replaces_id, last.difference_fen) == (close.id, 0)
