"""Two pickers start a wave at the same moment: no parcel is on two trolleys."""

import threading

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.db import session, transaction
from app.ground.refusals import NothingToPick
from app.warehousing import waves
from app.warehousing.waves import WaveWish, start_wave
from tests.makers import make_lot, make_warehouse
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race
PARCELS, ON_A_TROLLEY = 4, 2


@pytest.fixture
def place(app: Flask) -> int:
    """A warehouse with parcels to pick."""
    make_waybills()
    warehouse = make_warehouse()
    lot = make_lot(boxes=20, warehouse_id=warehouse.id)
    for number in range(PARCELS):
        tell(paid(begin(make_order((lot.variant, 1))), f"event {number}"))
    place = warehouse.id
    session.remove()
    return place


def start(place: int, number: int) -> list[int]:
    """The parcels of the picker's trolley."""
    wish = WaveWish(request_key=f"picker {number}", most=ON_A_TROLLEY)
    try:
        with transaction():
            return [one.parcel_id for one in start_wave(place, wish, None).slots]
    except NothingToPick:
        return []


def test_two_pickers_who_start_at_once_get_different_parcels(app: Flask, place: int) -> None:
    trolleys = all_at_once(app, 3, lambda number: start(place, number))
    assert sorted(len(one) for one in trolleys) == [0, ON_A_TROLLEY, ON_A_TROLLEY]
    assert len({parcel for one in trolleys for parcel in one}) == PARCELS


def test_without_the_lock_both_reach_for_the_same_and_the_table_refuses_one(
    app: Flask, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_looked, waiting = threading.Barrier(2), waves._waiting

    def look_together(*asked: object) -> list[int]:
        found = waiting(*asked)  # type: ignore[arg-type]
        both_have_looked.wait(30)
        return found

    if session.get_bind().dialect.name == "sqlite":
        # Its writers come one after the other: both look before either of them begins to write.
        seen = waiting(place, WaveWish(request_key="", most=ON_A_TROLLEY))
        session.remove()
        monkeypatch.setattr(waves, "_waiting", lambda *_: seen)
    else:
        monkeypatch.setattr(waves, "_waiting", look_together)
        monkeypatch.setattr(waves, "lock_rows", lambda *_: [])

    def reach(number: int) -> bool:
        try:
            return bool(start(place, number))
        except IntegrityError:
            return False

    assert sorted(all_at_once(app, 2, reach)) == [False, True]
