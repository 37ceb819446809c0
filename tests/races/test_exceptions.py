"""Somebody of the office closes an exception while a scan is taken down that ends it by itself."""

import threading

import pytest
from flask import Flask

from app.db import session, transaction
from app.ground.parcel_exceptions import Owner
from app.orders.actions import SYSTEM
from app.parcels import exceptions
from app.parcels.actions import locked
from app.parcels.exceptions import open_exceptions_of, settle_exception, take_over
from app.parcels.kinds import Outcome
from tests.claims.complaints import sell

pytestmark = pytest.mark.race


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("step", ["settle", "take"])
def test_whoever_acts_by_hand_waits_until_the_scan_is_written(
    app: Flask, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """SQLite has one writer at a time, whatever we do."""
    sale = sell()
    sale.scan("987")
    parcel_id, number = sale.parcel.id, open_exceptions_of(sale.parcel.id)[0].id
    session.rollback()
    begun, done = threading.Event(), threading.Event()
    lock_rows = exceptions.lock_rows

    def begin(*wanted: object) -> object:
        begun.set()
        return lock_rows(*wanted)

    def act() -> None:
        with app.app_context(), transaction():
            if step == "settle":
                settle_exception(number, Outcome.settled, SYSTEM, "已核实")
            else:
                take_over(number, Owner.office, SYSTEM)
        done.set()

    monkeypatch.setattr(exceptions, "lock_rows", begin)
    hand = threading.Thread(target=act)
    with transaction():
        locked([parcel_id])
        hand.start()
        assert begun.wait(10)
        assert not done.wait(0.5)
    hand.join(10)
    assert done.is_set()
