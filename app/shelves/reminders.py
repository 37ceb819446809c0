"""Who is told that something waits for her: at half of the time, and when it is over."""

from sqlalchemy import and_, or_, select, update

from app import clock
from app.db import changed, session
from app.ground.parcel_steps import ParcelState
from app.outbox.actions import leave_once
from app.parcels.models import Parcel
from app.shelves.models import ShelfStay

MOST_AT_ONCE = 200


def remind_of_parcels() -> int:
    """Each once: the row that says she was told is changed by the same statement that asks whether
    she was. A keeper who keeps it longer begins anew. Returns how many letters were left."""
    moment = clock.now()
    is_half = and_(ShelfStay.reminded_at.is_(None), ShelfStay.remind_at <= moment)
    is_over = and_(ShelfStay.overdue_at.is_(None), Parcel.collect_by <= moment)
    due = (
        select(ShelfStay.id, ShelfStay.parcel_id, is_over.label("is_over"))
        .join(Parcel, Parcel.id == ShelfStay.parcel_id)
        .where(
            ShelfStay.ended_at.is_(None),
            Parcel.state == ParcelState.at_shop,
            or_(is_half, is_over),
        )
        .order_by(ShelfStay.id)
        .limit(MOST_AT_ONCE)
    )
    told = 0
    for stay_id, parcel_id, over in session.execute(due).all():
        column = ShelfStay.overdue_at if over else ShelfStay.reminded_at
        # Told that it is over, she need not hear of half the time any more.
        values = {ShelfStay.reminded_at: moment, **({ShelfStay.overdue_at: moment} if over else {})}
        mine = update(ShelfStay).where(ShelfStay.id == stay_id, column.is_(None))
        if changed(mine.values(values)):
            leave_once("remind_pickup", {"parcel_id": parcel_id, "is_over": bool(over)})
            told += 1
    return told
