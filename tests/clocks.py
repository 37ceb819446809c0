"""A clock that tests stop and move; requests of the test browser see the same moment."""

from contextlib import ExitStack
from datetime import datetime, timedelta

from app.clock import SHANGHAI, now, stopped_at


class Clock:
    def __init__(self) -> None:
        self._stopped = ExitStack()

    def stop(self, moment: str | datetime) -> datetime:
        """Texts without a zone are Shanghai's: "2025-11-23 10:00"."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=SHANGHAI)
        self.run()
        self._stopped.enter_context(stopped_at(moment))
        return now()

    def move(self, **distance: float) -> datetime:
        """On from the moment it shows now: move(minutes=31)."""
        return self.stop(now() + timedelta(**distance))

    def run(self) -> None:
        self._stopped.close()
