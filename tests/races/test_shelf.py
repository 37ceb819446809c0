"""Many scanners and many hands at one shelf: no place is filled twice, no parcel given twice."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import session, transaction
from app.ground.refusals import FridgeFull, StepNotAllowed
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import locked
from app.parcels.models import Parcel, TrackingEvent
from app.shelves.actions import Collector, give_out, put_on_shelf
from app.shelves.models import ShelfStay
from app.shelves.places import PlaceDraft, add_place
from app.shops.models import Shop
from tests.makers import make_shop
from tests.order_sheets import make_waybills
from tests.races.crowds import all_at_once
from tests.shelves.test_shelves import bring, put

pytestmark = pytest.mark.race
KEEPER = Actor(ActorKind.shopkeeper)
CROWD = 6


def test_the_last_room_of_the_fridge_is_filled_once(app: Flask) -> None:
    make_waybills()
    shop = make_shop()
    with transaction():
        add_place(shop.id, PlaceDraft("F1", True, 2))
    shop_id = shop.id
    ids = [bring(shop, "cool", name=f"村民{one}").id for one in range(CROWD)]
    session.remove()

    def scan(turn: int) -> str:
        with transaction():
            try:
                parcel = locked([ids[turn]])[0]
                return put_on_shelf(parcel, session.get_one(Shop, shop_id), "", KEEPER).code
            except FridgeFull:
                return "full"

    answers = all_at_once(app, CROWD, scan)
    assert sorted(answers) == ["F1", "F1", *["full"] * (CROWD - 2)]
    assert session.scalar(select(func.count()).select_from(ShelfStay)) == 2


def test_one_parcel_is_handed_to_one_of_many_hands(app: Flask) -> None:
    make_waybills()
    shop = make_shop()
    parcel = bring(shop)
    put(parcel, shop, KEEPER)
    parcel_id, code = parcel.id, parcel.pickup_code
    session.remove()

    def give(turn: int) -> str:
        with transaction():
            try:
                refusal = give_out(locked([parcel_id]), Collector(f"某{turn}", code=code), KEEPER)
                return "given" if refusal is None else "wrong"
            except StepNotAllowed:
                return "gone"

    answers = all_at_once(app, CROWD, give)
    assert sorted(answers) == ["given", *["gone"] * (CROWD - 1)]
    collected = select(func.count()).where(TrackingEvent.step == "collect")
    assert session.scalar(collected) == 1
    assert session.get_one(Parcel, parcel_id).state == "collected"
