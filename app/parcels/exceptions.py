"""Exceptions as rows: what is wrong with a parcel has an owner, a clock and a next action.

`follow_all` is called whenever an event was taken down, in the same transaction; for clocks the
worker calls it when `watch_at` has come. Both ask one rule (app/ground/parcel_exceptions.py), so
late, twice or in another order makes no difference.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app import clock
from app.catalogue.models import Product, Variant
from app.clock import beginning_of, day_of
from app.db import insert_into, lock_rows, session
from app.ground.freshness import COLD_CLASSES
from app.ground.order_states import SubOrderState
from app.ground.parcel_boxes import Standing
from app.ground.parcel_exceptions import (
    ExceptionKind,
    Owner,
    WatchedParcel,
    Wrong,
    exceptions_of,
    next_ring,
)
from app.ground.parcel_steps import ParcelState, TrackingStep
from app.ground.refusals import DateNotAllowed, Missing, StepNotAllowed
from app.orders.actions import SYSTEM, Actor
from app.orders.models import SubOrder
from app.outbox.actions import leave
from app.parcels.kinds import ExceptionState, MadeGood, NoteKind, Outcome, ParcelKind
from app.parcels.models import ExceptionNote, Parcel, ParcelContent, ParcelException
from app.stock.models import Lot

NEVER = date(9999, 12, 31)
REPLACED_WITHIN = timedelta(hours=24)
LONGEST_SNOOZE = timedelta(days=7)
# What the buyer hears of by letter. The rest is ours to mend, and most of it she never notices.
_TOLD = frozenset({ExceptionKind.late, ExceptionKind.damaged, ExceptionKind.lost})
_SETTLED = frozenset({SubOrderState.received, SubOrderState.closed})


def follow_all(standings: Mapping[Parcel, Standing], heard: Collection[str] = frozenset()) -> None:
    """Opens what is wrong, closes what is wrong no more. The caller holds the parcels' rows;
    `heard` are the keys of events that are new."""
    moment = clock.now()
    _set_good_until(standings, heard)
    known = _open_rows(standings)
    wanted = sorted({parcel.sub_order_id for parcel in standings})
    parts = {
        part.id: part for part in session.scalars(select(SubOrder).where(SubOrder.id.in_(wanted)))
    }
    for parcel, found_now in standings.items():
        events = found_now.story
        watched = _watched(parcel, parts[parcel.sub_order_id])
        parcel.watch_at = next_ring(watched, events, moment)
        wrong = {one.kind: one for one in exceptions_of(watched, events, moment)}
        for row in known.get(parcel.id, ()):
            kind = ExceptionKind(row.kind)
            found = wrong.get(kind)
            if found is None or (row.since != found.since and _is_known(parcel, found)):
                _close(row, Outcome.gone, SYSTEM, "")
            else:
                _keep(row, wrong.pop(kind), parcel)
        for one in wrong.values():
            _open(parcel, parts[parcel.sub_order_id].cooperative_id, one)
    session.flush()


def _open_rows(parcels: Iterable[Parcel]) -> dict[int, list[ParcelException]]:
    statement = select(ParcelException).where(
        ParcelException.parcel_id.in_(sorted(parcel.id for parcel in parcels)),
        ParcelException.state == ExceptionState.open,
    )
    found: dict[int, list[ParcelException]] = {}
    for row in session.scalars(statement.execution_options(populate_existing=True)):
        found.setdefault(row.parcel_id, []).append(row)
    return found


def _is_known(parcel: Parcel, wrong: Wrong) -> bool:
    """It has a row of its own: a scan was taken back, and an earlier one counts again."""
    return _find_cause(parcel, wrong) is not None


def _find_cause(parcel: Parcel, wrong: Wrong) -> ParcelException | None:
    return session.scalars(
        select(ParcelException).where(
            ParcelException.parcel_id == parcel.id,
            ParcelException.kind == wrong.kind,
            ParcelException.since == wrong.since,
        )
    ).one_or_none()


def _set_good_until(standings: Mapping[Parcel, Standing], heard: Collection[str]) -> None:
    """Once it is packed, or the carrier says first that it has it: the first of its lots to spoil,
    by the lot's own day or the product's days from packing on. An earlier scan that is told later
    counts as if it had come in time."""
    packed_on: dict[int, tuple[Parcel, date]] = {}
    for parcel, found in standings.items():
        first = next((one for one in found.kept if one.step not in _BEFORE_PACKING), None)
        if first is not None and (parcel.good_until is None or first.key in heard):
            packed_on[parcel.id] = parcel, day_of(first.occurred_at)
    if not packed_on:
        return
    goods = session.execute(
        select(ParcelContent.parcel_id, Lot.best_before_on, Product.shelf_life_days)
        .join(Lot, Lot.id == ParcelContent.lot_id)
        .join(Variant, Variant.id == Lot.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(ParcelContent.parcel_id.in_(sorted(packed_on)))
    )
    days: dict[int, list[date]] = {}
    for number, best_before_on, shelf_life_days in goods:
        lasts = packed_on[number][1] + timedelta(days=shelf_life_days)
        days.setdefault(number, []).append(best_before_on or lasts)
    for number, (parcel, _) in packed_on.items():
        parcel.good_until = min(days.get(number, ()), default=None)


_BEFORE_PACKING = frozenset({None, TrackingStep.label})


def _watched(parcel: Parcel, part: SubOrder) -> WatchedParcel:
    return WatchedParcel(
        state=ParcelState(parcel.state),
        created_at=parcel.created_at,
        ship_by=_ship_by(parcel, part),
        promised_end=_end_of(parcel.promised_on),
        good_end=_end_of(parcel.good_until),
        collect_by=parcel.collect_by,
        short_since=parcel.short_since,
        missing_since=parcel.missing_since,
        unlisted_since=parcel.unlisted_since,
        from_warehouse=parcel.warehouse_id is not None,
        is_cold=parcel.temperature_class in COLD_CLASSES,
        has_shop=parcel.pickup_shop_id is not None,
        is_cancelled=part.state == SubOrderState.cancelled
        or parcel.made_good == MadeGood.called_off,
        is_over=part.state in _SETTLED,
        is_made_good=parcel.made_good is not None,
        is_received_back=parcel.received_back_at is not None,
        brings_back=parcel.kind == ParcelKind.return_,
    )


def _ship_by(parcel: Parcel, part: SubOrder) -> datetime:
    """What is sent once more has a day, whenever the first one had to leave."""
    if parcel.kind == ParcelKind.replacement:
        return parcel.created_at + REPLACED_WITHIN
    return part.ship_by


def _end_of(day: date | None) -> datetime | None:
    return beginning_of(day + timedelta(days=1)) if day is not None else None


def open_exceptions_of(parcel_id: int) -> list[ParcelException]:
    is_open = ParcelException.state == ExceptionState.open
    return list(
        session.scalars(
            select(ParcelException)
            .where(ParcelException.parcel_id == parcel_id, is_open)
            .order_by(ParcelException.id)
        )
    )


def _open(parcel: Parcel, cooperative_id: int, wrong: Wrong) -> None:
    """Once for one cause: what somebody has closed stays closed, what went away by itself and comes
    back is open again."""
    moment = clock.now()
    statement = (
        insert_into(ParcelException)
        .values(
            parcel_id=parcel.id,
            kind=wrong.kind,
            state=ExceptionState.open,
            since=wrong.since,
            opened_at=moment,
            due_at=wrong.due_at,
            good_until=parcel.good_until or NEVER,
            owner_kind=wrong.owner,
            cooperative_id=cooperative_id,
            shop_id=parcel.pickup_shop_id,
            next_action=wrong.action,
        )
        .on_conflict_do_nothing(index_elements=["parcel_id", "kind", "since"])
        .returning(ParcelException.id)
    )
    opened = session.execute(statement).scalar_one_or_none()
    if opened is not None:
        write_note(opened, NoteKind.opened, SYSTEM, "")
        if wrong.kind in _TOLD and parcel.kind != ParcelKind.return_:
            leave("tell_trouble", {"parcel_id": parcel.id, "kind": wrong.kind.value})
        return
    known = _find_cause(parcel, wrong)
    if known is not None and known.outcome == Outcome.gone:
        known.state, known.outcome = ExceptionState.open, None
        known.closed_at = known.closed_by_id = None
        write_note(known.id, NoteKind.opened, SYSTEM, "")


def _keep(row: ParcelException, found: Wrong, parcel: Parcel) -> None:
    """A later scan of the same trouble moves its clock; whoever has taken it over keeps it."""
    row.good_until = parcel.good_until or NEVER
    if row.since == found.since and row.next_action == found.action:
        return
    row.since, row.due_at, row.next_action = found.since, found.due_at, found.action
    if row.owner_id is None:
        row.owner_kind = found.owner


def make_good(parcel: Parcel, made_good: MadeGood, actor: Actor) -> None:
    """The buyer has her money or another parcel: nobody waits for this one any more. The caller
    holds its row. StepNotAllowed when it was made good before."""
    if parcel.made_good is not None:
        raise StepNotAllowed(step=made_good.value, state=parcel.made_good)
    parcel.made_good = made_good
    close_all(parcel, Outcome(made_good.value), actor)
    leave("tell_made_good", {"parcel_id": parcel.id})


def wait_again(parcel: Parcel) -> None:
    """What was to be sent instead of it is called off: whatever is still wrong with it is open
    again. The caller holds its row, and looks again."""
    parcel.made_good = None
    resent = ParcelException.outcome == Outcome.resent
    mine = select(ParcelException).where(ParcelException.parcel_id == parcel.id, resent)
    for row in session.scalars(mine):
        row.outcome = Outcome.gone
    session.flush()


def close_all(
    parcel: Parcel,
    outcome: Outcome,
    actor: Actor,
    *,
    kinds: Iterable[ExceptionKind] = frozenset(ExceptionKind) - {ExceptionKind.returned},
) -> None:
    """What came back must still be received, whatever the buyer got."""
    closing = frozenset(kinds)
    for row in open_exceptions_of(parcel.id):
        if row.kind in closing:
            _close(row, outcome, actor, "")
    session.flush()


# ------------------------------------------------------------------------------- by somebody's hand


def lock_exception(exception_id: int) -> ParcelException:
    """Its parcel first (docs/locking.md): whoever takes down a scan holds that row alone, and would
    write over what somebody has just decided."""
    named = select(ParcelException.parcel_id).where(ParcelException.id == exception_id)
    lock_rows(Parcel, session.scalars(named))
    found = lock_rows(ParcelException, [exception_id])
    if not found:
        raise Missing
    return found[0]


def take_over(exception_id: int, owner: Owner, actor: Actor) -> None:
    """It is hers now, whoever's it was."""
    row = _still_open(exception_id, "take")
    row.owner_kind, row.owner_id, row.snoozed_until = owner, actor.person_id, None
    write_note(row.id, NoteKind.taken, actor, "")


def hand_to(exception_id: int, owner: Owner, actor: Actor, words: str) -> None:
    """To another desk, of which nobody in particular has it yet."""
    row = _still_open(exception_id, "hand")
    if owner is Owner.shop and row.shop_id is None:
        raise StepNotAllowed(step="hand", state=owner.value)
    row.owner_kind, row.owner_id, row.snoozed_until = owner, None, None
    write_note(row.id, NoteKind.handed, actor, words)


def add_note(exception_id: int, kind: NoteKind, actor: Actor, words: str) -> None:
    row = _still_open(exception_id, "note")
    write_note(row.id, kind, actor, words)


def snooze(exception_id: int, until: datetime, actor: Actor, words: str) -> None:
    """Out of the list until then, for a reason."""
    row = _still_open(exception_id, "snooze")
    if not clock.now() < until <= clock.now() + LONGEST_SNOOZE:
        raise DateNotAllowed(field="until")
    row.snoozed_until = until
    write_note(row.id, NoteKind.snoozed, actor, words)


def settle_exception(exception_id: int, outcome: Outcome, actor: Actor, words: str) -> None:
    """Somebody says that nothing remains to be done."""
    _close(_still_open(exception_id, "close"), outcome, actor, words)


def _still_open(exception_id: int, step: str) -> ParcelException:
    row = lock_exception(exception_id)
    if row.state != ExceptionState.open:
        raise StepNotAllowed(step=step, state=row.state)
    return row


def _close(row: ParcelException, outcome: Outcome, actor: Actor, words: str) -> None:
    row.state, row.outcome, row.snoozed_until = ExceptionState.closed, outcome, None
    row.closed_at, row.closed_by_id = clock.now(), actor.person_id
    write_note(row.id, NoteKind.closed, actor, words)


def write_note(exception_id: int, kind: NoteKind, actor: Actor, words: str) -> None:
    session.add(
        ExceptionNote(
            exception_id=exception_id,
            kind=kind,
            actor_kind=actor.kind,
            actor_id=actor.person_id,
            words=words,
            noted_at=clock.now(),
        )
    )
    session.flush()
