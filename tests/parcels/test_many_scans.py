"""A carrier tells of many parcels in one message: it takes no more statements than a few do."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import session, transaction
from app.ground.order_states import SubOrderState
from app.ground.parcel_steps import ParcelState
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import SubOrder
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, TrackingEvent
from app.parcels.queries import parcels_of_order
from app.parcels.tracking import TrackingFact, record_scans
from app.stock.models import Lot, Movement
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell
from tests.statements import count_statements

pytestmark = pytest.mark.usefixtures("database")
CLERK = Actor(ActorKind.cooperative)
DAY = ("203", "389", "954", "713", "702", "704")


def book(count: int) -> tuple[list[str], int]:
    """Each an order of its own, all from one lot."""
    make_waybills()
    variant = make_variant()
    lot_id = make_lot(variant, 2 * count).id
    numbers = []
    for _ in range(count):
        order = make_order((variant, 1))
        tell(paid(begin(order), f"event of {order.number}"))
        numbers += [parcel.waybill_number for parcel in parcels_of_order(order.id)]
    return numbers, lot_id


def send(numbers: list[str]) -> None:
    ids = list(session.scalars(select(Parcel.id).where(Parcel.waybill_number.in_(numbers))))
    for step in (print_labels, pack, hand_over):
        with transaction():
            step(locked(ids), CLERK)
    session.remove()


def scan(numbers: list[str], code: str) -> int:
    hours = DAY.index(code) + 1
    facts = [
        TrackingFact(
            external_id=f"carrier:{number}:{code}",
            code=code,
            place="常州",
            note="",
            source=EventSource.carrier,
            happened_at=clock.now() + timedelta(seconds=hours),
        )
        for number in numbers
    ]
    with transaction():
        new = record_scans([(fact.external_id.split(":")[1], fact) for fact in facts])
    session.remove()
    return new


def without_rows(statements: list[str]) -> int:
    """SQLite is sent some rows one by one; whatever asks or changes is counted."""
    return sum(not statement.startswith("INSERT") for statement in statements)


def test_a_message_of_eight_takes_as_many_statements_as_one_of_two() -> None:
    numbers, _ = book(10)
    send(numbers)
    for code in DAY:
        with count_statements() as of_two:
            assert scan(numbers[:2], code) == 2
        with count_statements() as of_eight:
            assert scan(numbers[2:], code) == 8
        assert without_rows(of_eight) == without_rows(of_two), code


def test_all_parcels_of_a_message_arrive_their_parts_too_and_a_repetition_changes_nothing() -> None:
    numbers, lot_id = book(6)
    send(numbers)
    for code in DAY:
        assert scan(numbers, code) == 6
        assert scan(numbers, code) == 0
    assert set(session.scalars(select(Parcel.state))) == {ParcelState.delivered}
    assert set(session.scalars(select(SubOrder.state))) == {SubOrderState.delivered}
    events = session.execute(select(func.count()).select_from(TrackingEvent)).scalar_one()
    assert events == 6 * (3 + len(DAY))
    lot = session.get_one(Lot, lot_id)
    assert (lot.on_hand, lot.allocated) == (6, 0)
    shipped = select(Movement.reason).where(Movement.kind == "ship").order_by(Movement.id)
    assert sorted(session.scalars(shipped)) == sorted(numbers)
