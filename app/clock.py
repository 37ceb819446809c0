"""Time: now in UTC, today in Shanghai. Tests and the demonstration may stop or move the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    return _stopped.get() or datetime.now(UTC)


def today() -> date:
    """The day in Shanghai, which is the day that seasons and promises are counted in."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def beginning_of(day: date) -> datetime:
    """Midnight in Shanghai, in UTC."""
    return datetime.combine(day, time(), tzinfo=SHANGHAI).astimezone(UTC)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock for this thread of control only."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    token = _stopped.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)
