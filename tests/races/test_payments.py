"""Many messages about one payment at once: it is booked once, and nothing is answered but 200.

The twin reads without the rows' locks; PostgreSQL then lets messages run into each other.
"""

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import SoldOut
from app.ledger.models import JournalEntry
from app.orders.actions import expire_order, place_order
from app.orders.models import Order
from app.parcels.models import Parcel
from app.partners.cards import Standing
from app.payments import messages
from app.payments.models import CardEvent, Payment, Refund
from app.reports.checks import check_books
from app.stock.models import Lot
from tests.browser_of_pages import Browser
from tests.makers import make_lot, make_variant
from tests.order_sheets import SECRET, make_order, make_waybills, make_wish
from tests.races.crowds import all_at_once
from tests.web.hooks.wires import demo_wire

pytestmark = pytest.mark.race
DELIVERIES = 20


@pytest.fixture
def lot(app: Flask) -> Lot:
    make_waybills(5)
    return make_lot(make_variant(), 10)


@pytest.fixture
def payment(app: Flask, lot: Lot) -> Payment:
    order = make_order((session.get_one(Variant, lot.variant_id), 1))
    return demo_wire(app).begin(order)


def deliver(app: Flask, events: list[dict[str, Any]]) -> Counter[tuple[int, str]]:
    wire = demo_wire(app)
    session.remove()

    def one(number: int) -> tuple[int, str]:
        answer = wire.tell(browser(app), events[number])
        return answer.status_code, str(answer.json.get("outcome", ""))

    return Counter(all_at_once(app, len(events), one))


def browser(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    return client


def counts() -> dict[str, int]:
    return {
        model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
        for model in (CardEvent, JournalEntry, Parcel, Refund)
    }


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def test_one_event_delivered_twenty_times_books_once(app: Flask, payment: Payment) -> None:
    event = demo_wire(app).event(payment)
    told = deliver(app, [event] * DELIVERIES)
    assert told == {(200, "applied"): 1, (200, "ignored"): DELIVERIES - 1}
    assert counts() == {"card_events": 1, "journal_entries": 1, "parcels": 1, "refunds": 0}
    books_balance()


def twenty_events(app: Flask, payment: Payment) -> list[dict[str, Any]]:
    wire = demo_wire(app)
    return [wire.event(payment, name=f"evt_{number}") for number in range(DELIVERIES)]


def test_twenty_events_of_one_payment_book_once(app: Flask, payment: Payment) -> None:
    told = deliver(app, twenty_events(app, payment))
    assert told == {(200, "applied"): 1, (200, "ignored"): DELIVERIES - 1}
    assert counts() == {"card_events": 20, "journal_entries": 1, "parcels": 1, "refunds": 0}
    books_balance()


def test_without_the_locks_the_events_run_into_each_other(
    app: Flask, payment: Payment, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "sqlite":
        # Its writers come one after the other, so the twin cannot fail there.
        return
    everybody_has_read = threading.Barrier(8)

    def read_without_lock(model: Any, ids: Any) -> list[Any]:
        rows = [session.get_one(model, one) for one in ids]
        if model is Payment:
            everybody_has_read.wait(30)
        return rows

    events = twenty_events(app, payment)[:8]
    monkeypatch.setattr(messages, "lock_rows", read_without_lock)
    told = deliver(app, events)
    assert told[(200, "applied")] == 1
    assert told[(200, "ignored")] == 0
    # The table has the last word all the same.
    assert counts()["journal_entries"] == 1
    books_balance()


def test_an_order_that_is_paid_while_it_expires_is_sold(app: Flask, payment: Payment) -> None:
    """Whoever is first: in time, or revived with the boxes that have just been given back."""
    with transaction():
        overdue = clock.now() - timedelta(seconds=1)
        session.execute(update(Order).values(pay_by=overdue))
    wire, order_id = demo_wire(app), payment.order_id
    event = wire.event(payment)
    session.remove()

    def act(number: int) -> str:
        if number % 2:
            return str(wire.tell(browser(app), event).status_code)
        with transaction():
            return "expired" if expire_order(order_id) else "too late"

    told = Counter(all_at_once(app, 8, act))
    order = session.get_one(Order, order_id)
    lot = session.scalars(select(Lot)).one()
    assert told["200"] == 4
    assert (order.state, lot.allocated, lot.reserved) == ("paid", 1, 0)
    assert session.execute(select(Refund.reason)).all() == []
    books_balance()


def test_boxes_of_an_expired_order_are_sold_again_or_revived_and_never_both(
    app: Flask, lot: Lot
) -> None:
    """Ten boxes held by ten expired orders; late money for all of them meets ten new buyers of
    one box each. Every box is sold once, and whoever paid has boxes or the money back."""
    variant = session.get_one(Variant, lot.variant_id)
    wire = demo_wire(app)
    payments = [wire.begin(make_order((variant, 2))) for _ in range(5)]
    with transaction():
        session.execute(update(Order).values(pay_by=clock.now() - timedelta(seconds=1)))
    for payment in payments:
        with transaction():
            assert expire_order(payment.order_id)
    events = [wire.event(payment, name=f"late_{n}") for n, payment in enumerate(payments)]
    wishes = [make_wish((variant, 1)) for _ in range(5)]
    session.remove()

    def act(number: int) -> str:
        if number % 2:
            answer = wire.tell(browser(app), events[number // 2])
            return f"{answer.status_code} {answer.json.get('outcome')}"
        try:
            with transaction():
                place_order(wishes[number // 2], SECRET)
        except SoldOut:
            return "sold out"
        return "placed"

    told = Counter(all_at_once(app, 10, act))
    assert told["200 applied"] == 5
    lot = session.scalars(select(Lot)).one()
    revived = session.scalars(select(Order).where(Order.state == "paid")).all()
    refunds = session.execute(select(Refund.reason)).all()
    assert len(revived) + len(refunds) == 5
    assert {reason for (reason,) in refunds} <= {"paid_too_late"}
    assert (lot.allocated, lot.reserved) == (2 * len(revived), told["placed"])
    assert lot.free in (0, 1)
    books_balance()


def test_paid_and_declined_at_once_is_paid(app: Flask, payment: Payment) -> None:
    wire = demo_wire(app)
    standings = [Standing.paid, Standing.failed, Standing.expired, Standing.open] * 4
    told = deliver(app, [wire.event(payment, one, f"evt_{n}") for n, one in enumerate(standings)])
    assert {status for status, _ in told} == {200}
    assert session.get_one(Payment, payment.id).state == "captured"
    assert counts()["journal_entries"] == 1
    books_balance()
