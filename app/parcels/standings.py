"""Where parcels stand by what was told of them: the rows of events, and the rule asked of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.db import session
from app.ground.parcel_boxes import (
    FIRST,
    Standing,
    boxes_scanned_in,
    is_of_one_box,
    standing_of,
)
from app.ground.parcel_states import Event, believed
from app.parcels.models import Parcel, ParcelBox, TrackingEvent
from app.parcels.numbers import further_boxes


def as_event(row: TrackingEvent) -> Event:
    return Event(row.code, row.happened_at, row.external_id, row.reason, row.cancels, row.box)


def believed_events(parcel: Parcel) -> list[Event]:
    """Those that its state follows from at this moment."""
    return believed((as_event(row) for row in parcel.events), parcel.created_at, clock.now())


def standing(parcel: Parcel) -> Standing:
    """As it is now. Its boxes are asked for only when one of them was told of by itself."""
    events = believed_events(parcel)
    return standing_of(events, further_boxes(parcel) if _is_of_boxes(events) else ())


@dataclass(frozen=True, slots=True)
class BoxesHere:
    """Positions of the boxes that lie at the shop, and of those still to come."""

    here: Sequence[int]
    to_come: Sequence[int]

    @property
    def total(self) -> int:
        return len(self.here) + len(self.to_come)


def boxes_here(parcel: Parcel) -> BoxesHere | None:
    """None for a parcel that has one number for all."""
    further = further_boxes(parcel)
    if not further:
        return None
    here = boxes_scanned_in(believed_events(parcel), further)
    every = [FIRST, *further]
    return BoxesHere(sorted(here), [one for one in every if one not in here])


def partly_here(parcels: Iterable[Parcel]) -> dict[int, BoxesHere]:
    """By id, those of which a shop has some boxes and not all; the parcels' events were read."""
    found = {one.id: boxes_here(one) for one in parcels if _is_of_boxes(believed_events(one))}
    return {one: it for one, it in found.items() if it and it.here and it.to_come}


def standings_of(parcels: Iterable[Parcel]) -> dict[Parcel, Standing]:
    """Two statements at the most, however many there are."""
    by_id = {parcel.id: parcel for parcel in parcels}
    moment = clock.now()
    told = {
        by_id[one]: believed(events, by_id[one].created_at, moment)
        for one, events in _events_of(by_id).items()
    }
    further = _further_of([one.id for one, events in told.items() if _is_of_boxes(events)])
    return {one: standing_of(events, further.get(one.id, ())) for one, events in told.items()}


def _is_of_boxes(events: Iterable[Event]) -> bool:
    return any(is_of_one_box(event) for event in events)


def _events_of(parcel_ids: Collection[int]) -> Mapping[int, list[Event]]:
    """As columns: of a thousand parcels nobody needs ten thousand rows as objects. An empty list
    for one that nothing has happened to."""
    of = TrackingEvent
    statement = select(
        of.parcel_id, of.code, of.happened_at, of.external_id, of.reason, of.cancels, of.box
    ).where(of.parcel_id.in_(sorted(parcel_ids)))
    found: dict[int, list[Event]] = {parcel_id: [] for parcel_id in parcel_ids}
    for row in session.execute(statement) if parcel_ids else ():
        event = Event(row.code, row.happened_at, row.external_id, row.reason, row.cancels, row.box)
        found[row.parcel_id].append(event)
    return found


def _further_of(parcel_ids: Sequence[int]) -> dict[int, list[int]]:
    statement = select(ParcelBox.parcel_id, ParcelBox.position).where(
        ParcelBox.parcel_id.in_(sorted(parcel_ids)), ParcelBox.waybill_number.is_not(None)
    )
    found: dict[int, list[int]] = {}
    for row in session.execute(statement) if parcel_ids else ():
        found.setdefault(row.parcel_id, []).append(row.position)
    return found
