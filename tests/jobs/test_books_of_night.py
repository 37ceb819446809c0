"""The books are asked every night, and the office is told what came of it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from app.db import session, transaction
from app.jobs.books import check_books_of_night
from app.ledger.chain import find_head
from app.ledger.models import BooksCheck, JournalEntry
from app.reports.nightly import find_last_check
from app.reports.stuck import matters
from tests.clocks import Clock

pytestmark = pytest.mark.usefixtures("database")


def told() -> list[tuple[int, int]]:
    """By day of the month: how many faults were named."""
    rows = session.scalars(select(BooksCheck).order_by(BooksCheck.day))
    return [(one.day.day, one.fault_count) for one in rows]


def is_broken() -> bool:
    return any(one.count for one in matters() if one.kind == "broken_books")


def ask(clock: Clock, day: int, hour: int) -> None:
    clock.stop(datetime(2026, 7, day, hour, 30, tzinfo=UTC))
    check_books_of_night()


def test_the_answer_of_a_night_is_kept_and_a_fault_stays_until_a_better_night(clock: Clock) -> None:
    ask(clock, 1, 18)  # half past two in Changzhou
    assert told() == []
    ask(clock, 1, 19)
    ask(clock, 1, 23)
    assert (told(), is_broken()) == ([(2, 0)], False)
    last, head = find_last_check(), find_head()
    assert last is not None
    assert head is not None
    assert (last.position, last.digest) == (head.position, head.digest)

    moment = last.checked_at
    entry = {"fact": "sly", "memo": "", "happened_at": moment, "booked_at": moment}
    with transaction():
        session.execute(insert(JournalEntry), [entry])
    ask(clock, 2, 1)  # the same day: asked once is enough
    assert is_broken() is False
    ask(clock, 2, 20)
    # Never linked, and moves nothing.
    assert (told(), is_broken()) == ([(2, 0), (3, 2)], True)
