"""The ground under the other tests."""

import socket

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from app.db import session, transaction
from app.people.models import Person
from app.places.models import Region
from tests.clocks import Clock
from tests.conftest import SocketsClosed
from tests.makers import make_lot, make_person
from tests.statements import count_statements

Database = scoped_session[Session]


@pytest.mark.parametrize("round", [1, 2])
def test_what_a_test_commits_is_forgotten_by_the_next(database: Database, round: int) -> None:
    make_person(phone="13800000001")
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_refused_change_leaves_what_was_committed_before(database: Database) -> None:
    make_person(phone="13800000001")
    with pytest.raises(IntegrityError):
        make_person(phone="13800000001")
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_the_database_keeps_its_checks(database: Database) -> None:
    lot = make_lot(boxes=3)
    with pytest.raises(IntegrityError), transaction():
        lot.reserved = 4


def test_every_database_knows_the_villages(database: Database) -> None:
    region = session.get(Region, "320402109003")
    assert region is not None
    assert region.pinyin == "jiao xi she qu"


def test_statements_are_counted_without_their_frame(database: Database) -> None:
    with count_statements() as sent, transaction():
        session.scalars(select(Person)).all()
    assert len(sent) == 1


def test_another_machine_cannot_be_reached() -> None:
    with pytest.raises(SocketsClosed):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_the_clock_stops_in_shanghai(clock: Clock) -> None:
    assert clock.stop("2026-07-20 08:00").isoformat() == "2026-07-20T00:00:00+00:00"
    assert clock.move(minutes=31).isoformat() == "2026-07-20T00:31:00+00:00"
