"""A circuit breaker: a partner that fails again and again is left alone for a while.

Closed: every question is asked. Open, after so many failures in a row: none is, until the pause is
over. Then one question is let through; its answer closes the breaker, its failure opens it again
for twice as long. Kept in the memory of each process: what it protects are that process's threads.
"""

import threading
import time
from collections.abc import Callable
from enum import StrEnum

from app.ground.refusals import PartnerSilent

MOST_FAILURES = 5
PAUSE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 600.0


class BreakerState(StrEnum):
    closed = "closed"
    open = "open"
    trying = "trying"


class Breaker:
    def __init__(
        self,
        most_failures: int = MOST_FAILURES,
        pause_seconds: float = PAUSE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most_failures
        self._pause = pause_seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures = 0
        self._opened = 0
        self._open_until: float | None = None
        self._is_trying = False

    @property
    def state(self) -> BreakerState:
        if self._open_until is None:
            return BreakerState.closed
        is_over = self._monotonic() >= self._open_until
        return BreakerState.trying if is_over or self._is_trying else BreakerState.open

    def enter(self) -> None:
        """PartnerSilent(reason="resting") when the question is not to be asked now."""
        with self._lock:
            if self._open_until is None:
                return
            if self._is_trying or self._monotonic() < self._open_until:
                raise PartnerSilent(reason="resting")
            self._is_trying = True

    def succeed(self) -> None:
        with self._lock:
            self._failures = self._opened = 0
            self._open_until = None
            self._is_trying = False

    def fail(self, rest_seconds: float | None = None) -> None:
        """`rest_seconds`: the partner itself asks to be left alone for so long (429)."""
        with self._lock:
            self._failures += 1
            was_trying, self._is_trying = self._is_trying, False
            if rest_seconds is not None:
                self._open(rest_seconds)
            elif was_trying or self._failures >= self._most:
                self._open(self._pause * 2**self._opened)
                self._opened += 1

    def _open(self, seconds: float) -> None:
        self._open_until = self._monotonic() + min(max(seconds, 1.0), LONGEST_PAUSE_SECONDS)
