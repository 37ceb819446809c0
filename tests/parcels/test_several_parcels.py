"""A cooperative's part in two parcels, one of which goes its own way: nothing is left unseen."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.order_states import SubOrderState
from app.ground.refusals import StepNotAllowed
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order, OrderLine, SubOrder
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.inbox import Asked, exceptions_asked
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_order
from app.parcels.receiving import Fate, receive_boxes
from app.parcels.tracking import TrackingFact, record_scans
from app.parcels.watching import look_again
from app.payments.models import Refund
from app.payments.refunds import cancel_order, cancel_part
from app.stock.models import Lot
from tests.makers import make_cooperative, make_lot, make_product, make_variant, make_warehouse
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, books_balance, paid, tell

pytestmark = pytest.mark.usefixtures("database")
CLERK, OFFICE = Actor(ActorKind.cooperative), Actor(ActorKind.postal)


@pytest.fixture
def lots() -> list[Lot]:
    """Of one cooperative: what needs ice and what does not never share a parcel."""
    make_waybills()
    cooperative = make_cooperative()
    return [
        make_lot(make_variant(make_product(cooperative, temperature_class=one)), 5)
        for one in ("ambient", "cool")
    ]


@pytest.fixture
def order(lots: list[Lot]) -> Order:
    """Paid: one part, two parcels, a box in each."""
    order = make_order(*((session.get_one(Variant, lot.variant_id), 1) for lot in lots))
    tell(paid(begin(order)))
    session.expire_all()
    assert len(parcels_of_order(order.id)) == 2
    return order


def scan(parcel: Parcel, code: str, minutes: int, reason: str = "") -> None:
    fact = TrackingFact(
        external_id=f"carrier:{parcel.waybill_number}:{code}:{minutes}",
        code=code,
        reason=reason,
        place="常州",
        note="",
        source=EventSource.carrier,
        happened_at=clock.now() + timedelta(minutes=minutes),
    )
    with transaction():
        record_scans([(parcel.waybill_number, fact)])
    session.expire_all()


def send(parcel: Parcel) -> None:
    with transaction():
        parcels = locked([parcel.id])
        print_labels(parcels, CLERK)
        pack(parcels, CLERK)
        hand_over(parcels, CLERK)
    session.expire_all()


def give_back(order: Order) -> list[Refund]:
    with transaction():
        refunds = cancel_part(session.get_one(Order, order.id).sub_orders[0], OFFICE, "下雨")
    session.expire_all()
    return refunds


def stock(lots: list[Lot]) -> list[tuple[int, int]]:
    session.expire_all()
    return [(lot.on_hand, lot.allocated) for lot in lots]


def part_state(order: Order) -> str:
    session.expire_all()
    return session.scalars(select(SubOrder.state).where(SubOrder.order_id == order.id)).one()


def test_while_one_parcel_travels_its_part_cannot_be_cancelled(
    order: Order, lots: list[Lot]
) -> None:
    first, second = parcels_of_order(order.id)
    send(first)
    before = stock(lots)
    with pytest.raises(StepNotAllowed) as refused:
        give_back(order)
    assert refused.value.facts == {"step": "cancel", "state": "accepted"}
    with pytest.raises(StepNotAllowed), transaction():
        cancel_order(order.id, OFFICE, "下雨")
    assert (part_state(order), stock(lots)) == ("packing", before)
    assert session.scalar(select(func.count()).select_from(Refund)) == 0
    assert (first.state, second.state) == ("accepted", "created")
    books_balance()


def test_boxes_that_left_by_mistake_are_not_sold_again_when_the_part_is_cancelled(
    order: Order, lots: list[Lot]
) -> None:
    first, _ = parcels_of_order(order.id)
    send(first)
    scan(first, "203", 1)
    with transaction():
        parcel = locked([first.id])[0]
        own = next(one for one in parcel.events if one.code == "accept")
        take_back = TrackingFact(
            external_id="correction",
            code="correction",
            place="",
            note="",
            source=EventSource.office,
            happened_at=clock.now() + timedelta(minutes=3),
            cancels=own.external_id,
        )
        record_scans([(parcel.waybill_number, take_back)])
    scan(first, "207", 4)
    assert (first.state, part_state(order)) == ("packed", "packing")
    (refund,) = give_back(order)
    assert refund.amount_fen == order.total_fen
    assert (part_state(order), sorted(stock(lots))) == ("cancelled", [(4, 0), (5, 0)])
    books_balance()


def in_trouble() -> list[tuple[int, str]]:
    return [(one.parcel_id, one.kind) for one in exceptions_asked(Asked(), None, 10)]


def test_a_part_of_which_the_carrier_cancelled_a_parcel_can_still_be_given_back(
    order: Order, lots: list[Lot]
) -> None:
    first, _ = parcels_of_order(order.id)
    scan(first, "801", -1)
    assert in_trouble() == [(first.id, "stopped")]
    give_back(order)
    assert (part_state(order), stock(lots)) == ("cancelled", [(5, 0), (5, 0)])
    assert in_trouble() == []
    books_balance()


def test_a_lost_parcel_is_shown_until_its_part_is_settled(order: Order) -> None:
    first, second = parcels_of_order(order.id)
    scan(first, "203", -3)
    scan(second, "203", -3)
    scan(first, "704", -2, "10")
    scan(second, "987", -1)
    assert part_state(order) == "shipped"
    assert in_trouble() == [(second.id, "lost")]
    with transaction():
        order.sub_orders[0].state = SubOrderState.closed
        look_again(second)
    assert in_trouble() == []


def test_what_turns_out_to_travel_after_its_part_was_cancelled_is_shown_and_not_there_to_sell(
    order: Order, lots: list[Lot]
) -> None:
    """The carrier fetched it and told us a day late, with the right times."""
    first, _ = parcels_of_order(order.id)
    give_back(order)
    scan(first, "203", -2)
    scan(first, "389", -1)
    assert (first.state, part_state(order)) == ("in_transit", "cancelled")
    assert stock(lots) == [(4, 0), (5, 0)]
    assert in_trouble() == [(first.id, "moving_cancelled")]
    books_balance()
    assert receive(first) == {}
    assert stock(lots) == [(5, 0), (5, 0)]
    books_balance()


def receive(parcel: Parcel, waste: int = 0) -> dict[int, int]:
    """It comes back to the shed, and is looked at: lines of which some were accepted."""
    scan(parcel, "711", 3)
    with transaction():
        (back,) = locked([parcel.id])
        fates = {
            one.order_line_id: Fate(restock=one.boxes - waste, write_off=waste)
            for one in back.contents
        }
        receive_boxes(back, fates, OFFICE)
    session.expire_all()
    lines = [session.get_one(OrderLine, one.order_line_id) for one in parcel.contents]
    return {line.id: line.boxes_returned for line in lines if line.boxes_returned}


@pytest.mark.parametrize("was_sold_again", [False, True])
def test_boxes_that_left_a_warehouse_after_they_were_cancelled_are_the_sheds_when_they_are_back(
    was_sold_again: bool,
) -> None:
    make_waybills()
    variant, warehouse = make_variant(), make_warehouse()
    lot = make_lot(variant, 2, warehouse_id=warehouse.id)
    order = make_order((variant, 2))
    tell(paid(begin(order)))
    session.expire_all()
    (parcel,) = parcels_of_order(order.id)
    give_back(order)
    if was_sold_again:
        # Somebody has ordered one of the two that are not there: whoever picks it will not find it.
        make_order((variant, 1))
    scan(parcel, "203", -2)
    scan(parcel, "389", -1)
    assert stock([lot]) == [(2 if was_sold_again else 0, 0)]
    assert receive(parcel, waste=1) == {}
    shed = session.scalars(select(Lot).where(Lot.number == f"{lot.number}/TH")).one_or_none()
    assert stock([lot]) == [(2 if was_sold_again else 0, 0)]
    assert (shed is None) is was_sold_again
    assert shed is None or (shed.on_hand, shed.warehouse_id, shed.parent_id) == (1, None, lot.id)
    books_balance()


def test_a_delivery_taken_back_to_the_shed_is_packing_again(order: Order) -> None:
    first, second = parcels_of_order(order.id)
    scan(first, "704", 1, "10")
    scan(second, "704", 1, "10")
    assert part_state(order) == "delivered"
    scan(second, "743", 2)
    assert (second.state, part_state(order)) == ("created", "packing")


def test_a_parcel_fetched_by_the_carriers_word_is_collected_by_nobody_named(order: Order) -> None:
    first, _ = parcels_of_order(order.id)
    scan(first, "203", 1)
    scan(first, "748", 2)
    assert (first.state, first.collected_by) == ("collected", "")
