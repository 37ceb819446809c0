"""Jobs that ask China Post (a fake of ours, over HTTP): told once, asked seldom, and never in the
way of a buyer when it is ill."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app import clock as our_clock
from app.db import session, transaction
from app.ground.waybills import make_s10
from app.jobs.carrier import (
    announce_parcels,
    ask_for_charges,
    ask_for_numbers,
    ask_for_scans,
    tell_of_parcels,
    withdraw_parcels,
)
from app.jobs.post import believe_times
from app.jobs.settling import close_parts
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import cancel_parcels, hand_over, locked, pack, print_labels
from app.parcels.calls import latest_calls, line_standing
from app.parcels.carriage import (
    MOST_TRIES,
    ask_again,
    dearer_parcels,
    note_refused,
    note_silence,
    note_told,
    orders_in_vain,
)
from app.parcels.kinds import EventSource
from app.parcels.models import CarrierOrder, Parcel, WaybillRange
from app.parcels.queries import parcels_of_order
from app.parcels.tracking import TrackingFact, parcels_whose_time_came, record_scans
from app.partners.breaker import Breaker
from app.partners.carriers import ActualPostage
from app.partners.china_post import ChinaPost
from app.partners.joined import Partners
from app.partners.wire import Line, Patience
from app.payments.carriage_charges import record_charge
from app.reports.checks import check_books
from tests.clocks import Clock
from tests.fake_post import AUTHORIZATION, SENDER, SIGN_KEY, FakePost, fake_post
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.usefixtures("database")
CLERK = Actor(ActorKind.cooperative)
# The others say nothing that depends on the database.
on_one = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def fake(app: Flask) -> Iterator[FakePost]:
    """The market's carrier is China Post, played by ours."""
    joined: Partners = app.extensions["partners"]
    with fake_post() as fake:
        carrier = ChinaPost(
            Line(fake.base_url, Patience(0.3, 0.3), Breaker(most_failures=1000)),
            sender=SENDER,
            authorization=AUTHORIZATION,
            sign_key=SIGN_KEY,
            secret="a-carrier-secret-of-tests",
        )
        app.extensions["partners"] = Partners(joined.cards, carrier, joined.payouts)
        yield fake
        app.extensions["partners"] = joined


@pytest.fixture
def parcel(fake: FakePost, clock: Clock) -> Parcel:
    """Paid and booked, to travel as an express parcel."""
    clock.stop("2026-07-20 08:00")
    make_waybills()
    lot = make_lot(make_variant(price_fen=5200), 5)
    order = make_order((lot.variant, 1))
    payment = begin(order)
    tell(paid(payment))
    (parcel,) = parcels_of_order(order.id)
    with transaction():
        parcel.product = "express"
    return parcel


def told(parcel: Parcel) -> CarrierOrder:
    session.expire_all()
    return session.get_one(CarrierOrder, parcel.id)


def send(parcel: Parcel) -> None:
    for step in (print_labels, pack, hand_over):
        with transaction():
            step(locked([parcel.id]), CLERK)


def test_a_booked_parcel_is_ordered_once_and_its_routing_kept(
    fake: FakePost, parcel: Parcel
) -> None:
    tell_of_parcels()
    tell_of_parcels()
    announce_parcels({"parcel_ids": [parcel.id]})
    assert [code for code, _ in fake.asked] == ["020003"]
    facts = fake.asked[0][1]
    assert facts["receiver"]["prov"] == "上海市"
    assert facts["receiver"]["name"] == "李雷"
    assert told(parcel).state == "told"
    assert (told(parcel).routing or {})["mark_name"] == "上海浦东"
    assert [(one.question, one.outcome, one.breaker) for one in latest_calls()] == [
        ("announce", "good", "closed")
    ]


@on_one
def test_what_its_interface_does_not_carry_is_not_told(fake: FakePost, parcel: Parcel) -> None:
    with transaction():
        session.get_one(Parcel, parcel.id).product = "ordinary"
    tell_of_parcels()
    announce_parcels({"parcel_ids": [parcel.id]})
    assert fake.asked == []


@on_one
@pytest.mark.parametrize("fault", ["down", "html", "wrong number"])
def test_an_ill_carrier_leaves_the_parcel_waiting_with_the_reason(
    fake: FakePost, parcel: Parcel, clock: Clock, fault: str
) -> None:
    fake.faults = [fault] * 2
    tell_of_parcels()
    tell_of_parcels()
    assert fake.visits == 1
    row = told(parcel)
    assert (row.state, row.tries, row.routing) == ("waiting", 1, None)
    assert row.fault
    assert [one.parcel_id for one in orders_in_vain()] == [parcel.id]
    clock.move(minutes=1)
    tell_of_parcels()
    assert told(parcel).due_at == our_clock.now() + timedelta(minutes=2)
    clock.move(minutes=2)
    tell_of_parcels()
    assert (fake.visits, told(parcel).state, orders_in_vain()) == (3, "told", [])
    assert (line_standing().good, line_standing().silent) == (1, 2)


@on_one
def test_after_so_many_tries_it_waits_for_the_office(
    fake: FakePost, parcel: Parcel, clock: Clock
) -> None:
    fake.faults = ["500"] * MOST_TRIES
    for _ in range(MOST_TRIES + 3):
        tell_of_parcels()
        clock.move(hours=2)
    assert (fake.visits, told(parcel).due_at) == (MOST_TRIES, None)
    with transaction():
        ask_again(parcel.waybill_number)
    tell_of_parcels()
    assert told(parcel).state == "told"


@on_one
def test_a_clear_no_is_not_asked_again_by_itself(
    fake: FakePost, parcel: Parcel, clock: Clock
) -> None:
    fake.noes["020003"] = ("B00042", "不在服务范围")
    tell_of_parcels()
    clock.move(days=1)
    tell_of_parcels()
    assert len(fake.asked) == 1
    assert (told(parcel).state, told(parcel).fault) == ("refused", "B00042 不在服务范围")
    del fake.noes["020003"]
    with transaction():
        ask_again(parcel.waybill_number)
    tell_of_parcels()
    assert told(parcel).state == "told"


@on_one
def test_what_is_cancelled_while_the_carrier_is_asked_is_withdrawn(
    fake: FakePost, parcel: Parcel
) -> None:
    with transaction():
        cancel_parcels(locked([parcel.id]), CLERK)
    with transaction():
        note_told([parcel.id], {})
    assert told(parcel).state == "withdrawing"
    withdraw_parcels()
    session.expire_all()
    assert (told(parcel).state, fake.cancelled) == ("withdrawn", [parcel.waybill_number])


@on_one
@pytest.mark.parametrize("is_looked_at", [False, True])
def test_what_was_told_in_vain_is_withdrawn_too(
    fake: FakePost, parcel: Parcel, is_looked_at: bool
) -> None:
    """The carrier has the order, and its answer was lost."""
    fake.faults = ["down"]
    tell_of_parcels()
    assert (told(parcel).state, told(parcel).tries) == ("waiting", 1)
    with transaction():
        if is_looked_at:
            ask_again(parcel.waybill_number)
        cancel_parcels(locked([parcel.id]), CLERK)
    assert told(parcel).state == "withdrawing"
    withdraw_parcels()
    assert (told(parcel).state, fake.cancelled) == ("withdrawn", [parcel.waybill_number])


@on_one
def test_what_is_cancelled_while_the_carrier_is_silent_is_withdrawn(
    fake: FakePost, parcel: Parcel, clock: Clock
) -> None:
    """Whether it was told before or not: silence does not bring the parcel back."""
    with transaction():
        cancel_parcels(locked([parcel.id]), CLERK)
    with transaction():
        note_silence([parcel.id], "silent")
    assert (told(parcel).state, told(parcel).tries) == ("withdrawing", 1)
    clock.move(minutes=1)
    withdraw_parcels()
    assert (told(parcel).state, fake.cancelled) == ("withdrawn", [parcel.waybill_number])


@on_one
def test_a_clear_no_is_nothing_to_withdraw(fake: FakePost, parcel: Parcel) -> None:
    fake.noes["020003"] = ("B00042", "不在服务范围")
    tell_of_parcels()
    with transaction():
        cancel_parcels(locked([parcel.id]), CLERK)
    assert told(parcel).state == "withdrawn"


@on_one
def test_a_cancelled_parcel_is_withdrawn_once(fake: FakePost, parcel: Parcel, clock: Clock) -> None:
    tell_of_parcels()
    with transaction():
        cancel_parcels(locked([parcel.id]), CLERK)
    fake.faults = ["down"]
    withdraw_parcels()
    assert (told(parcel).state, fake.cancelled) == ("withdrawing", [])
    clock.move(minutes=1)
    withdraw_parcels()
    withdraw_parcels()
    assert (told(parcel).state, fake.cancelled) == ("withdrawn", [parcel.waybill_number])


@on_one
def test_a_clear_no_to_what_was_cancelled_meanwhile_is_the_end_of_it(parcel: Parcel) -> None:
    with transaction():
        cancel_parcels(locked([parcel.id]), CLERK)
        note_refused(parcel.id, "B00042")
    assert (told(parcel).state, told(parcel).due_at) == ("withdrawn", None)
    # A question in vain before it may have been a yes that did not reach us.
    with transaction():
        note_silence([parcel.id], "404")
        note_refused(parcel.id, "B00042")
    assert told(parcel).state == "withdrawing"


def test_a_silent_parcel_is_asked_for_and_seldom(
    fake: FakePost, parcel: Parcel, clock: Clock
) -> None:
    tell_of_parcels()
    send(parcel)
    fake.asked.clear()
    ask_for_scans()
    assert fake.asked == []
    fake.scan(parcel.waybill_number, "389", clock.move(hours=7))
    ask_for_scans()
    ask_for_scans()
    assert [code for code, _ in fake.asked] == ["040001"]
    assert session.get_one(Parcel, parcel.id).state == "in_transit"
    pauses = []
    clock.move(hours=6)
    for _ in range(4):
        ask_for_scans()
        pauses.append((told(parcel).due_at or our_clock.now()) - our_clock.now())
        clock.stop(told(parcel).due_at or our_clock.now())
    assert pauses == [timedelta(minutes=30 * 2**n) for n in range(4)]
    assert len(latest_calls(100)) >= 5


def test_what_the_carrier_charged_is_kept_beside_what_we_thought(
    fake: FakePost, parcel: Parcel, clock: Clock
) -> None:
    tell_of_parcels()
    send(parcel)
    clock.move(hours=13)
    ask_for_charges()
    assert told(parcel).charged_fen is None
    fake.charges[parcel.waybill_number] = ("13.50", 2950)
    clock.move(hours=13)
    ask_for_charges()
    ask_for_charges()
    assert (told(parcel).charged_fen, told(parcel).real_grams) == (1350, 2950)
    (dearer,) = dearer_parcels()
    assert (dearer.charged_fen, dearer.above_plan_fen) == (1350, 1350 - parcel.postage_fen)
    # Booked with its first word and once; buyer and cooperative keep the postage of the sale.
    assert -balances()["carrier_payable"] == 1350
    assert balances()["postage_income"] == 1350 - parcel.postage_fen
    with transaction():
        record_charge(parcel.id, ActualPostage(9900, 12_340))
    assert (told(parcel).charged_fen, -balances()["carrier_payable"]) == (1350, 1350)
    assert {check.name for check in check_books() if check.faults} == set()
    assert [code for code, _ in fake.asked].count("050001") == 2


def test_pools_of_its_products_are_kept_filled(fake: FakePost, clock: Clock) -> None:
    clock.stop("2026-07-20 08:00")
    for _ in range(4):
        ask_for_numbers()
        clock.move(minutes=5)
    free = dict.fromkeys(("express", "cold_express", "local"), 0)
    for one in session.scalars(select(WaybillRange).where(WaybillRange.source == "carrier")):
        free[str(one.product)] += one.last_serial - one.next_serial + 1
    assert free == {"express": 60, "cold_express": 60, "local": 60}


@on_one
def test_numbers_that_we_have_already_are_not_taken_in(fake: FakePost, clock: Clock) -> None:
    ask_for_numbers()
    fake.orders.clear()
    fake._serial = 70_000_000
    ranges = len(list(session.scalars(select(WaybillRange))))
    clock.move(minutes=2)
    ask_for_numbers()
    assert len(list(session.scalars(select(WaybillRange)))) == ranges
    assert latest_calls(1)[0].outcome == "silent"


@on_one
def test_one_number_that_we_have_already_costs_none_of_the_others(
    fake: FakePost, clock: Clock
) -> None:
    """Sixty of three products, and sixty more of which the first is the last one over again."""
    clock.stop("2026-07-20 08:00")
    ask_for_numbers()
    fake._serial -= 1
    clock.move(minutes=5)
    ask_for_numbers()
    ranges = session.scalars(select(WaybillRange).where(WaybillRange.source == "carrier"))
    serials = [at for one in ranges for at in range(one.first_serial, one.last_serial + 1)]
    assert sorted(serials) == [70_000_001 + at for at in range(119)]
    faults = [one.fault for one in latest_calls() if one.outcome == "silent"]
    assert faults == [make_s10("EZ", 70_000_060)]


@on_one
def test_the_ones_told_in_advance_have_an_index_of_their_own(parcel: Parcel) -> None:
    """Every five minutes is too often to read through all that was ever told."""
    asked: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        asked.append((sql, values))

    session.rollback()
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", listen)
    parcels_whose_time_came(our_clock.now())
    event.remove(connection, "before_cursor_execute", listen)
    ((sql, values),) = asked
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
    assert "ix_tracking_events_in_advance" in str(plan)


@on_one
def test_what_is_told_of_in_advance_counts_when_its_time_has_come(
    parcel: Parcel, clock: Clock
) -> None:
    send(parcel)
    fact = TrackingFact(
        external_id="carrier:early",
        code="704",
        place="上海",
        note="",
        source=EventSource.carrier,
        happened_at=our_clock.now() + timedelta(hours=5),
    )
    with transaction():
        record_scans([(parcel.waybill_number, fact)])
    believe_times()
    assert session.get_one(Parcel, parcel.id).state == "accepted"
    clock.move(hours=5)
    believe_times()
    assert session.get_one(Parcel, parcel.id).state == "delivered"


@on_one
def test_a_delivery_that_is_taken_back_in_time_is_paid_to_nobody(
    parcel: Parcel, clock: Clock
) -> None:
    """P8: its part is not closed, whatever days go by, until it is delivered again."""

    def scan(code: str) -> None:
        fact = TrackingFact(
            external_id=f"carrier:{code}:{our_clock.now()}",
            code=code,
            place="上海",
            note="",
            source=EventSource.carrier,
            happened_at=our_clock.now(),
        )
        with transaction():
            record_scans([(parcel.waybill_number, fact)])

    def state_of_part() -> str:
        session.expire_all()
        return str(session.get_one(Parcel, parcel.id).sub_order.state)

    send(parcel)
    clock.move(hours=20)
    scan("704")
    assert state_of_part() == "delivered"
    clock.move(hours=20)
    scan("743")
    assert state_of_part() == "shipped"
    clock.move(days=5)
    close_parts()
    assert state_of_part() == "shipped"
    scan("704")
    clock.move(days=15)
    close_parts()
    assert state_of_part() == "received"
