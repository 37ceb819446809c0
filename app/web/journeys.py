"""A parcel's way for pages of every face (shared/_macros/_journey.html)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app.ground.parcel_steps import ParcelState, TrackingStep
from app.parcels.journeys import Journey, Proof, Stage, journey_of
from app.parcels.kinds import EventSource
from app.parcels.queries import TimelineStop
from app.places.tree import short_name, tree
from app.web.formats import named
from app.web.languages import ENGLISH, current_language

# An icon of icons.svg for each step.
ICONS = {
    TrackingStep.label: "printer",
    TrackingStep.pack: "box",
    TrackingStep.drop_off: "shop",
    TrackingStep.accept: "hands",
    TrackingStep.depart: "truck",
    TrackingStep.arrive: "pin",
    TrackingStep.sort: "list",
    TrackingStep.arrive_office: "home",
    TrackingStep.go_out: "out",
    TrackingStep.attempt: "door",
    TrackingStep.refuse: "close",
    TrackingStep.damage: "warn",
    TrackingStep.deliver: "door",
    TrackingStep.hold_at_shop: "shop",
    TrackingStep.collect: "check",
    TrackingStep.turn_back: "left",
    TrackingStep.return_: "left",
    TrackingStep.lose: "warn",
    TrackingStep.cancel: "close",
}
_FILLERS = frozenset({"市辖区", "县"})
STAGE_ICONS = ("leaf", "truck", "pin", "home")


@dataclass(frozen=True, slots=True)
class ShownStop:
    step: str
    icon: str
    reason: str
    place: str
    note: str
    happened_at: datetime
    struck: bool
    doubtful: bool
    box: int | None


@dataclass(frozen=True, slots=True)
class ShownBoxes:
    """So many of the boxes stand there."""

    count: int
    state: str


@dataclass(frozen=True, slots=True)
class ShownStage:
    """`name` is a place; `mark` is done, here or ahead."""

    icon: str
    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class ShownJourney:
    """`latest` None: it is there or nobody can say; equal to `earliest` when it is one day.
    `collected_by` is a masked name, or empty. `boxes`: how many of several stand where, the
    farthest first; empty while one number speaks for all of the `box_count`."""

    stages: Sequence[ShownStage]
    stops: Sequence[ShownStop]
    earliest: date | None
    latest: date | None
    is_late: bool
    is_overdue: bool
    days_left: int | None
    is_there: bool
    proof: Proof | None
    collected_by: str
    boxes: Sequence[ShownBoxes]
    box_count: int


def shown_journey(parcel: Any, *, is_public: bool = False, is_hers: bool = False) -> ShownJourney:
    """`is_public`: nothing that was written by hand, no note, and nobody's shop or village.
    `is_hers`: its buyer looks at it."""
    journey = journey_of(parcel)
    expected = journey.expected
    return ShownJourney(
        stages=_stages(parcel, journey, is_public, is_hers),
        stops=[_stop(stop, is_public) for stop in journey.stops if stop.step],
        earliest=expected.earliest if expected else None,
        latest=expected.latest if expected else None,
        is_late=bool(expected and expected.is_late),
        is_overdue=bool(expected and expected.is_overdue),
        days_left=journey.days_left,
        is_there=journey.proof is not None,
        proof=_public_proof(journey.proof) if is_public else journey.proof,
        collected_by="" if is_public else parcel.collected_by or "",
        boxes=_boxes(journey.boxes.values()),
        box_count=len(journey.boxes),
    )


def _boxes(states: Iterable[ParcelState]) -> list[ShownBoxes]:
    """The table of states is in the order of a parcel's life."""
    counted = Counter(states)
    return [ShownBoxes(counted[one], one) for one in reversed(ParcelState) if counted[one]]


def _public_proof(proof: Proof | None) -> Proof | None:
    if proof is None or proof.source == EventSource.carrier:
        return proof
    return replace(proof, place="")


def _stop(stop: TimelineStop, is_public: bool) -> ShownStop:
    is_told = not is_public or stop.source == EventSource.carrier
    return ShownStop(
        step=stop.step or "",
        icon=ICONS[TrackingStep(stop.step or "")],
        reason=stop.reason,
        place=stop.place if is_told else "",
        note="" if is_public else stop.note,
        happened_at=stop.happened_at,
        struck=stop.is_struck,
        doubtful=stop.is_doubtful,
        box=stop.box,
    )


def _stages(parcel: Any, journey: Journey, is_public: bool, is_hers: bool) -> list[ShownStage]:
    """Empty for one that goes back or nowhere."""
    if journey.stage is None:
        return []
    order, cooperative = parcel.sub_order.order, parcel.sub_order.cooperative
    names = [
        _place(cooperative.origin_code, is_public),
        _("On the road"),
        _city(order.region_code),
        _last(parcel, is_public, is_hers),
    ]
    return [
        ShownStage(icon, name, _mark(Stage(at), journey.stage))
        for at, (icon, name) in enumerate(zip(STAGE_ICONS, names, strict=True))
    ]


def _mark(stage: Stage, reached: Stage) -> str:
    if stage < reached or stage is reached is Stage.door:
        return "done"
    return "here" if stage is reached else "ahead"


def _place(code: str, is_public: bool) -> str:
    if is_public:
        return _city(code)
    place = tree().get(code)
    return place.name_en if current_language() is ENGLISH else short_name(place)


def _city(code: str) -> str:
    """Of a municipality the municipality: what lies between is a filler of the bureau's."""
    province, *below = tree().path(code)
    return named(below[0] if below and below[0].name not in _FILLERS else province)


def _last(parcel: Any, is_public: bool, is_hers: bool) -> str:
    if parcel.pickup_shop is None:
        return _("Your door") if is_hers else _("The door")
    return _("Pickup point") if is_public else named(parcel.pickup_shop)
