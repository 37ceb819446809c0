"""What our own people did to a parcel, as events: each must fit the state that it is in."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app import clock
from app.db import session
from app.ground.carrier_codes import step_of
from app.ground.parcel_states import CLOCKS_DIFFER, TrackingStep, step
from app.ground.parcel_steps import ParcelState
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, TrackingEvent
from app.parcels.standings import standing
from app.parcels.tracking import TrackingFact, record, record_all

_SOURCES = {
    ActorKind.cooperative: EventSource.cooperative,
    ActorKind.shopkeeper: EventSource.shop,
    ActorKind.postal: EventSource.office,
}


def take(
    parcel: Parcel,
    taken: TrackingStep,
    actor: Actor,
    *,
    note: str = "",
    box: int | None = None,
) -> None:
    """Something our own people did: it must fit the state of the parcel, or of its box, or is
    refused."""
    state = ParcelState(parcel.state)
    if box is not None:
        state = standing(parcel).boxes.get(box, state)
    step(state, taken)
    moment = _moments([parcel])[parcel.id]
    record(parcel, [replace(_own(parcel, taken, actor, note, moment), box=box)])


def take_all(parcels: Sequence[Parcel], taken: TrackingStep, actor: Actor) -> None:
    for parcel in parcels:
        step(ParcelState(parcel.state), taken)
    at = _moments(parcels)
    record_all({parcel: [_own(parcel, taken, actor, "", at[parcel.id])] for parcel in parcels})


def _moments(parcels: Sequence[Parcel]) -> dict[int, datetime]:
    """When something happens now: after all that is known. A carrier's clock may be a little ahead
    of ours, and its scan must not undo what a keeper sees with her own eyes."""
    now = clock.now()
    ahead = (
        select(TrackingEvent.parcel_id, func.max(TrackingEvent.happened_at))
        .where(
            TrackingEvent.parcel_id.in_(sorted(parcel.id for parcel in parcels)),
            TrackingEvent.happened_at > now,
            TrackingEvent.happened_at <= now + CLOCKS_DIFFER,
        )
        .group_by(TrackingEvent.parcel_id)
    )
    moments = {parcel.id: now for parcel in parcels}
    for parcel_id, latest in session.execute(ahead):
        moments[parcel_id] = latest + timedelta(milliseconds=1)
    return moments


def _own(
    parcel: Parcel, taken: TrackingStep, actor: Actor, note: str, happened_at: datetime
) -> TrackingFact:
    return TrackingFact(
        external_id=f"own:{parcel.waybill_number}:{taken.value}:{secrets.token_hex(6)}",
        code=taken.value,
        place="",
        note=note,
        source=_SOURCES.get(actor.kind, EventSource.system),
        actor_id=actor.person_id,
        happened_at=happened_at,
    )


def carry(
    parcel: Parcel, code: str, reason: str, actor: Actor, note: str = "", place: str = ""
) -> None:
    """What our own courier did, in the carrier's words: 702 out, 704 handed over, 705 not, with the
    sub-code; or a step of our own, by its name. It must fit the parcel's state. The caller holds
    the rows of `locked`."""
    understood = step_of(code, reason)
    assert understood is not None
    step(ParcelState(parcel.state), understood)
    fact = TrackingFact(
        external_id=f"own:{parcel.waybill_number}:{code}:{secrets.token_hex(6)}",
        code=code,
        reason=reason,
        place=place,
        note=note,
        source=_SOURCES.get(actor.kind, EventSource.system),
        actor_id=actor.person_id,
        happened_at=clock.now(),
    )
    record(parcel, [fact])
