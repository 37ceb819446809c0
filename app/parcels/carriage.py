"""What the carrier knows of our parcels: whom to tell it of, ask for or withdraw, and its answers.

The carrier itself is asked by jobs, outside of any transaction (docs/tracking.md). A question in
vain is asked again after a pause that doubles; after so many it waits for the office.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, func, or_, select, update

from app import clock
from app.db import changed, insert_into, lock_rows, session
from app.ground.parcel_steps import AT_HOME, ON_THE_WAY, ParcelState
from app.ground.postal_products import PostalProduct
from app.ground.refusals import Missing
from app.parcels.kinds import OrderStanding, ParcelKind
from app.parcels.models import CarrierOrder, Parcel, ParcelBox, TrackingEvent, WaybillRange
from app.partners.carriers import ActualPostage, Routing

AT_ONCE = 40
MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=2)
# Carriers lock numbers that are asked for more often than twice an hour.
SILENT_AFTER = timedelta(hours=6)
FIRST_TRACE_PAUSE = timedelta(minutes=30)
LONGEST_TRACE_PAUSE = timedelta(hours=12)
CHARGED_AFTER = timedelta(hours=12)
LONGEST_CHARGE = timedelta(days=20)
# Older ones were announced, or never will be.
BOOKED_WITHIN = timedelta(days=30)
LONGEST_FAULT = 200
_TRAVELLING = [*ON_THE_WAY, ParcelState.returning]


class Due(StrEnum):
    """What may be asked of the carrier."""

    tell = "tell"
    withdraw = "withdraw"
    trace = "trace"
    charge = "charge"


def parcels_to_tell(products: Iterable[str], limit: int = AT_ONCE) -> list[int]:
    """Booked and not told yet, or told in vain and due again: ids of parcels, the oldest first."""
    now = clock.now()
    is_due = or_(
        CarrierOrder.parcel_id.is_(None),
        and_(CarrierOrder.state == OrderStanding.waiting, CarrierOrder.due_at <= now),
    )
    statement = (
        select(Parcel.id)
        .outerjoin(CarrierOrder)
        .where(
            Parcel.state.in_(sorted(AT_HOME)),
            Parcel.created_at >= now - BOOKED_WITHIN,
            Parcel.product.in_(sorted(products)),
            Parcel.kind != ParcelKind.return_,
            is_due,
        )
        .order_by(Parcel.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def untold(parcel_ids: Sequence[int]) -> list[int]:
    """Those that the carrier does not know of yet."""
    told = select(CarrierOrder.parcel_id).where(
        CarrierOrder.parcel_id.in_(parcel_ids),
        CarrierOrder.state.not_in([OrderStanding.waiting]),
    )
    known = set(session.scalars(told))
    return [one for one in parcel_ids if one not in known]


def parcels_due(due: Due, limit: int = AT_ONCE) -> list[tuple[int, str]]:
    """Ids and numbers of parcels: those to be withdrawn, asked for scans, or for their charge."""
    now = clock.now()
    which = {
        Due.withdraw: (CarrierOrder.state == OrderStanding.withdrawing, CarrierOrder.due_at <= now),
        Due.trace: (
            CarrierOrder.state == OrderStanding.told,
            CarrierOrder.due_at <= now,
            Parcel.state.in_(sorted(_TRAVELLING)),
        ),
        Due.charge: (CarrierOrder.charge_due_at <= now, Parcel.sent_at.is_not(None)),
    }[due]
    when = CarrierOrder.charge_due_at if due is Due.charge else CarrierOrder.due_at
    statement = (
        select(Parcel.id, Parcel.waybill_number)
        .join(CarrierOrder)
        .where(*which)
        .order_by(when, Parcel.id)
        .limit(limit)
    )
    return [(row.id, row.waybill_number) for row in session.execute(statement)]


def further_numbers(parcel_id: int) -> list[str]:
    """Of its boxes that have numbers of their own: each has a way of its own at the carrier."""
    mine = ParcelBox.parcel_id == parcel_id, ParcelBox.waybill_number.is_not(None)
    statement = select(ParcelBox.waybill_number).where(*mine).order_by(ParcelBox.position)
    return [number for number in session.scalars(statement) if number]


def note_told(parcel_ids: Iterable[int], routing: Mapping[int, Routing]) -> None:
    """Nothing is held while the carrier is asked: what was cancelled meanwhile is to be withdrawn,
    or it would wait for a parcel that never comes."""
    now = clock.now()
    parcels = lock_rows(Parcel, sorted(set(parcel_ids)))
    for parcel in parcels:
        parcel_id, is_off = parcel.id, parcel.state == ParcelState.cancelled
        way = routing.get(parcel_id)
        _write(
            parcel_id,
            state=OrderStanding.withdrawing if is_off else OrderStanding.told,
            due_at=now if is_off else now + SILENT_AFTER,
            tries=0,
            fault=None,
            routing=asdict(way) if way else None,
            charge_due_at=now + CHARGED_AFTER,
        )


def note_refused(parcel_id: int, reason: str) -> None:
    """A clear no. Nothing is held while the carrier is asked: what was cancelled meanwhile is done
    with, unless an earlier question in vain may have been taken for a yes there."""
    (parcel,) = lock_rows(Parcel, [parcel_id])
    row = _locked(parcel_id)
    state, due_at = OrderStanding.refused, None
    if parcel.state == ParcelState.cancelled:
        may_know = row is not None and row.tries > 0
        state = OrderStanding.withdrawing if may_know else OrderStanding.withdrawn
        due_at = clock.now() if may_know else None
    _write(parcel_id, state=state, due_at=due_at, fault=reason[:LONGEST_FAULT])


def note_withdrawn(parcel_id: int, fault: str | None = None) -> None:
    """`fault`: it said that it cannot be withdrawn any more, which ends the matter as well."""
    _write(parcel_id, state=OrderStanding.withdrawn, due_at=None, fault=fault, charge_due_at=None)


def note_silence(parcel_ids: Iterable[int], fault: str) -> None:
    """Told or withdrawn in vain: due again after a pause that doubles, at last when the office
    says so. What was cancelled meanwhile may be known there all the same, and is withdrawn."""
    now = clock.now()
    for parcel in lock_rows(Parcel, sorted(set(parcel_ids))):
        row = _locked(parcel.id)
        tries = (row.tries if row else 0) + 1
        pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
        state = OrderStanding(row.state) if row else OrderStanding.waiting
        if state is OrderStanding.waiting and parcel.state == ParcelState.cancelled:
            state = OrderStanding.withdrawing
        _write(
            parcel.id,
            state=state,
            due_at=now + pause if tries < MOST_TRIES else None,
            tries=tries,
            fault=fault[:LONGEST_FAULT],
        )


def note_traced(parcel_id: int, new: int) -> None:
    """News: asked again when it has been silent for long. None: the pause doubles."""
    row = session.get_one(CarrierOrder, parcel_id)
    tries = 0 if new else row.tries + 1
    longer = min(FIRST_TRACE_PAUSE * 2 ** min(row.tries, 6), LONGEST_TRACE_PAUSE)
    row.tries = tries
    row.due_at = clock.now() + (SILENT_AFTER if new else longer)


def heard_lately(parcel_id: int) -> bool:
    """It told of it by itself: nothing is to be asked now. Sets the next time."""
    statement = select(func.max(TrackingEvent.received_at)).where(
        TrackingEvent.parcel_id == parcel_id, TrackingEvent.source == "carrier"
    )
    latest: datetime | None = session.scalar(statement)
    if latest is None or latest <= clock.now() - SILENT_AFTER:
        return False
    row = session.get_one(CarrierOrder, parcel_id)
    row.due_at, row.tries = latest + SILENT_AFTER, 0
    return True


def note_charge(parcel_id: int, charge: ActualPostage | None) -> bool:
    """Whether it was kept: the first answer stands. Not weighed yet: asked again in half a day, for
    some weeks. The caller holds the parcel's row."""
    row = _locked(parcel_id)
    if row is None or row.charged_at is not None:
        return False
    now = clock.now()
    if charge is None:
        is_hopeless = row.changed_at < now - LONGEST_CHARGE
        row.charge_due_at = None if is_hopeless else now + CHARGED_AFTER
        return False
    row.charged_fen, row.real_grams, row.charged_at = charge.postage_fen, charge.real_grams, now
    row.charge_due_at = None
    session.flush()
    return True


def take_back(parcel_ids: Iterable[int]) -> None:
    """They were cancelled: what the carrier knows of, or may know of, is withdrawn; what it never
    took is not told any more. The caller holds the parcels' rows.

    Whatever waits was asked about in vain: silence may have been a yes that did not reach us.
    """
    mine = update(CarrierOrder).where(CarrierOrder.parcel_id.in_(sorted(set(parcel_ids))))
    now = clock.now()
    may_know = [OrderStanding.told, OrderStanding.waiting]
    is_told = or_(
        CarrierOrder.state.in_(may_know),
        and_(CarrierOrder.state == OrderStanding.refused, CarrierOrder.tries > 0),
    )
    changed(
        mine.where(is_told).values(
            state=OrderStanding.withdrawing, due_at=now, tries=0, changed_at=now
        )
    )
    changed(
        mine.where(CarrierOrder.state == OrderStanding.refused).values(
            state=OrderStanding.withdrawn, due_at=None, changed_at=now
        )
    )


def ask_again(waybill_number: str) -> None:
    """The office has put right what was wrong: from the beginning, now."""
    row = session.scalar(
        select(CarrierOrder)
        .join(Parcel)
        .where(Parcel.waybill_number == waybill_number)
        .with_for_update(of=CarrierOrder)
    )
    if row is None or row.state not in _IN_VAIN:
        raise Missing
    if row.state == OrderStanding.refused:
        row.state = OrderStanding.waiting
    row.due_at, row.tries, row.changed_at = clock.now(), 0, clock.now()


_IN_VAIN = (OrderStanding.waiting, OrderStanding.refused, OrderStanding.withdrawing)


def orders_in_vain(limit: int = 100) -> list[CarrierOrder]:
    """What the carrier was not told of, refused, or is not rid of; what waits for us first."""
    statement = (
        select(CarrierOrder)
        .where(CarrierOrder.state.in_(_IN_VAIN))
        .order_by(CarrierOrder.due_at.is_not(None), CarrierOrder.changed_at)
        .limit(limit)
    )
    return list(session.scalars(statement))


def dearer_parcels(limit: int = 50) -> list[CarrierOrder]:
    """Charged otherwise than we had worked out, the latest first."""
    statement = (
        select(CarrierOrder)
        .join(Parcel)
        .where(CarrierOrder.charged_fen != Parcel.postage_fen)
        .order_by(CarrierOrder.charged_at.desc(), CarrierOrder.parcel_id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def free_numbers(product: PostalProduct) -> int:
    """Left in the pools of this product alone, whatever the outlet."""
    left = func.sum(WaybillRange.last_serial - WaybillRange.next_serial + 1)
    statement = select(left).where(
        WaybillRange.product == product, WaybillRange.next_serial <= WaybillRange.last_serial
    )
    return int(session.scalar(statement) or 0)


def find_carrier_order(parcel_id: int) -> CarrierOrder | None:
    return session.get(CarrierOrder, parcel_id)


def _locked(parcel_id: int) -> CarrierOrder | None:
    statement = select(CarrierOrder).where(CarrierOrder.parcel_id == parcel_id).with_for_update()
    return session.scalar(statement.execution_options(populate_existing=True))


def _write(parcel_id: int, **values: object) -> None:
    values = {**values, "changed_at": clock.now()}
    row = insert_into(CarrierOrder).values(parcel_id=parcel_id, **{"tries": 0, **values})
    statement = row.on_conflict_do_update(index_elements=[CarrierOrder.parcel_id], set_=values)
    session.execute(statement.execution_options(populate_existing=True))
    known = session.identity_map.get(session.identity_key(CarrierOrder, parcel_id))
    if known is not None:
        session.expire(known)
