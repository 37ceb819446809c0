"""When a parcel that is under way should be there: a function of its events, its plan and the day.

From the last stop that was told and the days that remain after it. Days after a stop are an
estimate of the house like those of freshness.py: from the delivery office the same or the next
day, out for delivery today, after a vain attempt tomorrow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from app.ground.parcel_states import Event, state_of, struck_keys
from app.ground.parcel_steps import AT_HOME, ON_THE_WAY, ParcelState

# The post's day. China has had no summer time since 1991.
_POST = timezone(timedelta(hours=8))
_DAY = timedelta(days=1)
_P = ParcelState


@dataclass(frozen=True, slots=True)
class Plan:
    """`promised_on` is the last day that was named to the buyer; days on the way from hand-over,
    the least and what nine of ten keep to."""

    promised_on: date | None
    least_days: int
    late_days: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """Both days inclusive. `is_late`: after what was promised. `is_overdue`: the latest day has
    gone by and nothing was told, so that it says no more than that."""

    earliest: date
    latest: date
    is_late: bool
    is_overdue: bool


def expected_on(events: Iterable[Event], plan: Plan, today: date) -> Expectation | None:
    """None when it is there, will not come, or nothing was promised and nothing told."""
    every = list(events)
    state = state_of(every)
    days = _days_of(every, state, plan)
    if days is None:
        return None
    earliest, latest = days
    is_overdue = today > latest
    is_late = plan.promised_on is not None and max(latest, today) > plan.promised_on
    return Expectation(max(earliest, min(today, latest)), latest, is_late, is_overdue)


def _days_of(every: list[Event], state: ParcelState, plan: Plan) -> tuple[date, date] | None:
    if state in AT_HOME:
        return (plan.promised_on, plan.promised_on) if plan.promised_on else None
    stops = [day_of(event.occurred_at) for event in _stops(every)]
    if state not in ON_THE_WAY or not stops:
        return None
    first, last = stops[0], stops[-1]
    if state is _P.out_for_delivery:
        return last, last
    if state is _P.at_office:
        return last, last + _DAY
    if state is _P.attempted:
        return last + _DAY, last + _DAY
    least, late = timedelta(days=plan.least_days), timedelta(days=plan.late_days)
    if state is _P.accepted:
        return first + least, first + late
    return max(first + least, last), max(first + late, last + _DAY)


def _stops(every: list[Event]) -> list[Event]:
    """What was told of its way from hand-over on, and not taken back, in the order of time."""
    struck = struck_keys(every)
    moving = [
        event
        for event in every
        if event.key not in struck and event.step is not None and event.step not in _AT_HOME_STEPS
    ]
    return sorted(moving, key=lambda event: event.occurred_at)


_AT_HOME_STEPS = frozenset({"label", "pack"})


def day_of(moment: datetime) -> date:
    return moment.astimezone(_POST).date()
