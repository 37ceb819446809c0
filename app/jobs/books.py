"""The nightly question whether everything adds up."""

from datetime import time

from app import clock
from app.reports.nightly import check_day

BEGINS_AT = time(3)


def check_books_of_night() -> None:
    """Once a day, when the market sleeps."""
    now = clock.now().astimezone(clock.SHANGHAI)
    if now.time() >= BEGINS_AT:
        check_day(now.date())
