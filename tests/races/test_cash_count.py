"""A count has one place in the books: no taking slips in behind its back."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.cash.actions import close_day, count_cash
from app.cash.models import CashCount
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import Refusal
from app.orders.kinds import Channel
from app.parcels.models import WaybillRange
from app.payments import actions as payments
from app.payments.actions import take_cash
from app.reports.checks import check_books
from tests.cash.boxes import WRONG_CHANGE, Box, sell, set_up_box
from tests.makers import make_consent, make_lot, make_variant, make_villager
from tests.order_sheets import JIAOXI, make_order
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race


def unpaid(box: Box) -> int:
    """Of a lot of its own, for which nobody else waits."""
    variant = session.get_one(Variant, make_lot(make_variant(), 1).variant_id)
    villager = make_villager(box.shop)
    make_consent(villager)
    return make_order(
        (variant, 1),
        region_code=JIAOXI,
        channel=Channel.village,
        shop_id=box.shop.id,
        villager_id=villager.id,
        placed_by_id=box.keeper.id,
    ).id


def faults() -> list[str]:
    session.remove()
    return [check.name for check in check_books() if check.faults]


def test_counts_and_closes_among_takings_stay_explained(app: Flask) -> None:
    box = set_up_box(6000)
    sell(box)
    orders = [unpaid(box) for _ in range(4)]
    shop_id, keeper_id = box.shop.id, box.keeper.id
    session.remove()

    def act(number: int) -> str:
        if number < len(orders):
            with transaction():
                take_cash(orders[number], shop_id)
            return "taken"
        try:
            with transaction():
                count = count_cash(shop_id, {}, keeper_id, f"count-{number}")
            with transaction():
                close_day(count.id, shop_id, WRONG_CHANGE, keeper_id, f"close-{number}")
        except Refusal as refusal:
            return type(refusal).__name__
        return "closed"

    told = all_at_once(app, 6, act)
    assert told[:4] == ["taken"] * 4
    assert set(told[4:]) <= {"closed", "BoxMovedSinceCount", "DayClosed"}
    assert faults() == []


def taking_that_lasts(app: Flask, box: Box) -> None:
    """One taking is written but not kept yet, a second comes and goes, then the box is counted."""
    slow, quick = unpaid(box), unpaid(box)
    shop_id, keeper_id = box.shop.id, box.keeper.id
    session.remove()
    written, counted = threading.Event(), threading.Event()

    def take_slowly() -> None:
        with app.app_context(), transaction():
            take_cash(slow, shop_id)
            written.set()
            counted.wait(1.5)

    thread = threading.Thread(target=take_slowly)
    thread.start()
    assert written.wait(30)
    with transaction():
        take_cash(quick, shop_id)
    with transaction():
        count_cash(shop_id, {}, keeper_id, "key")
    counted.set()
    thread.join(30)


def test_a_count_waits_for_a_taking_that_is_being_written(app: Flask) -> None:
    box = set_up_box(6000)
    sell(box)
    taking_that_lasts(app, box)
    assert faults() == []
    assert session.scalars(select(CashCount)).one().booked_fen == box.held_fen


@pytest.mark.parametrize("kind", ["postgresql"])
def test_without_the_lock_a_count_misses_what_is_being_written(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin. SQLite has one writer at a time, so nothing can slip in there."""
    monkeypatch.setattr(payments, "lock_account", lambda name: None)
    box = set_up_box(6000)
    sell(box)
    with transaction():
        # Takings that draw from one pool of waybill numbers would wait for each other there.
        session.execute(update(WaybillRange).values(next_serial=WaybillRange.last_serial + 1))
    taking_that_lasts(app, box)
    assert "counts_that_the_books_do_not_show" in faults()
