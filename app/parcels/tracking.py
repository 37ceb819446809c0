"""Taking down tracking events, from whomever, in whatever order, once each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from app import clock
from app.db import Facts, insert_into, lock_rows, session
from app.ground.order_states import SubOrderState, SubOrderStep
from app.ground.parcel_states import Event, state_of, step_of
from app.ground.parcel_steps import ARRIVED, AT_HOME, ParcelState
from app.ground.phones import mask_in_text
from app.orders.actions import SYSTEM, Actor, move_sub_order
from app.orders.kinds import ActorKind
from app.orders.models import SubOrder
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, ParcelContent, StrayEvent, TrackingEvent
from app.partners.carriers import Scan
from app.stock.actions import lock_lots, ship_boxes
from app.stock.models import Lot

CARRIER = Actor(ActorKind.carrier)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingFact:
    """`external_id` names the event for ever; `reason` is a carrier's sub-code."""

    external_id: str
    code: str
    place: str
    note: str
    source: EventSource
    happened_at: datetime
    reason: str = ""
    cancels: str | None = None
    actor_id: int | None = None


def fact_of(scan: Scan) -> TrackingFact:
    """A carrier's word, however it came."""
    return TrackingFact(
        external_id=scan.external_id,
        code=scan.code,
        reason=scan.reason,
        place=scan.place,
        note=scan.note,
        source=EventSource.carrier,
        happened_at=scan.happened_at,
    )


def record_scans(facts: Sequence[tuple[str, TrackingFact]]) -> int:
    """Pairs of waybill number and event, as a carrier sends them; returns how many were new.

    What fits none of our parcels is kept as stray for the office.
    """
    parcels = _lock_scanned({number for number, _ in facts})
    lock_boxes(parcels.values())
    new = 0
    for number, parcel in parcels.items():
        mine = [replace(fact, note=mask_in_text(fact.note)) for one, fact in facts if one == number]
        new += record(parcel, mine)
    for number, fact in facts:
        if number not in parcels:
            _keep_stray(number, fact)
    return new


def _lock_scanned(numbers: set[str]) -> dict[str, Parcel]:
    """Sub-orders first: what becomes of one depends on all its parcels (docs/locking.md)."""
    named = select(Parcel.id, Parcel.sub_order_id).where(Parcel.waybill_number.in_(sorted(numbers)))
    found = session.execute(named).all()
    lock_rows(SubOrder, [row.sub_order_id for row in found])
    parcels = lock_rows(Parcel, [row.id for row in found])
    return {parcel.waybill_number: parcel for parcel in parcels}


def lock_boxes(parcels: Iterable[Parcel]) -> None:
    """The lots that parcels which have not left yet will take their boxes from."""
    here = [parcel.id for parcel in parcels if parcel.sent_at is None]
    lots = select(ParcelContent.lot_id).where(ParcelContent.parcel_id.in_(here))
    if here:
        lock_lots(Lot.id.in_(lots))


def record(parcel: Parcel, facts: Sequence[TrackingFact]) -> int:
    """Write what is new, work the state out from all events, and let the sub-order follow.

    The caller holds the rows of the parcel and its sub-order. Returns how many events were new.
    """
    new = sum(_write(parcel, fact) for fact in facts)
    if not new:
        return 0
    rows = session.scalars(
        select(TrackingEvent)
        .where(TrackingEvent.parcel_id == parcel.id)
        .execution_options(populate_existing=True)
    )
    before, after = ParcelState(parcel.state), state_of(as_event(row) for row in rows)
    session.expire(parcel, ["events"])
    if after is not before:
        parcel.state = after
        parcel.changed_at = clock.now()
        if after is ParcelState.collected and parcel.collected_by is None:
            # By the carrier's word, which does not say by whom.
            parcel.collected_by = ""
        _send_stock(parcel)
        session.flush()
        _move_sub_order(parcel.sub_order)
    return new


def as_event(row: TrackingEvent) -> Event:
    return Event(row.code, row.happened_at, row.external_id, row.reason, row.cancels)


def _write(parcel: Parcel, fact: TrackingFact) -> int:
    understood = step_of(fact.code, fact.reason)
    statement = (
        insert_into(TrackingEvent)
        .values(
            parcel_id=parcel.id,
            external_id=fact.external_id,
            code=fact.code,
            reason=fact.reason,
            cancels=fact.cancels,
            step=understood.value if understood else None,
            place=fact.place,
            note=fact.note,
            source=fact.source,
            actor_id=fact.actor_id,
            happened_at=fact.happened_at,
            received_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[TrackingEvent.external_id])
        .returning(TrackingEvent.id)
    )
    return 1 if session.execute(statement).first() else 0


def _send_stock(parcel: Parcel) -> None:
    """Its boxes leave the lots when it first leaves home; a scan taken back does not undo it."""
    if (
        parcel.sent_at is not None
        or parcel.state in AT_HOME
        or parcel.state == ParcelState.cancelled
    ):
        return
    parcel.sent_at = clock.now()
    if parcel.sub_order.state == SubOrderState.cancelled:
        # Under way before it was cancelled, as we hear only now: its boxes are nobody's any more,
        # and the office is shown the parcel.
        return
    boxes = (
        select(ParcelContent.lot_id, func.sum(ParcelContent.boxes))
        .where(ParcelContent.parcel_id == parcel.id)
        .group_by(ParcelContent.lot_id)
    )
    shipped = {lot_id: int(count) for lot_id, count in session.execute(boxes)}
    ship_boxes(shipped, parcel.waybill_number, None)


def _move_sub_order(sub_order: SubOrder) -> None:
    """It is where its parcels are: begun, on the way when all are, there when all are."""
    states = [
        ParcelState(state)
        for state in session.scalars(
            select(Parcel.state).where(Parcel.sub_order_id == sub_order.id)
        )
    ]
    live = [state for state in states if state is not ParcelState.cancelled]
    if not live:
        return
    has_begun = any(state is not ParcelState.created for state in live)
    all_sent = all(state not in AT_HOME for state in live)
    all_there = all(state in ARRIVED for state in live)
    if sub_order.state == SubOrderState.confirmed and has_begun:
        move_sub_order(sub_order, SubOrderStep.start_packing, SYSTEM)
    if sub_order.state == SubOrderState.packing and all_sent:
        move_sub_order(sub_order, SubOrderStep.ship, CARRIER)
    if sub_order.state == SubOrderState.delivered and not all_there:
        move_sub_order(sub_order, SubOrderStep.undeliver, CARRIER)
    if sub_order.state == SubOrderState.shipped and not all_sent:
        move_sub_order(sub_order, SubOrderStep.unship, CARRIER)
    if sub_order.state == SubOrderState.shipped and all_there:
        move_sub_order(sub_order, SubOrderStep.deliver, CARRIER)
    session.flush()


def _keep_stray(number: str, fact: TrackingFact) -> None:
    facts: Facts = {
        "code": fact.code,
        "reason": fact.reason,
        "place": fact.place,
        "note": mask_in_text(fact.note),
        "happened_at": fact.happened_at.isoformat(),
    }
    kept = insert_into(StrayEvent).values(
        external_id=fact.external_id,
        waybill_number=number,
        facts=facts,
        received_at=clock.now(),
    )
    session.execute(kept.on_conflict_do_nothing(index_elements=[StrayEvent.external_id]))
