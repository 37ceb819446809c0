"""A return at the counter of a village shop: taken in once, and fetched by the postman."""

from typing import Any

import pytest
from sqlalchemy import select

from app.claims.drop_offs import hand_to_postman, take_in_return, waiting_for_postman
from app.claims.models import GoodsReturn, ReturnDropOff
from app.claims.returns import withdraw_return
from app.db import session, transaction
from app.ground.refusals import Missing, TooManyTries
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.outbox.models import Message
from app.parcels.models import Parcel, TrackingEvent
from app.shops.models import Shop
from tests.claims.complaints import BUYER, sell_and_deliver
from tests.claims.test_returns import receive, scan, start
from tests.clocks import Clock
from tests.makers import make_shop, make_shopkeeper
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.usefixtures("database")


def bring(shop: Shop, keeper: Actor, waybill: str) -> str:
    """The refusal's code, or nothing."""
    with transaction():
        refusal = take_in_return(session.get_one(Shop, shop.id), waybill, keeper)
    session.expire_all()
    return refusal.code if refusal else ""


def keeper_of(shop: Shop) -> Actor:
    return Actor(ActorKind.shopkeeper, make_shopkeeper(shop).id)


def waits_at(shop: Shop) -> list[int]:
    session.expire_all()
    return [one.parcel_id for one in waiting_for_postman(shop.id)]


def marks() -> list[Any]:
    session.expire_all()
    return [
        session.scalars(select(GoodsReturn.state).order_by(GoodsReturn.id)).all(),
        session.scalars(select(Parcel.state).order_by(Parcel.id)).all(),
        session.query(TrackingEvent).count(),
        session.query(ReturnDropOff).count(),
    ]


def test_it_is_taken_in_once_and_lies_there_until_the_postman_has_it(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    shop, other = make_shop(), make_shop()
    keeper, neighbour = keeper_of(shop), keeper_of(other)
    sale = sell_and_deliver(boxes=3)
    backs = [start(sale, 1) for _ in range(3)]
    first, second, third = (one.parcel.waybill_number for one in backs)
    clock.move(hours=1)
    for number in (first, second, third):
        assert bring(shop, keeper, number) == ""
    told = session.scalars(select(TrackingEvent).where(TrackingEvent.step == "drop_off")).all()
    assert [(one.source, one.actor_id, one.place) for one in told] == [
        ("shop", keeper.person_id, shop.name)
    ] * 3
    letters = [one.facts for one in session.scalars(select(Message)) if one.kind[5:9] == "drop"]
    assert letters == [{"parcel_id": one.parcel_id} for one in backs]
    assert {session.get_one(Parcel, one.parcel_id).state for one in backs} == {"accepted"}
    before = marks()
    assert bring(shop, keeper, first) == "return_here_already"
    assert bring(other, neighbour, first) == "return_with_post"
    assert marks() == before
    assert waits_at(shop) == [one.parcel_id for one in backs]
    # One is scanned by the carrier, one is given to the postman.
    clock.move(hours=1)
    scan(backs[0], "203")
    assert waits_at(shop) == [backs[1].parcel_id, backs[2].parcel_id]
    for expected in (1, 0):
        with transaction():
            assert hand_to_postman(shop.id, [second], keeper) == expected
    assert waits_at(shop) == [backs[2].parcel_id]
    with pytest.raises(Missing), transaction():
        hand_to_postman(other.id, [third], neighbour)
    # What is with the post is not withdrawn any more, and is received as ever.
    clock.move(days=9)
    scan(backs[1], "704")
    assert receive(sale, backs[1], restock=1).refunded_fen == 52_00 - backs[1].way_fen
    books_balance()


def test_what_cannot_be_taken_in_changes_nothing_and_misses_are_counted(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    shop = make_shop()
    keeper = keeper_of(shop)
    sale = sell_and_deliver(boxes=2)
    kept, late = start(sale, 1), start(sale, 1)
    with transaction():
        withdraw_return(kept.id, BUYER)
    clock.move(days=7)
    before = marks()
    for number, why in (
        (sale.parcel.waybill_number, "return_unknown"),
        ("ZZ999999995CN", "return_unknown"),
        (kept.parcel.waybill_number, "return_withdrawn"),
        (late.parcel.waybill_number, "return_overdue"),
    ):
        assert bring(shop, keeper, number) == why
    for _ in range(16):
        bring(shop, keeper, "ZZ999999995CN")
    with pytest.raises(TooManyTries):
        bring(shop, keeper, late.parcel.waybill_number)
    assert marks() == before
