"""Two hands in one cash box: notes are taken once, and never more given back than there are."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.postings import SUSPENSE, cash_box, move
from app.ground.refusals import AlreadyPaid, CashBoxShort
from app.ledger.actions import post
from app.ledger.queries import balance
from app.orders.actions import Actor
from app.orders.kinds import ActorKind, Channel
from app.orders.models import Order
from app.payments.actions import take_cash
from app.payments.models import Payment
from app.payments.refunds import cancel_order, hand_back_cash
from app.shops.models import Shop
from tests.makers import (
    make_consent,
    make_lot,
    make_shop,
    make_shopkeeper,
    make_variant,
    make_villager,
)
from tests.order_sheets import JIAOXI, make_order, make_waybills
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race
KEEPER = Actor(ActorKind.shopkeeper)


@pytest.fixture
def shop(app: Flask) -> Shop:
    make_waybills()
    return make_shop()


def order_at(shop: Shop) -> Order:
    villager = make_villager(shop)
    make_consent(villager)
    variant = session.get_one(Variant, make_lot(make_variant(), 5).variant_id)
    return make_order(
        (variant, 1),
        region_code=JIAOXI,
        channel=Channel.village,
        shop_id=shop.id,
        villager_id=villager.id,
        placed_by_id=make_shopkeeper(shop).id,
    )


def test_a_double_click_takes_the_notes_once(app: Flask, shop: Shop) -> None:
    order_id, shop_id = order_at(shop).id, shop.id
    session.remove()

    def click(_: int) -> str:
        try:
            with transaction():
                take_cash(order_id, shop_id)
        except AlreadyPaid:
            return "paid already"
        return "taken"

    assert Counter(all_at_once(app, 8, click)) == {"taken": 1, "paid already": 7}
    assert session.scalar(select(func.count()).select_from(Payment)) == 1
    assert balance(cash_box(shop_id)) == session.get_one(Order, order_id).total_fen


def test_two_refunds_at_once_never_give_back_more_than_the_box_holds(
    app: Flask, shop: Shop
) -> None:
    """The notes of one of two orders were brought to the bank meanwhile."""
    shop_id = shop.id
    orders = [order_at(shop) for _ in range(2)]
    refunds = []
    for order in orders:
        with transaction():
            take_cash(order.id, shop_id)
        with transaction():
            refunds += [one.id for one in cancel_order(order.id, KEEPER, "不要了")]
    with transaction():
        post("to the bank", "", move(SUSPENSE, cash_box(shop_id), orders[0].total_fen))
    session.remove()

    def give_back(number: int) -> str:
        try:
            with transaction():
                hand_back_cash(refunds[number % 2], shop_id)
        except CashBoxShort as refusal:
            return f"{refusal.facts['held_fen']} left"
        return "given"

    told = Counter(all_at_once(app, 2, give_back))
    assert told == {"given": 1, "0 left": 1}
    assert balance(cash_box(shop_id)) == 0
