"""Looking again at parcels whose clock has rung: by one index, a few at a time."""

from sqlalchemy import select

from app import clock
from app.db import lock_rows, session
from app.orders.models import SubOrder
from app.parcels.exceptions import follow_all
from app.parcels.models import Parcel
from app.parcels.standings import standings_of

AT_ONCE = 100


def parcels_to_watch(limit: int = AT_ONCE) -> list[int]:
    """Ids, the one that rang first before the others."""
    due = select(Parcel.id).where(Parcel.watch_at.is_not(None), Parcel.watch_at <= clock.now())
    return list(session.scalars(due.order_by(Parcel.watch_at).limit(limit)))


def watch(parcel_ids: list[int]) -> int:
    """Says how many were looked at: of those that somebody else has looked at meanwhile, none."""
    parts = select(Parcel.sub_order_id).where(Parcel.id.in_(parcel_ids)).distinct()
    lock_rows(SubOrder, session.scalars(parts))
    moment = clock.now()
    due = [one for one in lock_rows(Parcel, parcel_ids) if one.watch_at and one.watch_at <= moment]
    follow_all(standings_of(due))
    return len(due)


def look_again(*parcels: Parcel) -> None:
    """Something that is no event has changed. The caller holds the parcels' rows."""
    follow_all(standings_of(parcels))
