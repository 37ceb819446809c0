"""Cancelling before anything has left gives back boxes, numbers and money, once."""

import pytest
from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import StepNotAllowed
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.models import Parcel, Waybill
from app.parcels.queries import parcels_of_order
from app.partners.cards import RefundAnswer
from app.payments.models import Refund
from app.payments.refunds import (
    begin_refund,
    cancel_order,
    cancel_part,
    record_failed_refund,
    record_refund,
    retry_refund,
)
from app.stock.models import Lot
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, books_balance, paid, tell

pytestmark = pytest.mark.usefixtures("database")
BUYER = Actor(ActorKind.buyer)
CLERK = Actor(ActorKind.cooperative)


@pytest.fixture
def lots() -> list[Lot]:
    make_waybills()
    return [make_lot(make_variant(price_fen=fen), 5) for fen in (5200, 4900)]


@pytest.fixture
def order(lots: list[Lot]) -> Order:
    """Paid, of two cooperatives."""
    order = make_order(*((session.get_one(Variant, lot.variant_id), 1) for lot in lots))
    tell(paid(begin(order)))
    session.expire_all()
    return order


def send(order: Order, position: int) -> None:
    ids = [one.id for one in parcels_of_order(order.id)]
    with transaction():
        parcels = [locked(ids)[position]]
        print_labels(parcels, CLERK)
        pack(parcels, CLERK)
        hand_over(parcels, CLERK)


def cancel(order: Order) -> list[Refund]:
    with transaction():
        return cancel_order(order.id, BUYER, "计划有变")


def test_a_cancelled_order_gives_everything_back(order: Order, lots: list[Lot]) -> None:
    refunds = cancel(order)
    session.expire_all()
    assert sorted(one.amount_fen for one in refunds) == sorted(
        one.total_fen for one in order.sub_orders
    )
    assert (order.state, {one.state for one in order.sub_orders}) == ("cancelled", {"cancelled"})
    assert [(lot.on_hand, lot.reserved, lot.allocated) for lot in lots] == [(5, 0, 0)] * 2
    assert {parcel.state for parcel in session.scalars(select(Parcel))} == {"cancelled"}
    void = select(Waybill).where(Waybill.state == "void")
    assert len(session.scalars(void).all()) == 2
    assert {name: fen for name, fen in balances().items() if fen} == {
        "card_clearing:demo_card": order.total_fen,
        "refund_payable": -order.total_fen,
    }
    books_balance()


def test_a_refund_that_is_paid_out_is_booked_once(order: Order) -> None:
    for refund in cancel(order):
        for _ in range(2):
            with transaction():
                begin_refund(refund.id)
            with transaction():
                record_refund(refund.id, RefundAnswer("re_1", is_done=True))
    assert {name: fen for name, fen in balances().items() if fen} == {}
    books_balance()


def test_cancelling_twice_is_refused_and_changes_nothing(order: Order) -> None:
    cancel(order)
    before = balances()
    with pytest.raises(StepNotAllowed):
        cancel(order)
    assert balances() == before


def test_an_order_of_which_a_part_has_left_is_not_cancelled_whole(
    order: Order, lots: list[Lot]
) -> None:
    send(order, 0)
    before = balances()
    with pytest.raises(StepNotAllowed):
        cancel(order)
    session.expire_all()
    assert balances() == before
    assert {one.state for one in order.sub_orders} == {"shipped", "confirmed"}
    with transaction():
        (refund,) = cancel_part(order.sub_orders[1], BUYER, "计划有变")
    assert refund.amount_fen == order.sub_orders[1].total_fen
    books_balance()


def test_an_unpaid_order_gives_back_its_boxes_and_nothing_is_booked(lots: list[Lot]) -> None:
    order = make_order((session.get_one(Variant, lots[0].variant_id), 3))
    assert cancel(order) == []
    session.expire_all()
    assert (lots[0].reserved, order.state, balances()) == (0, "cancelled", {})
    books_balance()


def test_a_refund_that_a_bank_has_sent_back_is_owed_again_and_paid_once_more(
    order: Order,
) -> None:
    """Days after the company called it done; and once more, to show that facts stay apart."""
    refund, other = cancel(order)
    owed_fen = other.amount_fen
    for times in range(3):
        with transaction():
            if times:
                retry_refund(refund.id)
            begin_refund(refund.id)
            record_refund(refund.id, RefundAnswer(f"re_{times}", is_done=True))
        assert balances()["refund_payable"] == -owed_fen
        books_balance()
        if times == 2:
            break
        for _ in range(2):
            with transaction():
                record_failed_refund(refund.id, "account closed")
        session.refresh(refund)
        assert (refund.state, refund.ended_at, refund.returned_times) == ("failed", None, times + 1)
        assert balances()["refund_payable"] == -owed_fen - refund.amount_fen
        books_balance()
    assert balances()["card_clearing:demo_card"] == owed_fen
