"""How long parcels were really on the way: counted into tallies, read as percentiles.

A tally counts whole hours and days of the calendar, so that however many parcels there were, it
stays as small as a journey is long, and a percentile is the same on every database.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.ground.postage import Days

# A parcel that is still on the way after so many days counts as late as it is by now; younger ones
# are left out, or else only the quick ones among them would count.
RIPE_DAYS = 10
WINDOW_DAYS = 90
# Fewer parcels say nothing of what nine of ten keep to: three of thirty may be later.
LEAST_PARCELS = 30
LONGEST_DAYS = 60
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """Days are those of the calendar from hand-over: what one of ten, half and nine of ten kept
    to. `late_hours`: nine of ten were there within so many hours."""

    parcels: int
    days: Days
    late_hours: int

    @property
    def is_enough(self) -> bool:
        return self.parcels >= LEAST_PARCELS


@dataclass(slots=True)
class Tally:
    hours: Counter[int] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)

    def count(self, took: timedelta, sent_on: date, there_on: date) -> None:
        """A begun hour is a whole one; a clock that is slow makes no journey shorter than none."""
        self.hours[min(max(0, -(-took // _HOUR)), 24 * LONGEST_DAYS)] += 1
        self.days[min(max(0, (there_on - sent_on).days), LONGEST_DAYS)] += 1

    def measured(self) -> Measured:
        days = Days(*(percentile(self.days, percent) for percent in (10, 50, 90)))
        return Measured(self.days.total(), days, percentile(self.hours, 90))


def percentile(counts: Mapping[int, int], percent: int) -> int:
    """The least figure that so many of a hundred keep to (nearest rank); 0 of none."""
    rank = -(-sum(counts.values()) * percent // 100)
    for figure in sorted(counts):
        rank -= counts[figure]
        if rank <= 0:
            return figure
    return 0
