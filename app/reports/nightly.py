"""Every sum that must agree is asked once a night; the answer is kept for the office."""

from datetime import date

from sqlalchemy import select

from app import clock
from app.db import Facts, insert_into, session, unhurried
from app.ledger.chain import find_head
from app.ledger.models import BooksCheck
from app.reports.checks import check_books


def is_checked(day: date) -> bool:
    return session.get(BooksCheck, day) is not None


def question() -> Facts:
    """What the books answer now, without holding anybody up."""
    with unhurried():
        head = find_head()
        fault_count = sum(len(one.faults) for one in check_books())
    return {
        "checked_at": clock.now(),
        "position": None if head is None else head.position,
        "digest": None if head is None else head.digest,
        "fault_count": fault_count,
    }


def keep_answer(day: date, answer: Facts) -> None:
    """The first answer of a day stays."""
    row = insert_into(BooksCheck).values(day=day, **answer)
    session.execute(row.on_conflict_do_nothing())


def find_last_check() -> BooksCheck | None:
    return session.scalar(select(BooksCheck).order_by(BooksCheck.day.desc()).limit(1))
