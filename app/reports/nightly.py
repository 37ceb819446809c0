"""Every sum that must agree is asked once a night; the answer is kept for the office."""

from datetime import date

from sqlalchemy import select

from app import clock
from app.db import changed, insert_into, session, transaction, unhurried
from app.ledger.chain import find_head
from app.ledger.models import BooksCheck
from app.reports.checks import check_books


def check_day(day: date) -> bool:
    """False when that day's answer was there already. Nobody is kept waiting meanwhile: what is
    booked while it is asked is left to the next night."""
    if session.get(BooksCheck, day) is not None:
        return False
    with unhurried():
        head = find_head()
        fault_count = sum(len(one.faults) for one in check_books())
    row = {
        "day": day,
        "checked_at": clock.now(),
        "position": None if head is None else head.position,
        "digest": None if head is None else head.digest,
        "fault_count": fault_count,
    }
    with transaction():
        return changed(insert_into(BooksCheck).values(row).on_conflict_do_nothing()) == 1


def find_last_check() -> BooksCheck | None:
    return session.scalar(select(BooksCheck).order_by(BooksCheck.day.desc()).limit(1))
