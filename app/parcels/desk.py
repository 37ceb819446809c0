"""What the office sees of parcels beyond the others, and what it may write down by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, select

from app import clock
from app.db import session
from app.ground.parcel_boxes import FIRST
from app.ground.parcel_steps import (
    TABLE,
    ParcelState,
    TrackingStep,
)
from app.ground.refusals import ChoiceUnknown, DateNotAllowed, Missing, Refusal, StepNotAllowed
from app.ground.waybills import parse_waybill, runs_of
from app.orders.actions import Actor
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, StrayEvent
from app.parcels.numbers import further_boxes
from app.parcels.queries import parcels_for_office
from app.parcels.standings import standing
from app.parcels.tracking import TrackingFact, record
from app.parcels.waybills import known_of

# What others say themselves: labels and packing the cooperative, shelf and pickup the shop (with
# code and name), cancelling the order; sorting only machines.
NOT_BY_HAND = frozenset(
    {
        TrackingStep.label,
        TrackingStep.pack,
        TrackingStep.drop_off,
        TrackingStep.sort,
        TrackingStep.hold_at_shop,
        TrackingStep.collect,
        TrackingStep.cancel,
    }
)


@dataclass(frozen=True, slots=True)
class BadRow:
    """`fault`: not_a_number, known (in the pool already) or twice (in this list)."""

    line: int
    text: str
    fault: str


def _in_state(state: ParcelState) -> tuple[ColumnElement[bool], ...]:
    return (Parcel.state == state,)


GROUPS: dict[str, Callable[[], tuple[ColumnElement[bool], ...]]] = {
    "all": lambda: (),
} | {state.value: partial(_in_state, state) for state in ParcelState}


def parcels_of_group(group: str, before_id: int | None, limit: int) -> list[Parcel]:
    """`group` is one of GROUPS: a state, or all. For what is in trouble there is an inbox."""
    if group not in GROUPS:
        raise Missing
    return parcels_for_office(*GROUPS[group](), before_id=before_id, limit=limit)


def stray_events(before_id: int | None = None, limit: int = 50) -> list[StrayEvent]:
    """What carriers told of parcels that are none of ours, the newest first."""
    statement = select(StrayEvent).order_by(StrayEvent.id.desc()).limit(limit)
    if before_id is not None:
        statement = statement.where(StrayEvent.id < before_id)
    return list(session.scalars(statement))


def steps_by_hand(parcel: Parcel) -> list[TrackingStep]:
    """What the office may say of a parcel in its state, or of one of its boxes in theirs."""
    states = {ParcelState(parcel.state), *standing(parcel).boxes.values()}
    may = {one for state, one in TABLE if state in states} - NOT_BY_HAND
    return [one for one in TrackingStep if one in may]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody has seen. `box`: of which one of several, None for the whole parcel."""

    step: TrackingStep
    place: str
    note: str
    happened_at: datetime
    box: int | None = None


def record_by_hand(parcel: Parcel, seen: Seen, actor: Actor) -> int:
    """A scan that the carrier owes us. The caller holds the parcel's row. 0: it was known already.

    The same step of the same minute is one event, however often the form is sent.
    """
    taken, happened_at = seen.step, seen.happened_at
    state = ParcelState(parcel.state)
    if seen.box is not None:
        if seen.box not in (FIRST, *further_boxes(parcel)):
            raise ChoiceUnknown(field="box")
        state = standing(parcel).boxes.get(seen.box, state)
    if (state, taken) not in TABLE or taken in NOT_BY_HAND:
        raise StepNotAllowed(step=taken.value, state=state)
    # Forms know minutes, rows seconds.
    if not parcel.created_at - timedelta(minutes=1) <= happened_at <= clock.now():
        raise DateNotAllowed(field="happened_at")
    which = f":{seen.box}" if seen.box is not None else ""
    named = f"office:{parcel.waybill_number}{which}:{taken.value}:{happened_at.isoformat()}"
    fact = TrackingFact(
        external_id=named,
        code=taken.value,
        place=seen.place,
        note=seen.note,
        box=seen.box,
        source=EventSource.office,
        actor_id=actor.person_id,
        happened_at=happened_at,
    )
    return record(parcel, [fact])


def read_roll(text: str) -> tuple[list[str], list[BadRow]]:
    """The numbers of a pasted list, one a line, and every row that cannot be taken in."""
    numbers: list[str] = []
    lines: dict[str, int] = {}
    bad: list[BadRow] = []
    for line, typed in enumerate(text.splitlines(), start=1):
        if not typed.strip():
            continue
        try:
            number = parse_waybill(typed)
        except Refusal:
            bad.append(BadRow(line, typed.strip()[:40], "not_a_number"))
            continue
        if number in lines:
            bad.append(BadRow(line, number, "twice"))
        else:
            lines[number] = line
            numbers.append(number)
    for run in known_of(runs_of(numbers)):
        for serial in range(run.first, run.last + 1):
            number = run.series.number(serial)
            bad.append(BadRow(lines[number], number, "known"))
    return numbers, sorted(bad, key=lambda row: row.line)
