"""A return that had ended and came all the same is no dead end: the office says what follows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.claims.late_returns import (
    accept_late,
    late_returns,
    send_late_back,
    undecided_parcels,
)
from app.claims.models import GoodsReturn
from app.claims.return_queries import returns_past_deadline
from app.claims.returns import withdraw_return
from app.claims.settling_returns import pass_return_deadline
from app.db import session, transaction
from app.ground.refusals import StepNotAllowed
from app.jobs.handlers import HANDLERS
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.outbox.models import Message
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, Waybill
from app.parcels.receiving import came_back, coming_back
from app.parcels.tracking import TrackingFact, record_scans
from app.payments.models import Refund
from tests.claims.complaints import BUYER, Sale, sell_and_deliver
from tests.claims.test_returns import on_hand, receive, scan, start
from tests.clocks import Clock
from tests.makers import make_postal
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.usefixtures("database")


def told_of() -> None:
    """The worker comes by, twice."""
    for message in session.scalars(select(Message)).all():
        if message.kind == "notice_late_return":
            HANDLERS[message.kind](message.facts)
    session.expire_all()


def brought_late(sale: Sale, clock: Clock, *codes: str) -> GoodsReturn:
    back = start(sale)
    clock.move(days=7)
    with transaction():
        assert pass_return_deadline(back.id)
    session.expire_all()
    clock.move(hours=2)
    scan(back, *codes)
    told_of()
    return session.get_one(GoodsReturn, back.id)


def state_of(back: GoodsReturn) -> tuple[str, str, str]:
    session.expire_all()
    parcel = session.get_one(Parcel, back.parcel_id)
    number = session.get_one(Waybill, parcel.waybill_number)
    return session.get_one(GoodsReturn, back.id).state, parcel.state, number.state


def test_it_is_received_when_the_office_accepts_it(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver(boxes=2)
    officer = Actor(ActorKind.postal, make_postal().id)
    back = brought_late(sale, clock, "203", "704")
    assert state_of(back) == ("late", "delivered", "drawn")
    told_of()
    cooperative = sale.parcel.sub_order.cooperative_id
    here = came_back(cooperative)
    assert ([one.id for one in late_returns()], undecided_parcels(here)) == (
        [back.id],
        {back.parcel_id},
    )
    with pytest.raises(StepNotAllowed):
        receive(sale, back, restock=1)
    clock.move(days=4)
    assert (returns_past_deadline(), session.query(Refund).count()) == ([], 0)
    with transaction():
        accept_late(back.id, officer, "逾期两小时，货完好")
    with pytest.raises(StepNotAllowed), transaction():
        send_late_back(back.id, officer, "再想想")
    # The cooperative has its three days from now on.
    assert (returns_past_deadline(), late_returns()) == ([], [])
    done = receive(sale, back, restock=1)
    assert (done.state, done.refunded_fen, done.late_words, done.decided_by_id) == (
        "settled",
        52_00 - back.way_fen,
        "逾期两小时，货完好",
        officer.person_id,
    )
    assert on_hand(sale) == 19
    books_balance()


def test_or_goes_back_to_the_buyer_without_money(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver(boxes=2)
    back = brought_late(sale, clock, "203")
    before = balances()
    with transaction():
        send_late_back(back.id, Actor(ActorKind.postal), "已过期，请收回")
    assert state_of(back) == ("sent_back", "returning", "drawn")
    changed = {name: fen - before.get(name, 0) for name, fen in balances().items()}
    way_fen = session.get_one(GoodsReturn, back.id).way_fen
    assert {name: fen for name, fen in changed.items() if fen} == {
        "claims_expense": way_fen,
        "carrier_payable": -way_fen,
    }
    cooperative = sale.parcel.sub_order.cooperative_id
    assert (came_back(cooperative), coming_back(cooperative)) == ([], [])
    scan(back, "711")
    assert state_of(back)[1] == "returned"
    assert session.query(Refund).count() == 0
    assert on_hand(sale) == 18
    books_balance()


def test_what_was_withdrawn_and_brought_all_the_same_waits_for_the_office_too(
    clock: Clock,
) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver(boxes=2)
    back = start(sale)
    with transaction():
        withdraw_return(back.id, BUYER)
    clock.move(hours=1)
    scan(back, "203")
    told_of()
    assert state_of(back) == ("late", "accepted", "drawn")


def test_what_was_brought_in_time_and_told_of_late_goes_on_as_if_nothing_had_been(
    clock: Clock,
) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver(boxes=2)
    back = start(sale)
    clock.move(days=7)
    with transaction():
        assert pass_return_deadline(back.id)
    session.expire_all()
    fact = TrackingFact(
        external_id="told late",
        code="203",
        place="常州",
        note="",
        source=EventSource.carrier,
        happened_at=clock.move(hours=1) - timedelta(hours=2),
    )
    with transaction():
        record_scans([(back.parcel.waybill_number, fact)])
    told_of()
    assert state_of(back) == ("announced", "accepted", "drawn")
    assert late_returns() == []
