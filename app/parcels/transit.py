"""How long our own parcels were on the way, measured from their events.

One statement is read as it comes, a parcel at a time, and counted into tallies: neither a month of
parcels nor their events are ever in memory together. From the post's first scan to the recipient's
hands or the point; what goes back was never there.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from app import clock
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.freshness import is_hurried
from app.ground.parcel_states import Event, believed, struck_keys
from app.ground.parcel_steps import ARRIVED, ON_THE_WAY, ParcelState, TrackingStep
from app.ground.transit import RIPE_DAYS, WINDOW_DAYS, Measured, Tally
from app.orders.models import Order, SubOrder
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel, TrackingEvent
from app.postage.transits import Way, city_of
from app.stock.models import Warehouse

_THERE = frozenset({TrackingStep.deliver, TrackingStep.hold_at_shop, TrackingStep.collect})
# Whoever is on the road for long, or lost, is late; what was brought back may have been punctual.
_STILL_OUT = ON_THE_WAY | {ParcelState.lost}
_COUNTED = ARRIVED | _STILL_OUT | {ParcelState.at_shop}
_ROWS_AT_ONCE = 2_000


def measure_transit() -> dict[Way, Measured]:
    """Of parcels that were handed over in the last ninety days and at least ten days ago."""
    tallies: dict[Way, Tally] = {}
    now = clock.now()
    rows = session.execute(_events(now), execution_options={"yield_per": _ROWS_AT_ONCE})
    for _, those in groupby(rows, key=attrgetter("id")):
        parcel, *others = those
        events = [_event(one) for one in (parcel, *others) if one.external_id is not None]
        sent_at, there_at = _journey(parcel, events, now)
        if there_at is None:
            continue
        for way in _ways(parcel):
            tallies.setdefault(way, Tally()).count(
                there_at - sent_at, clock.day_of(sent_at), clock.day_of(there_at)
            )
    return {way: tally.measured() for way, tally in tallies.items()}


def _journey(
    parcel: Row[Any], events: list[Event], now: datetime
) -> tuple[datetime, datetime | None]:
    """From when until when; one that is still out has taken until now at least."""
    true = believed(events, parcel.created_at, now)
    struck = struck_keys(true)
    stands = sorted((one for one in true if one.key not in struck), key=attrgetter("occurred_at"))
    sent = (one.occurred_at for one in stands if one.step is TrackingStep.accept)
    there = (one.occurred_at for one in stands if one.step in _THERE)
    still_out = now if parcel.state in _STILL_OUT else None
    return next(sent, parcel.sent_at), next(there, still_out)


def _ways(parcel: Row[Any]) -> Iterator[Way]:
    """Its city, and its province unless it stayed in the city."""
    hurried, origin = is_hurried(parcel.temperature_class), city_of(parcel.origin)
    city = city_of(parcel.destination)
    yield Way(parcel.product, hurried, origin, city)
    if city != origin:
        yield Way(parcel.product, hurried, origin, f"{city[:2]}0000")


def _event(row: Row[Any]) -> Event:
    return Event(row.code, row.happened_at, row.external_id, row.reason, row.cancels)


def _events(now: datetime) -> Select[*tuple[Any, ...]]:
    """Beginnings and ends alone, and whatever may take one of them back."""
    speaks = or_(
        TrackingEvent.step.in_(sorted([TrackingStep.accept, *_THERE])),
        TrackingEvent.step.is_(None),
        TrackingEvent.cancels.is_not(None),
    )
    since = now - timedelta(days=WINDOW_DAYS)
    return (
        select(
            Parcel.id,
            Parcel.product,
            Parcel.temperature_class,
            Parcel.state,
            Parcel.created_at,
            Parcel.sent_at,
            func.coalesce(Warehouse.region_code, Cooperative.origin_code).label("origin"),
            Order.region_code.label("destination"),
            TrackingEvent.external_id,
            TrackingEvent.code,
            TrackingEvent.reason,
            TrackingEvent.cancels,
            TrackingEvent.happened_at,
        )
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .join(Order, Order.id == SubOrder.order_id)
        .join(Cooperative, Cooperative.id == SubOrder.cooperative_id)
        .outerjoin(Warehouse, Warehouse.id == Parcel.warehouse_id)
        .outerjoin(TrackingEvent, and_(TrackingEvent.parcel_id == Parcel.id, speaks))
        .where(
            Parcel.state.in_(sorted(_COUNTED)),
            # Said twice: changes are never before the hand-over, and have an index.
            Parcel.changed_at >= since,
            Parcel.sent_at >= since,
            Parcel.sent_at < now - timedelta(days=RIPE_DAYS),
            Parcel.kind != ParcelKind.return_,
        )
        .order_by(Parcel.id)
    )
