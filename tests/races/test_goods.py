"""Many hands on the same goods: nobody waits in a ring, and no hand overwrites another's step.

These need PostgreSQL to go wrong: SQLite's writers come one after the other.
"""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import StepNotAllowed
from app.orders.actions import Actor, place_order
from app.orders.kinds import ActorKind
from app.orders.models import Order, SubOrder
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_order
from app.parcels.tracking import record_scans
from app.payments.refunds import cancel_order
from app.reports.checks import check_books
from tests.makers import make_cooperative, make_lot, make_product, make_variant
from tests.order_sheets import SECRET, make_order, make_waybills, make_wish
from tests.parcels.test_journey import fact
from tests.payments.test_paying import begin, paid, tell
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race
CLERK, BUYER = Actor(ActorKind.cooperative), Actor(ActorKind.buyer)


def books_balance() -> None:
    session.expire_all()
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


@pytest.fixture
def packs(app: Flask) -> list[int]:
    """Two of one cooperative that never share a parcel. Their lots stand in the other order."""
    make_waybills(100)
    cooperative = make_cooperative()
    variants = [
        make_variant(make_product(cooperative, temperature_class=one))
        for one in ("ambient", "cool")
    ]
    for variant in reversed(variants):
        make_lot(variant, 100)
    return [variant.id for variant in variants]


def place(packs: list[int]) -> Order:
    return make_order(*((session.get_one(Variant, one), 1) for one in packs))


def buy(packs: list[int]) -> int:
    """A paid order, two parcels."""
    order = place(packs)
    tell(paid(begin(order), f"event {order.number}"))
    return order.id


def parcel_ids(order_id: int) -> list[int]:
    return [one.id for one in parcels_of_order(order_id)]


def test_who_orders_who_pays_and_who_sends_never_wait_in_a_ring(
    app: Flask, packs: list[int]
) -> None:
    open_orders = [place(packs) for _ in range(6)]
    messages = [paid(begin(one), f"event {one.number}") for one in open_orders]
    sent = [buy(packs) for _ in range(6)]
    session.remove()

    def act(number: int) -> None:
        which = number // 3
        if number % 3 == 0:
            wanted = [(session.get_one(Variant, one), 1) for one in packs]
            with transaction():
                place_order(make_wish(*wanted), SECRET)
        elif number % 3 == 1:
            tell(messages[which])
        else:
            with transaction():
                parcels = locked(parcel_ids(sent[which]))
                print_labels(parcels, CLERK)
                pack(parcels, CLERK)
                hand_over(parcels, CLERK)

    all_at_once(app, 18, act)
    assert session.scalar(select(func.count()).select_from(Order)) == 18
    assert {one.state for one in session.scalars(select(Parcel))} == {"created", "accepted"}
    books_balance()


def test_a_part_whose_last_two_parcels_arrive_at_once_has_arrived(
    app: Flask, packs: list[int]
) -> None:
    orders = [buy(packs) for _ in range(5)]
    waybills = [one.waybill_number for order in orders for one in parcels_of_order(order)]
    for waybill in waybills:
        with transaction():
            record_scans([(waybill, fact("203", waybills.index(waybill)))])
    session.remove()

    def arrive(number: int) -> None:
        with transaction():
            record_scans([(waybills[number], fact("704", 20 + number, "10"))])

    all_at_once(app, len(waybills), arrive)
    assert set(session.scalars(select(SubOrder.state))) == {"delivered"}


def test_a_buyer_cancels_while_the_shed_packs(app: Flask, packs: list[int]) -> None:
    orders = [buy(packs) for _ in range(6)]
    session.remove()

    def act(number: int) -> str:
        order_id = orders[number // 2]
        try:
            with transaction():
                if number % 2:
                    cancel_order(session.get_one(Order, order_id).id, BUYER, "计划有变")
                    return "cancelled"
                parcels = locked(parcel_ids(order_id))
                print_labels(parcels, CLERK)
                pack(parcels, CLERK)
                hand_over(parcels, CLERK)
                return "sent"
        except StepNotAllowed:
            return "refused"

    told = Counter(all_at_once(app, 12, act))
    assert told["refused"] == 6
    states = Counter(session.scalars(select(SubOrder.state)))
    assert (states["cancelled"], states["shipped"]) == (told["cancelled"], told["sent"])
    books_balance()


def test_what_left_after_the_buyer_looked_is_not_cancelled(app: Flask, packs: list[int]) -> None:
    """Her page's transaction has read the part before the shed handed it over."""
    order_id = buy(packs)
    ids = parcel_ids(order_id)
    with transaction():
        parcels = locked(ids)
        print_labels(parcels, CLERK)
        pack(parcels, CLERK)
    session.remove()

    def hand_to_the_post(_: int) -> None:
        with transaction():
            hand_over(locked(ids), CLERK)

    if session.get_bind().dialect.name == "sqlite":
        # Nobody else writes while her transaction is open.
        return

    def cancel_what_left_meanwhile() -> None:
        with transaction():
            order = session.get_one(Order, order_id)
            assert [one.state for one in order.sub_orders] == ["packing"]
            all_at_once(app, 1, hand_to_the_post)
            cancel_order(order_id, BUYER, "计划有变")

    with pytest.raises(StepNotAllowed):
        cancel_what_left_meanwhile()
    assert session.scalars(select(SubOrder.state)).all() == ["shipped"]
    books_balance()
