"""Taking down tracking events, from whomever, in whatever order, once each."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.db import Facts, insert_into, lock_rows, session
from app.ground.order_states import SubOrderState, SubOrderStep
from app.ground.parcel_states import CLOCKS_DIFFER, Event, step_of
from app.ground.parcel_steps import ARRIVED, AT_HOME, ParcelState, TrackingStep
from app.ground.phones import mask_in_text
from app.orders.actions import SYSTEM, Actor, move_sub_order
from app.orders.kinds import ActorKind
from app.orders.models import SubOrder
from app.outbox.actions import leave
from app.parcels.exceptions import follow_all
from app.parcels.kinds import EventSource, MadeGood, ParcelKind
from app.parcels.models import Parcel, ParcelContent, StrayEvent, TrackingEvent
from app.parcels.numbers import named_by
from app.parcels.standings import standings_of
from app.partners.carriers import Scan
from app.stock.actions import ship_boxes, ship_free
from app.stock.models import Lot
from app.stock.movements import lock_lots

CARRIER = Actor(ActorKind.carrier)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingFact:
    """`external_id` names the event for ever; `reason` is a carrier's sub-code. `box`: the position
    of the box that it happened to, None for the whole parcel."""

    external_id: str
    code: str
    place: str
    note: str
    source: EventSource
    happened_at: datetime
    reason: str = ""
    cancels: str | None = None
    actor_id: int | None = None
    box: int | None = None


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

    A number names its parcel and one box of it. What fits none of our parcels is kept as stray for
    the office.
    """
    scanned = _lock_scanned({number for number, _ in facts})
    lock_boxes({parcel for parcel, _ in scanned.values()})
    told: dict[Parcel, list[TrackingFact]] = {}
    for number, fact in facts:
        if number in scanned:
            parcel, box = scanned[number]
            told.setdefault(parcel, []).append(replace(fact, box=box))
        else:
            keep_stray(number, fact)
    return record_all(told)


def _lock_scanned(numbers: set[str]) -> dict[str, tuple[Parcel, int]]:
    """Sub-orders first: what becomes of one depends on all its parcels (docs/locking.md)."""
    named = named_by(numbers)
    statement = select(named.c.number, named.c.box, Parcel.id, Parcel.sub_order_id)
    found = session.execute(statement.join(Parcel, Parcel.id == named.c.parcel_id)).all()
    lock_rows(SubOrder, {row.sub_order_id for row in found})
    parcels = {one.id: one for one in lock_rows(Parcel, {row.id for row in found})}
    return {row.number: (parcels[row.id], row.box) for row in found}


def lock_boxes(parcels: Iterable[Parcel]) -> None:
    """The lots that parcels which have not left yet will take their boxes from."""
    here = [parcel.id for parcel in parcels if parcel.sent_at is None]
    lots = select(ParcelContent.lot_id).where(ParcelContent.parcel_id.in_(here))
    if here:
        lock_lots(Lot.id.in_(lots))


def record(parcel: Parcel, facts: Sequence[TrackingFact]) -> int:
    return record_all({parcel: facts})


def record_all(told: Mapping[Parcel, Sequence[TrackingFact]]) -> int:
    """Write what is new, work the states out from all events, and let the sub-orders follow.

    The caller holds the rows of the parcels and their sub-orders. Returns how many events were
    new. A carrier tells of a thousand parcels at once: the statements are few, however many.
    """
    by_id = {parcel.id: parcel for parcel in told}
    # What changes on a parcel is written once, at the end: a row with that many indexes is dear.
    with session.no_autoflush:
        new = _write((parcel, fact) for parcel, facts in told.items() for fact in facts)
        heard = {fact.external_id for facts in told.values() for fact in facts}
        follow_events([by_id[parcel_id] for parcel_id in sorted(set(new))], heard)
    return len(new)


def follow_events(parcels: Sequence[Parcel], heard: Collection[str] = frozenset()) -> None:
    """Work their states out anew; `heard` are the keys of events that are new. The caller holds
    the rows of the parcels and sub-orders."""
    moved: list[Parcel] = []
    standings = standings_of(parcels)
    for parcel, found in standings.items():
        session.expire(parcel, ["events"])
        after = found.state
        if _comes_all_the_same(parcel, after, found.told, heard):
            leave("notice_late_return", {"parcel_id": parcel.id})
        if after is not ParcelState(parcel.state):
            parcel.state = after
            parcel.changed_at = clock.now()
            if after is ParcelState.collected and parcel.collected_by is None:
                # By the carrier's word, which does not say by whom.
                parcel.collected_by = ""
            moved.append(parcel)
            if _is_called_off(parcel):
                leave("call_off_replacement", {"parcel_id": parcel.id})
    parts = _sub_orders_of(moved) if moved else {}
    _send_stock([parcel for parcel in moved if _leaves(parcel)], parts)
    follow_all(standings, heard)
    session.flush()
    if parts:
        move_sub_orders(parts.values())


def parcels_whose_time_came(since: datetime) -> list[int]:
    """Told of in advance, and that time has come since then: ids of the parcels."""
    until = clock.now() + CLOCKS_DIFFER
    statement = (
        select(TrackingEvent.parcel_id)
        .where(
            TrackingEvent.happened_at.between(since, until),
            TrackingEvent.happened_at > TrackingEvent.received_at,
        )
        .distinct()
    )
    return sorted(session.scalars(statement))


def _write(told: Iterable[tuple[Parcel, TrackingFact]]) -> list[int]:
    """Each event once, whatever its carrier repeats: the parcels of those that are new."""
    rows = [_row(parcel, fact) for parcel, fact in told]
    written = (
        insert_into(TrackingEvent)
        .on_conflict_do_nothing(index_elements=[TrackingEvent.external_id])
        .returning(TrackingEvent.parcel_id)
    )
    return list(session.scalars(written, rows)) if rows else []


def _row(parcel: Parcel, fact: TrackingFact) -> Facts:
    understood = step_of(fact.code, fact.reason)
    return {
        "parcel_id": parcel.id,
        "external_id": fact.external_id,
        "code": fact.code,
        "reason": fact.reason,
        "cancels": fact.cancels,
        "step": understood.value if understood else None,
        # Couriers' and offices' phones stand in what people and machines write.
        "place": mask_in_text(fact.place),
        "note": mask_in_text(fact.note),
        "source": fact.source,
        "actor_id": fact.actor_id,
        "box": fact.box,
        "happened_at": fact.happened_at,
        "received_at": clock.now(),
    }


def _sub_orders_of(parcels: Iterable[Parcel]) -> dict[int, SubOrder]:
    """With what moving them looks at."""
    wanted = sorted({parcel.sub_order_id for parcel in parcels})
    statement = (
        select(SubOrder)
        .where(SubOrder.id.in_(wanted))
        .options(joinedload(SubOrder.order), selectinload(SubOrder.lines))
    )
    return {one.id: one for one in session.scalars(statement)}


def _leaves(parcel: Parcel) -> bool:
    """For the first time; a scan taken back does not bring it home."""
    is_here = parcel.state in AT_HOME or parcel.state == ParcelState.cancelled
    return parcel.sent_at is None and not is_here


def _is_called_off(parcel: Parcel) -> bool:
    """By the carrier: its boxes are here, and the first parcel wants another remedy."""
    return (
        parcel.kind == ParcelKind.replacement
        and parcel.state == ParcelState.cancelled
        and parcel.sent_at is None
        and parcel.made_good is None
    )


def _comes_all_the_same(
    parcel: Parcel, after: ParcelState, events: Sequence[Event], heard: Collection[str]
) -> bool:
    """A return whose label is void, of which the carrier tells that it is under way."""
    if parcel.kind != ParcelKind.return_ or after is not ParcelState.cancelled:
        return False
    return any(one.key in heard and one.step not in _AT_OURS for one in events)


_AT_OURS = frozenset({None, TrackingStep.label, TrackingStep.pack, TrackingStep.cancel})


def _send_stock(parcels: Sequence[Parcel], parts: Mapping[int, SubOrder]) -> None:
    """Boxes leave their lots when their parcel first leaves home. What comes back is in no lot."""
    sold: list[str] = []
    let_go: list[str] = []
    for parcel in parcels:
        parcel.sent_at = clock.now()
        if parcel.kind == ParcelKind.return_:
            continue
        is_cancelled = parts[parcel.sub_order_id].state == SubOrderState.cancelled
        is_nobodys = is_cancelled or parcel.made_good == MadeGood.called_off
        (let_go if is_nobodys else sold).append(parcel.waybill_number)
    ship_boxes(_boxes_in(sold))
    # Under way before it was cancelled, as we hear only now, and for sale again meanwhile: they
    # are not there, wherever they come back to. The office is shown the parcel.
    for number, boxes_of_lot in _boxes_in(let_go).items():
        ship_free(number, boxes_of_lot)


def _boxes_in(waybill_numbers: Sequence[str]) -> dict[str, Counter[int]]:
    """By parcel and lot."""
    contents = (
        select(Parcel.waybill_number, ParcelContent.lot_id, ParcelContent.boxes)
        .join(Parcel, Parcel.id == ParcelContent.parcel_id)
        .where(Parcel.waybill_number.in_(sorted(waybill_numbers)))
        .order_by(ParcelContent.parcel_id, ParcelContent.lot_id)
    )
    boxes: dict[str, Counter[int]] = {number: Counter() for number in waybill_numbers}
    for number, lot_id, count in session.execute(contents) if boxes else ():
        boxes[number][lot_id] += count
    return boxes


def move_sub_orders(sub_orders: Collection[SubOrder]) -> None:
    """Each is where its parcels are: begun, on the way when all are, there when all are."""
    wanted = sorted(one.id for one in sub_orders)
    statement = select(Parcel.sub_order_id, Parcel.state, Parcel.made_good).where(
        Parcel.sub_order_id.in_(wanted),
        Parcel.kind != ParcelKind.return_,
        Parcel.state != ParcelState.cancelled,
    )
    waited_for: dict[int, list[ParcelState]] = {number: [] for number in wanted}
    made_good: dict[int, list[ParcelState]] = {number: [] for number in wanted}
    for number, state, made in session.execute(statement):
        (waited_for if made is None else made_good)[number].append(ParcelState(state))
    for sub_order in sub_orders:
        # Nobody waits for what was refunded or sent again, as long as there is something else.
        states = waited_for[sub_order.id] or made_good[sub_order.id]
        if states:
            _move_sub_order(sub_order, states)
    session.flush()


def _move_sub_order(sub_order: SubOrder, live: Sequence[ParcelState]) -> None:
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


def keep_stray(number: str, fact: TrackingFact) -> None:
    facts: Facts = {
        "code": fact.code,
        "reason": fact.reason,
        "place": mask_in_text(fact.place),
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
