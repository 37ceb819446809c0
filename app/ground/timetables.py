"""When a round is where: windows in which a stop takes something, and an order that keeps to them.

Minutes are those of the day in Shanghai. A van that is early waits; one that is late has missed the
window. First as few windows as possible are missed, then by as little as possible, then the van is
back early, then the way is short. Up to seven stops every order is tried; beyond, the shortest way
and the order of closing times are improved step by step. tests/ground/test_timetables.py measures
it against every order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from app.ground.refusals import TimeNotUnderstood
from app.ground.routes import Point, best_order, by_road_m, distance_m, neighbours

DAY = 24 * 60
TRY_ALL = 7
MOST_STEPS = 60
_CLOCK = r"(\d{1,2})[:：](\d{2})"
_HOURS = re.compile(rf"{_CLOCK}\s*[-–—~～至到]\s*{_CLOCK}")
_TIME = re.compile(rf"^\s*{_CLOCK}\s*$")


@dataclass(frozen=True, slots=True)
class Window:
    """Both minutes inclusive."""

    opens_at: int
    closes_at: int


MORNING, AFTERNOON = Window(8 * 60, 12 * 60), Window(13 * 60, 18 * 60)


@dataclass(frozen=True, slots=True)
class Pace:
    """When the van leaves, how long it stands at a stop, and how long a kilometre of road takes."""

    starts_at: int = 8 * 60 + 30
    stop_minutes: int = 6
    km_minutes: int = 2


def window_of(hours: str) -> Window | None:
    """Of a shop's opening hours as somebody wrote them; None when they say no span of a day."""
    found = _HOURS.search(hours)
    if found is None:
        return None
    first_hour, first_minute, last_hour, last_minute = map(int, found.groups())
    opens, closes = first_hour * 60 + first_minute, last_hour * 60 + last_minute
    sane = max(first_minute, last_minute) < 60 and 0 <= opens < closes <= DAY
    return Window(opens, closes) if sane else None


def parse_time(text: object, *, field: str | None = None) -> int:
    """ "8:30" in minutes of the day; TimeNotUnderstood."""
    found = _TIME.match(str(text or ""))
    hour, minute = map(int, found.groups()) if found else (24, 0)
    if hour >= 24 or minute >= 60:
        raise TimeNotUnderstood(field=field)
    return hour * 60 + minute


def clock_text(minutes: int) -> str:
    """ "08:30"; a van that is out after midnight has hours beyond 24."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


class Timetable:
    """Of one round: `windows` belong to `points`; without one a stop takes things at any time."""

    def __init__(
        self, start: Point, points: Sequence[Point], windows: Sequence[Window | None], pace: Pace
    ) -> None:
        self.start, self.points, self.windows, self.pace = start, points, windows, pace
        every = [*points, start]
        self._minutes = [[_driving(a, b, pace) for b in every] for a in every]
        self._metres = [[distance_m(a, b) for b in every] for a in every]

    def order(self) -> list[int]:
        """Indexes of the points in the order to visit them; the same question, the same answer."""
        shortest = best_order(self.start, self.points)
        if not any(self.windows) or not shortest:
            return shortest
        if len(self.points) <= TRY_ALL:
            every = map(list, permutations(range(len(self.points))))
            return min(every, key=self.cost)
        closing = sorted(shortest, key=self._closes)
        return min(map(self._improved, (shortest, closing)), key=self.cost)

    def arrivals(self, order: Sequence[int]) -> list[int]:
        """When each stop of that order begins, waiting until it opens included."""
        now, here = self.pace.starts_at, len(self.points)
        times = []
        for stop in order:
            now += self._minutes[here][stop]
            window = self.windows[stop]
            now = max(now, window.opens_at) if window else now
            times.append(now)
            now, here = now + self.pace.stop_minutes, stop
        return times

    def cost(self, order: Sequence[int]) -> tuple[int, int, int, int]:
        """Windows missed, minutes too late, when it is back, metres."""
        missed = late = metres = 0
        home = here = len(self.points)
        times = self.arrivals(order)
        for stop, now in zip(order, times, strict=True):
            metres, here = metres + self._metres[here][stop], stop
            window = self.windows[stop]
            if window and now > window.closes_at:
                missed, late = missed + 1, late + now - window.closes_at
        last = times[-1] + self.pace.stop_minutes if times else self.pace.starts_at
        return missed, late, last + self._minutes[here][home], metres + self._metres[here][home]

    def _closes(self, stop: int) -> int:
        window = self.windows[stop]
        return window.closes_at if window else DAY

    def _improved(self, order: list[int]) -> list[int]:
        """By the best of its neighbours, as long as one is better."""
        for _ in range(MOST_STEPS):
            better = min(neighbours(order), key=self.cost, default=order)
            if self.cost(better) >= self.cost(order):
                break
            order = better
        return order


def _driving(one: Point, other: Point, pace: Pace) -> int:
    """A begun minute is a whole one."""
    return -(-by_road_m(distance_m(one, other)) * pace.km_minutes // 1000)
