"""The stand-in for the carrier: a parcel's journey, stop by stop."""

import pytest
from flask import Flask

from app.db import session, transaction
from app.jobs.worker import Worker
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.models import Parcel
from tests.browser_of_pages import Pages
from tests.clocks import Clock
from tests.order_sheets import make_waybills
from tests.sheds import open_shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def parcel(app: Flask, pages: Pages, clock: Clock) -> Parcel:
    """On its way since this morning."""
    clock.stop("2026-07-25 09:00")
    make_waybills()
    shed = open_shed(pages)
    (parcel,) = shed.parcels(shed.buy())
    Worker(app).drain()
    with transaction():
        rows = locked([parcel.id])
        print_labels(rows, Actor(ActorKind.cooperative))
        pack(rows, Actor(ActorKind.cooperative))
        hand_over(rows, Actor(ActorKind.cooperative))
    Worker(app).drain()
    return parcel


def test_each_press_plays_one_stop_until_it_is_delivered(
    pages: Pages, parcel: Parcel, clock: Clock
) -> None:
    address = f"/demonstration/post/{parcel.waybill_number}"
    page = pages.get(address)
    for stop in range(1, 7):
        clock.move(hours=3)
        page = pages.submit(page.form(address))
        assert len(page.all("li", class_="is-done")) == stop
    session.expire_all()
    assert session.get_one(Parcel, parcel.id).state == "delivered"
    pages.submit(page.form(address))
    session.expire_all()
    assert session.get_one(Parcel, parcel.id).state == "delivered"


def test_a_parcel_that_it_does_not_know_is_missing(pages: Pages) -> None:
    pages.get("/demonstration/post/ZZ999999995CN", expect=404)
