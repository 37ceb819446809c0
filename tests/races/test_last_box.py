"""The last box under fifty buyers is sold once; without its guard it is sold to all of them."""

import threading
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import SoldOut
from app.orders.actions import place_order
from app.orders.models import Order
from app.reports.checks import check_books
from app.stock import actions as stock
from app.stock.models import Lot
from app.stock.queries import FreeBoxes, FreeLot
from tests.makers import make_lot, make_variant
from tests.order_sheets import SECRET, make_order, make_wish
from tests.races.crowds import all_at_once

BUYERS = 50


def crowd_for_one_box(app: Flask) -> list[str]:
    """What each buyer is told: 'sold' or '0 left'; whatever else happens is raised."""
    variant_id = make_lot(make_variant(), 1).variant_id
    session.remove()

    def buy(_: int) -> str:
        wish = make_wish((session.get_one(Variant, variant_id), 1))
        try:
            with transaction():
                place_order(wish, SECRET)
        except SoldOut as refusal:
            return f"{refusal.facts['left']} left"
        return "sold"

    return all_at_once(app, BUYERS, buy)


def assert_sold_once(told: list[str]) -> None:
    lot = session.scalars(select(Lot)).one()
    orders = session.scalar(select(func.count()).select_from(Order))
    assert sorted(told) == ["0 left"] * (BUYERS - 1) + ["sold"]
    assert (orders, lot.on_hand, lot.reserved, lot.allocated) == (1, 1, 1, 0)
    assert [check.name for check in check_books() if check.faults] == []


def test_the_last_box_is_sold_once(app: Flask) -> None:
    assert_sold_once(crowd_for_one_box(app))


def _one_box_each(variant_ids: Sequence[int]) -> list[FreeBoxes]:
    return [FreeBoxes(one, None, None, None, 1) for one in variant_ids]


def test_without_its_guard_the_last_box_is_sold_to_everybody(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: what everybody read before is written back without a condition."""

    def take_what_was_read(lot_id: int, boxes: int) -> bool:
        session.execute(update(Lot).where(Lot.id == lot_id).values(reserved=0 + boxes))
        return True

    monkeypatch.setattr(stock, "take", take_what_was_read)
    monkeypatch.setattr(
        stock, "lots_by_expiry", lambda variant_id, on: [FreeLot(_lot_of(variant_id), 1)]
    )
    monkeypatch.setattr("app.orders.baskets.free_boxes", _one_box_each)
    told = crowd_for_one_box(app)
    assert told == ["sold"] * BUYERS
    with pytest.raises(AssertionError):
        assert_sold_once(told)


def _lot_of(variant_id: int) -> int:
    return session.scalars(select(Lot.id).where(Lot.variant_id == variant_id)).one()


def test_twenty_clicks_on_one_button_place_one_order(app: Flask) -> None:
    variant_id = make_lot(make_variant(), 30).variant_id
    wish = make_wish((session.get_one(Variant, variant_id), 1))
    session.remove()

    def click(_: int) -> str:
        with transaction():
            return place_order(wish, SECRET).number

    numbers = all_at_once(app, 20, click)
    assert len(set(numbers)) == 1
    assert session.scalar(select(func.count()).select_from(Order)) == 1
    assert session.scalar(select(func.sum(Lot.reserved))) == 1


def test_carts_with_the_same_packs_in_opposite_order_never_wait_in_a_ring(app: Flask) -> None:
    first, second = (make_lot(make_variant(), 100).variant_id for _ in range(2))
    session.remove()
    lock = threading.Lock()
    placed: list[str] = []

    def buy(number: int) -> None:
        pair = [session.get_one(Variant, one) for one in (first, second)]
        ordered = pair if number % 2 else pair[::-1]
        with transaction():
            order = place_order(make_wish(*((one, 1) for one in ordered)), SECRET)
        with lock:
            placed.append(order.number)

    all_at_once(app, 30, buy)
    assert len(set(placed)) == 30
    assert session.scalars(select(Lot.reserved).order_by(Lot.id)).all() == [30, 30]
    make_order((session.get_one(Variant, first), 1))
