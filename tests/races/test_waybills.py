"""Many who draw from one pool: every number once, none left out; without the condition twice."""

import threading
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.db import session, transaction
from app.ground.postal_products import PostalProduct
from app.ground.refusals import WaybillNotAllowed, WaybillsExhausted
from app.parcels import waybills
from app.parcels.models import Waybill, WaybillRange
from app.parcels.waybills import draw_waybills, take_range
from tests.order_sheets import make_waybills
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race
CROWD, EACH = 12, 3


def draw_in_a_crowd(app: Flask) -> list[list[str]]:
    session.remove()

    def draw(_: int) -> list[str]:
        try:
            with transaction():
                return draw_waybills(PostalProduct.ordinary, None, EACH)
        except WaybillsExhausted:
            return []

    return all_at_once(app, CROWD, draw)


def test_a_crowd_draws_every_number_once_and_the_last_get_none(app: Flask) -> None:
    numbers = make_waybills(30)
    drawn = [number for portion in draw_in_a_crowd(app) for number in portion]
    assert sorted(drawn) == numbers
    assert sorted(session.scalars(select(Waybill.number))) == numbers


def test_without_its_condition_a_number_is_drawn_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: what was read before is written back. Only the table stops it then."""
    make_waybills(40)
    first = session.scalars(select(WaybillRange.next_serial)).one()

    def advance_what_was_read(range_id: int, count: int) -> int:
        session.execute(update(WaybillRange).values(next_serial=first + count))
        return first + count

    monkeypatch.setattr(waybills, "advance", advance_what_was_read)
    with pytest.raises(IntegrityError):
        draw_in_a_crowd(app)


def take_in_a_crowd(app: Flask) -> list[str]:
    """Each of the ranges overlaps the next one."""
    session.remove()

    def take(number: int) -> str:
        first = 9_900_000_000_000 + number * 5
        try:
            with transaction():
                take_range(f"{first:013d}", f"{first + 9:013d}")
        except WaybillNotAllowed:
            return "refused"
        return "taken"

    return all_at_once(app, CROWD, take)


def overlaps() -> int:
    ends = session.execute(
        select(WaybillRange.first_serial, WaybillRange.last_serial).order_by(
            WaybillRange.first_serial
        )
    ).all()
    return sum(after[0] <= before[1] for before, after in pairwise(ends))


def test_ranges_that_come_at_once_never_overlap(app: Flask) -> None:
    told = take_in_a_crowd(app)
    assert overlaps() == 0
    assert told.count("taken") == len(session.scalars(select(WaybillRange)).all())


@pytest.mark.parametrize("kind", ["postgresql"])
def test_without_the_lock_ranges_overlap(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin. SQLite has one writer at a time, whatever we do."""
    together = threading.Barrier(CROWD)
    monkeypatch.setattr(waybills, "lock_table", lambda _: None)
    known = waybills.known_of

    def known_to_all(runs: list[waybills.Run]) -> list[waybills.Run]:
        found = known(runs)
        together.wait(10)
        return found

    monkeypatch.setattr(waybills, "known_of", known_to_all)
    assert take_in_a_crowd(app) == ["taken"] * CROWD
    assert overlaps() == CROWD - 1
