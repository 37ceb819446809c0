"""Exceptions as rows: opened with the scan or by the clock, closed by themselves or by somebody."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock as time
from app.db import session, transaction
from app.ground.parcel_exceptions import Owner
from app.ground.refusals import DateNotAllowed, StepNotAllowed
from app.jobs.post import watch_parcels
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.exceptions import (
    add_note,
    hand_to,
    open_exceptions_of,
    settle_exception,
    snooze,
    take_over,
)
from app.parcels.kinds import EventSource, NoteKind, Outcome
from app.parcels.models import ExceptionNote, Parcel, ParcelException, TrackingEvent
from app.parcels.tracking import TrackingFact, record_scans
from tests.claims.complaints import Sale, sell, sent
from tests.clocks import Clock
from tests.makers import make_lot, make_postal, make_product, make_variant
from tests.order_sheets import make_order, make_waybills

pytestmark = pytest.mark.usefixtures("database")


def found(sale: Sale) -> list[tuple[str, str, str]]:
    session.expire_all()
    return [(one.kind, one.owner_kind, one.next_action) for one in _open(sale)]


def _open(sale: Sale) -> list[ParcelException]:
    return open_exceptions_of(sale.parcel.id)


def _officer() -> Actor:
    return Actor(ActorKind.postal, make_postal().id)


def test_good_until_is_the_lots_own_day_once_it_is_packed(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell()
    # Picked today and good for ten days, says the lot.
    assert f"{sale.parcel.good_until}" == "2026-07-30"
    # Of two lots the first to spoil.
    make_waybills(1, first=79_000_000)
    product = make_product()
    lots = [
        make_lot(make_variant(product), best_before_on=date(2026, 7, day)) for day in (29, 24, 28)
    ]
    mixed = sent(make_order(*((lot.variant, 1) for lot in lots)))
    assert f"{mixed.parcel.good_until}" == "2026-07-24"


def test_good_until_counts_from_the_first_scan_whatever_order_they_come_in(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell()
    with transaction():
        parcel = session.get_one(Parcel, sale.parcel.id)
        parcel.contents[0].lot.best_before_on = None
        parcel.good_until = None
    sale.scan("203")
    assert f"{session.get_one(Parcel, sale.parcel.id).good_until}" == "2026-07-30"
    earlier = time.now() - timedelta(days=1)
    sale.scan("203", at=earlier)
    assert f"{session.get_one(Parcel, sale.parcel.id).good_until}" == "2026-07-29"


def test_a_lost_parcel_is_one_exception_however_often_it_is_told(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell()
    sale.scan("987")
    sale.scan("987")
    assert found(sale) == [("lost", "office", "decide_remedy")]
    (row,) = _open(sale)
    assert (row.due_at, row.good_until) == (
        time.now() + timedelta(hours=72),
        sale.parcel.good_until,
    )
    assert len(session.scalars(select(ParcelException)).all()) == 1


def test_it_goes_by_itself_when_the_parcel_turns_up_and_comes_back_with_its_cause(
    clock: Clock,
) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell()
    sale.scan("705")
    clock.move(minutes=1)
    sale.scan("651")
    clock.move(hours=1)
    assert [kind for kind, *_ in found(sale)] == ["notice"]
    sale.scan("702")
    assert found(sale) == []
    (row,) = session.scalars(select(ParcelException)).all()
    assert (row.state, row.outcome, row.closed_by_id) == ("closed", "gone", None)
    # The postman had not gone out after all: the notice stands again, as the same row.
    clock.move(minutes=1)
    sale.scan("742")
    (again,) = _open(sale)
    assert (again.id, again.outcome) == (row.id, None)
    assert [one.kind for one in again.notes] == ["opened", "closed", "opened"]


def test_clocks_ring_by_the_job_and_twice_makes_no_difference(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell()
    clock.move(minutes=1)
    sale.scan("702")
    clock.move(hours=35, minutes=59)
    watch_parcels()
    assert found(sale) == []
    clock.move(minutes=1)
    watch_parcels()
    watch_parcels()
    assert found(sale) == [("not_delivered", "carrier", "chase_delivery")]
    session.expire_all()
    assert session.get_one(Parcel, sale.parcel.id).watch_at > time.now()
    sale.scan("704")
    assert found(sale) == []
    assert session.get_one(Parcel, sale.parcel.id).watch_at is None


def test_what_somebody_has_closed_stays_closed_until_something_new_is_wrong(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell()
    sale.scan("987")
    officer = _officer()
    number = _open(sale)[0].id
    with transaction():
        settle_exception(number, Outcome.settled, officer, "收件人说不用了")
    clock.move(hours=1)
    sale.scan("651")
    watch_parcels()
    assert found(sale) == []
    with pytest.raises(StepNotAllowed), transaction():
        settle_exception(number, Outcome.settled, officer, "")


def test_a_scan_taken_back_does_not_open_what_somebody_has_closed(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell()
    sale.scan("651")
    officer = _officer()
    with transaction():
        settle_exception(_open(sale)[0].id, Outcome.settled, officer, "已核实")
    clock.move(hours=1)
    sale.scan("651")
    assert found(sale) == [("notice", "carrier", "ask_carrier")]
    second = session.scalars(select(TrackingEvent).order_by(TrackingEvent.id.desc())).first()
    assert second is not None
    clock.move(hours=1)
    correction = TrackingFact(
        external_id="taken back",
        code="651",
        place="",
        note="",
        source=EventSource.office,
        happened_at=time.now(),
        cancels=second.external_id,
    )
    with transaction():
        record_scans([(sale.parcel.waybill_number, correction)])
    assert found(sale) == []
    rows = session.scalars(select(ParcelException).order_by(ParcelException.id))
    assert [(row.state, row.outcome) for row in rows] == [("closed", "settled"), ("closed", "gone")]


def test_it_is_taken_over_handed_on_noted_and_snoozed(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell()
    sale.scan("651")
    officer = _officer()
    number = _open(sale)[0].id
    with transaction():
        take_over(number, Owner.office, officer)
        add_note(number, NoteKind.note, officer, "已致电处理中心")
        snooze(number, time.now() + timedelta(hours=4), officer, "等回电")
    session.expire_all()
    (row,) = _open(sale)
    assert (row.owner_kind, row.owner_id) == ("office", officer.person_id)
    assert row.snoozed_until == time.now() + timedelta(hours=4)
    # A later scan of the same trouble moves the clock and leaves it to whoever has taken it over.
    clock.move(hours=1)
    sale.scan("651")
    assert found(sale) == [("notice", "office", "ask_carrier")]
    with transaction():
        hand_to(number, Owner.carrier, officer, "请投递局核实")
    session.expire_all()
    (row,) = _open(sale)
    assert (row.owner_kind, row.owner_id, row.snoozed_until) == ("carrier", None, None)
    with pytest.raises(StepNotAllowed), transaction():
        hand_to(number, Owner.shop, officer, "没有村邮站")
    with pytest.raises(DateNotAllowed), transaction():
        snooze(number, time.now() + timedelta(days=8), officer, "太久")
    session.expire_all()
    assert [one.kind for one in _open(sale)[0].notes] == [
        "opened",
        "taken",
        "note",
        "snoozed",
        "handed",
    ]


def test_the_table_itself_refuses_an_exception_without_an_owner(clock: Clock) -> None:
    sale = sell()
    sale.scan("651")
    for wrong in ("nobody", "shop"):
        with pytest.raises(IntegrityError), transaction():
            _open(sale)[0].owner_kind = wrong
    with pytest.raises(IntegrityError), transaction():
        session.scalars(select(ExceptionNote)).first().words = "别的话"  # type: ignore[union-attr]
