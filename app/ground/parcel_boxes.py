"""A parcel of several boxes 一票多件, each with a number of its own: where it stands.

Each box has a story: what was said of the whole parcel, and of that box. Until a further box is
named by its own number the parcel's number speaks for all of them, as some carriers never tell of
anything else; from then on it speaks for the first box alone. The parcel stands where its
slowest box stands (docs/tracking.md). All of it follows from the set of the events.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.ground.parcel_states import Event, state_of, struck_keys
from app.ground.parcel_steps import ParcelState, TrackingStep

FIRST = 1
_P, _S = ParcelState, TrackingStep

# A problem of one box is the parcel's: the worst first.
_TROUBLE = (_P.lost, _P.damaged, _P.refused)
_GOING_BACK = frozenset({_P.returning, _P.returned})
# On the road the first box leads; from the delivery office on the slowest one is waited for.
_ROAD = (_P.created, _P.labelled, _P.packed, _P.accepted, _P.in_transit)
_NEAR = (
    _P.attempted,
    _P.at_office,
    _P.out_for_delivery,
    _P.at_shop,
    _P.delivered,
    _P.collected,
)
_PLACE = {state: place for place, state in enumerate((_P.cancelled, *_ROAD, *_NEAR))}
_OWN = frozenset(step.value for step in TrackingStep)
# What a shop scanned in has left it again.
_LEFT = frozenset(
    {_S.depart, _S.arrive, _S.arrive_office, _S.go_out, _S.collect, _S.turn_back, _S.return_}
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`told`: all of it, the earliest first; `struck`: keys of what was taken back; `kept`: what
    happened and was not. `story`: the events of the box that the parcel is judged by. `boxes`:
    where each stands, by its position; empty as long as one number speaks for all."""

    state: ParcelState
    told: Sequence[Event]
    story: Sequence[Event]
    kept: Sequence[Event]
    struck: frozenset[str]
    boxes: Mapping[int, ParcelState]


def standing_of(events: Iterable[Event], further: Collection[int] = ()) -> Standing:
    """`further`: positions of the boxes that have numbers of their own."""
    every = sorted(set(events), key=_in_time)
    stories = stories_of(every, further)
    struck = _struck(stories)
    kept = [one for one in every if one.key not in struck and not one.is_cancellation]
    states = {box: state_of(story) for box, story in stories.items()}
    judged = _judged(states, stories)
    shown = states if len(states) > 1 else {}
    return Standing(joined(states.values()), every, stories[judged], kept, struck, shown)


def stories_of(events: Sequence[Event], further: Collection[int]) -> dict[int, list[Event]]:
    """By position; one story for all while no box was told of by itself."""
    if not any(is_of_one_box(event) for event in events):
        return {FIRST: list(events)}
    boxes = sorted({FIRST, *further, *(event.box for event in events if event.box is not None)})
    return {box: [event for event in events if event.box in (None, box)] for box in boxes}


def is_of_one_box(event: Event) -> bool:
    """It cannot be meant for all: a further box's number was named; or our own people said it, who
    see which box they have."""
    return event.box is not None and (event.box != FIRST or event.code in _OWN)


def joined(states: Iterable[ParcelState]) -> ParcelState:
    """Where a parcel stands whose boxes stand there; in whatever order they are named."""
    every = set(states)
    for trouble in _TROUBLE:
        if trouble in every:
            return trouble
    if len(every) == 1:
        return every.pop()
    if every & _GOING_BACK:
        return _P.returning
    if every <= set(_NEAR):
        return min(every, key=_PLACE.__getitem__)
    # A box whose number the carrier took out of its books is as far as one that never left.
    farthest = max(every, key=_PLACE.__getitem__)
    return min(farthest, _P.in_transit, key=_PLACE.__getitem__)


def boxes_scanned_in(events: Iterable[Event], further: Collection[int]) -> set[int]:
    """Positions of the boxes that a shop has scanned in and that have not left it since."""
    every = list(events)
    boxes = {FIRST, *further}
    found = set()
    for box in boxes:
        story = [one for one in every if one.box in (None, box)]
        struck = struck_keys(story)
        told = [one for one in story if one.key not in struck]
        came = _latest(one for one in told if one.code == _S.hold_at_shop)
        left = _latest(one for one in told if one.step in _LEFT)
        if came is not None and (left is None or left < came):
            found.add(box)
    return found


def _in_time(event: Event) -> tuple[datetime, str, str, str, str, int]:
    rest = (event.code, event.reason, event.cancels or "", event.box or 0)
    return (event.occurred_at, event.key, *rest)


def _latest(events: Iterable[Event]) -> datetime | None:
    return max((one.occurred_at for one in events), default=None)


def _struck(stories: Mapping[int, Sequence[Event]]) -> frozenset[str]:
    """What was said of the whole parcel is taken back when it is in every box's story."""
    struck: set[str] = set()
    stands: set[str] = set()
    for story in stories.values():
        gone = struck_keys(story)
        struck |= gone
        stands.update(one.key for one in story if one.key not in gone)
    return frozenset(struck - stands)


def _judged(states: Mapping[int, ParcelState], stories: Mapping[int, Sequence[Event]]) -> int:
    """The box whose clocks are the parcel's: one in trouble or going back, or else the slowest; of
    several the one that was heard of the longest ago."""
    state = joined(states.values())
    if state is _P.returning:
        wanted = _GOING_BACK
    elif state in _TROUBLE or len(set(states.values())) == 1:
        wanted = frozenset({state})
    else:
        # The first leads on the road; the one that is waited for is the slowest all the same.
        wanted = frozenset({min(states.values(), key=_PLACE.__getitem__)})
    chosen = [box for box, one in states.items() if one in wanted]
    return min(chosen, key=lambda box: (_heard_at(stories[box]), box))


def _heard_at(story: Sequence[Event]) -> float:
    latest = _latest(story)
    return latest.timestamp() if latest else 0.0
