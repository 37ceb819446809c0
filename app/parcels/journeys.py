"""A parcel's way as people want to see it: how far it is, when it will be there, how it was handed
over. A function of its events, its plan and the day; nobody's name or phone is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from sqlalchemy import select

from app import clock
from app.db import session
from app.ground.arrivals import Expectation, Plan, expected_on
from app.ground.freshness import estimated_days
from app.ground.parcel_steps import ARRIVED, AT_HOME, ParcelState, TrackingStep
from app.parcels.models import Parcel
from app.parcels.numbers import is_named
from app.parcels.queries import TimelineStop, stops_of
from app.parcels.standings import standing

_P = ParcelState
FARTHEST = "JS-G6"
# Digits of a region code that name the city.
_CITY = 4
_HANDED_OVER = frozenset({TrackingStep.deliver, TrackingStep.hold_at_shop, TrackingStep.collect})


class Stage(IntEnum):
    """The four places of its way, and how far it has come."""

    farm = 0
    road = 1
    city = 2
    door = 3


_STAGES = (
    dict.fromkeys(AT_HOME, Stage.farm)
    | dict.fromkeys((_P.accepted, _P.in_transit, _P.damaged), Stage.road)
    | dict.fromkeys((_P.at_office, _P.out_for_delivery, _P.attempted, _P.at_shop), Stage.city)
    | dict.fromkeys(ARRIVED, Stage.door)
)


@dataclass(frozen=True, slots=True)
class Proof:
    """How it was handed over, by the last word that stands: `reason` is the carrier's sub-code,
    `source` whose word it is."""

    step: str
    reason: str
    place: str
    source: str
    handed_at: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    """`stage` None: it goes back, is lost or was cancelled. `days_left` are the days on which its
    goods are still good once it is there, or from today on when it is there already; None when
    nobody knows or there are none. `boxes`: where each of several stands, by its position; empty
    while one number speaks for all."""

    stage: Stage | None
    stops: Sequence[TimelineStop]
    expected: Expectation | None
    days_left: int | None
    proof: Proof | None
    boxes: Mapping[int, ParcelState]


def journey_of(parcel: Parcel) -> Journey:
    """Without a statement of its own, when the parcel was read whole."""
    found = standing(parcel)
    stops = stops_of(parcel, found)
    expected = expected_on(found.story, plan_of(parcel), clock.today())
    state = ParcelState(parcel.state)
    return Journey(
        stage=_STAGES.get(state),
        stops=stops,
        expected=expected,
        days_left=_days_left(parcel, expected),
        proof=_proof(stops) if state in ARRIVED or state is _P.at_shop else None,
        boxes=found.boxes,
    )


def plan_of(parcel: Parcel) -> Plan:
    """What was planned when it was booked: the days of its quote, else of its tariff group."""
    quote = parcel.plan.get("quote") or {}
    if quote.get("days_by"):
        return Plan(parcel.promised_on, int(quote["days_least"]), int(quote["days_late"]))
    group = str(quote.get("group") or FARTHEST)
    part = parcel.sub_order
    in_city = part.cooperative.origin_code[:_CITY] == part.order.region_code[:_CITY]
    days = estimated_days(group, parcel.temperature_class, in_city)
    return Plan(parcel.promised_on, days.least, days.late)


def find_tracked(waybill_number: str) -> Parcel | None:
    """For whoever has the number, also that of one of its boxes 一票多件; what may be shown of it
    is the page's affair."""
    return session.scalars(select(Parcel).where(is_named(waybill_number))).one_or_none()


def _days_left(parcel: Parcel, expected: Expectation | None) -> int | None:
    is_there = parcel.state in ARRIVED or parcel.state == _P.at_shop
    arrives_on: date | None = expected.latest if expected else None
    if is_there:
        arrives_on = clock.today()
    if parcel.good_until is None or arrives_on is None:
        return None
    left = (parcel.good_until - max(arrives_on, clock.today())).days
    return left if left > 0 else None


def _proof(stops: Sequence[TimelineStop]) -> Proof | None:
    """The newest first; what was taken back or cannot be proves nothing."""
    for stop in stops:
        if stop.step in _HANDED_OVER and not (stop.is_struck or stop.is_doubtful):
            return Proof(stop.step, stop.reason, stop.place, stop.source, stop.happened_at)
    return None
