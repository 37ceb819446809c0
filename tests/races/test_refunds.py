"""Twenty clicks on "pay back" at once. The twin reads what is left without the order's lock."""

import threading
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import session, transaction
from app.ground.refusals import RefundableChanged, RefundTooLarge
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order, SubOrder
from app.payments import refunds
from app.payments.kinds import RefundReason
from app.payments.models import Refund
from app.payments.refunds import RefundWish, refund_part
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, books_balance, paid, tell
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race
OFFICE = Actor(ActorKind.postal)
CLICKS = 20


@pytest.fixture
def part(app: Flask) -> SubOrder:
    make_waybills(5)
    variant = make_variant(price_fen=5200)
    make_lot(variant, 10)
    order = make_order((variant, 1))
    tell(paid(begin(order)))
    return session.get_one(Order, order.id).sub_orders[0]


def click(
    app: Flask, part: SubOrder, fen: int, *, count: int = CLICKS, one_key: bool = False, seen: bool
) -> Counter[str]:
    part_id, left_fen = part.id, part.total_fen if seen else None
    goods = {part.lines[0].id: fen}
    session.remove()

    def act(number: int) -> str:
        wish = RefundWish(reason=RefundReason.goodwill, goods=goods, seen_left_fen=left_fen)
        try:
            with transaction():
                (one,) = refund_part(part_id, wish, OFFICE, "key" if one_key else f"key-{number}")
                return one.number
        except (RefundTooLarge, RefundableChanged) as refusal:
            return refusal.code

    return Counter(all_at_once(app, count, act))


def refunded() -> tuple[int, int]:
    found = session.execute(select(func.count(), func.sum(Refund.amount_fen))).one()
    return found[0], int(found[1])


def test_one_form_sent_twenty_times_is_one_refund(app: Flask, part: SubOrder) -> None:
    told = click(app, part, 100, one_key=True, seen=True)
    assert (list(told.values()), refunded()) == ([CLICKS], (1, 100))
    books_balance()


def test_twenty_forms_that_saw_the_same_amount_left_are_one_refund(
    app: Flask, part: SubOrder
) -> None:
    told = click(app, part, 100, seen=True)
    assert (told["refundable_changed"], refunded()) == (CLICKS - 1, (1, 100))
    books_balance()


def test_twenty_refunds_at_once_never_exceed_the_line(app: Flask, part: SubOrder) -> None:
    told = click(app, part, 1000, seen=False)
    assert (told["refund_too_large"], refunded()) == (CLICKS - 5, (5, 5000))
    books_balance()


def test_without_the_lock_several_forms_are_believed(
    app: Flask, part: SubOrder, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "sqlite":
        # Its writers come one after the other, so the twin cannot fail there.
        return
    everybody_has_read = threading.Barrier(8)

    def read_without_lock(part_id: int) -> SubOrder:
        found = session.get_one(SubOrder, part_id)
        assert found.lines
        everybody_has_read.wait(30)
        return found

    monkeypatch.setattr(refunds, "_lock_part", read_without_lock)
    click(app, part, 1000, count=8, seen=True)
    # Five forms were believed; the rows' own caps have stopped the others all the same.
    assert refunded() == (5, 5000)
