"""Many scanners and many hands at one shelf: no place is filled twice, no parcel given twice."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import session, transaction
from app.ground.refusals import FridgeFull, StepNotAllowed
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import locked
from app.parcels.models import Parcel, TrackingEvent
from app.shelves import actions as shelving
from app.shelves.actions import Collector, give_out, put_on_shelf
from app.shelves.models import ShelfStay
from app.shelves.places import PlaceDraft, add_place
from app.shelves.queries import count_of_today
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


def look_together(monkeypatch: pytest.MonkeyPatch, name: str, look: Callable[..., object]) -> None:
    """Two at once look before either writes. SQLite's writers come one after the other, so both are
    told what the first one saw."""
    if session.get_bind().dialect.name == "sqlite":
        seen = look()
        session.remove()
        monkeypatch.setattr(shelving, name, lambda *_: seen)
        return
    both_have_looked, real = threading.Barrier(2), getattr(shelving, name)

    def wait_for_the_other(*asked: object) -> object:
        found = real(*asked)
        both_have_looked.wait(30)
        return found

    monkeypatch.setattr(shelving, name, wait_for_the_other)


def shelve(parcel_id: int, shop_id: int, *, is_locked: bool = True) -> str:
    try:
        with transaction():
            shop = session.get_one(Shop, shop_id)
            parcel = locked([parcel_id])[0] if is_locked else session.get_one(Parcel, parcel_id)
            return put_on_shelf(parcel, shop, "A1", KEEPER).code
    except IntegrityError:
        return "refused"


def test_one_parcel_that_two_keepers_scan_lies_there_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_waybills()
    shop_id = make_shop().id
    ids = [bring(session.get_one(Shop, shop_id), name=name).id for name in ("甲", "乙")]
    session.remove()
    assert all_at_once(app, 3, lambda _: shelve(ids[0], shop_id)) == ["A1"] * 3
    stays = select(func.count()).select_from(ShelfStay)
    assert session.scalar(stays) == 1
    assert session.scalar(select(func.count()).where(Parcel.pickup_code.is_not(None))) == 1
    # Its twin: without the parcel's row both look before either writes, and the table refuses one.
    session.remove()
    look_together(monkeypatch, "_open_stay", lambda: None)
    told = all_at_once(app, 2, lambda _: shelve(ids[1], shop_id, is_locked=False))
    assert sorted(told) == ["A1", "refused"]
    assert session.scalar(stays) == 2


def test_a_service_centre_tells_no_running_number_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_waybills()
    shop_id = make_shop(kind="campus").id
    brought = range(CROWD)
    ids = [bring(session.get_one(Shop, shop_id), name=f"同学{one}").id for one in brought]
    session.remove()
    told = all_at_once(app, CROWD - 2, lambda turn: shelve(ids[turn], shop_id))
    assert sorted(told) == ["A1-1", "A1-2", "A1-3", "A1-4"]
    # Its twin: without the shop's row two are sent to the same number.
    session.remove()
    look_together(monkeypatch, "count_of_today", lambda: count_of_today(shop_id))
    monkeypatch.setattr(shelving, "lock_rows", lambda *_: [])
    assert all_at_once(app, 2, lambda turn: shelve(ids[-1 - turn], shop_id)) == ["A1-5"] * 2
