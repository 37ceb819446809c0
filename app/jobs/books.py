"""The nightly question whether everything adds up."""

from datetime import time

from app import clock
from app.db import transaction
from app.reports.nightly import is_checked, keep_answer, question

BEGINS_AT = time(3)


def check_books_of_night() -> None:
    """Once a day, when the market sleeps. Nobody is kept waiting meanwhile: what is booked while
    it is asked is left to the next night."""
    now = clock.now().astimezone(clock.SHANGHAI)
    if now.time() < BEGINS_AT or is_checked(now.date()):
        return
    answer = question()
    with transaction():
        keep_answer(now.date(), answer)
