"""Boxes of one picking that come to lie in another place are a lot of their own there."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from app import clock
from app.db import session
from app.stock.models import Lot
from app.stock.movements import lock_lots


def divide_lot(
    origin: Lot, number: str, warehouse_id: int | None, best_before_on: date | None
) -> Lot:
    """Of the same picking, and empty: the caller's movement fills it."""
    lot = Lot(
        number=number,
        variant_id=origin.variant_id,
        origin_code=origin.origin_code,
        harvested_on=origin.harvested_on,
        best_before_on=best_before_on,
        on_hand=0,
        reserved=0,
        allocated=0,
        created_at=clock.now(),
        warehouse_id=warehouse_id,
        parent_id=origin.parent_id or origin.id,
    )
    session.add(lot)
    session.flush()
    return lot


def lots_in_the_shed(lot_ids: Iterable[int]) -> Mapping[int, int]:
    """By lot, the one that its boxes belong to when they are back in their cooperative's shed: it,
    or one of the same picking that keeps no longer (退回 TH). All are locked."""
    named = Lot.id.in_(sorted(set(lot_ids)))
    lots = session.scalars(select(Lot).where(named).order_by(Lot.id)).all()
    back = {lot.id: f"{lot.number}/TH" for lot in lots if lot.warehouse_id is not None}
    lock_lots(named | Lot.number.in_(sorted(back.values())))
    statement = select(Lot.number, Lot.id).where(Lot.number.in_(sorted(back.values())))
    known = dict(session.execute(statement).all())
    homes = {}
    for lot in lots:
        number = back.get(lot.id)
        if number is None:
            homes[lot.id] = lot.id
        elif number in known:
            homes[lot.id] = known[number]
        else:
            homes[lot.id] = divide_lot(lot, number, None, lot.best_before_on).id
    return homes
