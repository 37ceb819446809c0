"""A parcel's state follows from the set of its tracking events: arrival order never matters.

Events are kept for ever and never changed. The same event may come twice, a cancellation may
come before what it cancels, a code may be unknown: the state is worked out anew from all of
them, by the time at which things happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.ground.carrier_codes import CANCELS, CODES, NOTICES, step_of
from app.ground.parcel_steps import (
    ARRIVED,
    AT_HOME,
    ENDED,
    ON_THE_WAY,
    TABLE,
    ParcelState,
    TrackingStep,
    step,
)

__all__ = [
    "ARRIVED",
    "AT_HOME",
    "CANCELS",
    "CODES",
    "ENDED",
    "NOTICES",
    "ON_THE_WAY",
    "TABLE",
    "Event",
    "ParcelState",
    "TrackingStep",
    "believed",
    "state_of",
    "step",
    "step_of",
    "struck_keys",
]

# A number is not scanned before its parcel is booked; clocks of sorting machines are not ours.
EARLIEST_BEFORE_BOOKING = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=10)
_RANK = {step: rank for rank, step in enumerate(TrackingStep)}


@dataclass(frozen=True, slots=True)
class Event:
    """`code` is a carrier's code or a TrackingStep's value; `key` names the event (its row).

    `reason` is the carrier's sub-code. `cancels` is the key of the event that this one takes
    back, for corrections of our own; a carrier's codes do so by themselves (743 voids 704). `box`
    is the position of the box whose number was named, None when it was said of the whole parcel.
    Two events of one code at one instant are one event, however they came in.
    """

    code: str
    occurred_at: datetime
    key: str
    reason: str = ""
    cancels: str | None = None
    box: int | None = None

    @property
    def is_cancellation(self) -> bool:
        return self.cancels is not None or self.code in CANCELS

    @property
    def step(self) -> TrackingStep | None:
        return None if self.is_cancellation else step_of(self.code, self.reason)


def believed(events: Iterable[Event], booked_at: datetime, now: datetime) -> list[Event]:
    """Without those whose time cannot be: long before the parcel was there (1970; a number's
    earlier life), or still to come. The first are never believed, the others once their time is
    there: nobody has delivered tomorrow what is on its way today."""
    earliest, latest = booked_at - EARLIEST_BEFORE_BOOKING, now + CLOCKS_DIFFER
    return [event for event in events if earliest <= event.occurred_at <= latest]


def state_of(events: Iterable[Event]) -> ParcelState:
    """Steps that do not fit the state reached so far are passed over, never an error."""
    ordered = _in_order(events)
    struck = _struck(ordered)
    state = ParcelState.created
    for event in ordered:
        happened = event.step
        if happened is not None and _sameness(event) not in struck:
            state = TABLE.get((state, happened), state)
    return state


def struck_keys(events: Iterable[Event]) -> frozenset[str]:
    """Keys of the events that later ones took back: pages show them struck through."""
    every = list(events)
    struck = _struck(_in_order(every))
    return frozenset(event.key for event in every if _sameness(event) in struck)


_Sameness = tuple[str, datetime, str | None]


def _sameness(event: Event) -> _Sameness:
    return event.code, event.occurred_at, event.cancels


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(set(events), key=_moment)


def _moment(event: Event) -> tuple[datetime, bool, int, tuple[str, ...], int]:
    happened = event.step
    rank = len(_RANK) if happened is None else _RANK[happened]
    rest = (event.code, event.reason, event.key, event.cancels or "")
    return event.occurred_at, event.is_cancellation, rank, rest, event.box or 0


def _struck(ordered: list[Event]) -> set[_Sameness]:
    """Each cancellation strikes one earlier event: the one it names, or the latest of its code."""
    by_key = {event.key: _sameness(event) for event in ordered}
    struck: set[_Sameness] = set()
    spent: set[_Sameness] = set()
    for index, event in enumerate(ordered):
        if not event.is_cancellation or _sameness(event) in spent:
            continue
        spent.add(_sameness(event))
        if event.cancels is not None:
            struck.update({by_key[event.cancels]} if event.cancels in by_key else ())
            continue
        for earlier in reversed(ordered[:index]):
            if earlier.code in CANCELS[event.code] and _sameness(earlier) not in struck:
                struck.add(_sameness(earlier))
                break
    return struck
