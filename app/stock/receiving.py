"""Boxes come into a lot, come back into it, or are written off."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import func, select, update

from app import clock
from app.catalogue.models import Product, Variant
from app.db import changed, lock_rows, session
from app.ground.refusals import DateNotAllowed, QuantityNotAllowed, SoldOut
from app.stock.kinds import MovementKind
from app.stock.models import Lot
from app.stock.movements import MOST_BOXES, left_of_lots, note_movement, tell_pages
from app.stock.queries import left_of

FRESH_DAYS = 30


def receive_lot(
    variant_id: int,
    boxes: int,
    harvested_on: date,
    actor_id: int | None,
    *,
    number: str | None = None,
    request_key: str | None = None,
) -> Lot:
    """Boxes of one picking arrive, or may be picked to order from that day on. The same request
    key gives the same lot, however often its form is sent."""
    # One after the other for a variant: a second click finds the lot, a second lot another number.
    lock_rows(Variant, [variant_id])
    known = _lot_of_request(request_key)
    if known is not None:
        return known
    if not 1 <= boxes <= MOST_BOXES:
        raise QuantityNotAllowed(least=1, most=MOST_BOXES, field="boxes")
    if harvested_on > clock.today():
        raise DateNotAllowed(field="harvested_on")
    before = left_of([variant_id])[variant_id]
    lot = _new_lot(variant_id, boxes, harvested_on, number)
    lot.request_key = request_key
    session.add(lot)
    session.flush()
    note_movement(lot.id, MovementKind.receive, boxes, lot.number, actor_id)
    tell_pages({variant_id: before})
    return lot


def _new_lot(variant_id: int, boxes: int, harvested_on: date, number: str | None) -> Lot:
    product = session.scalars(
        select(Product)
        .join(Variant, Variant.product_id == Product.id)
        .where(Variant.id == variant_id)
    ).one()
    return Lot(
        number=number or _lot_number(product, variant_id, harvested_on),
        variant_id=variant_id,
        origin_code=product.origin_code,
        harvested_on=harvested_on,
        best_before_on=_best_before(product, harvested_on),
        on_hand=boxes,
        reserved=0,
        allocated=0,
        created_at=clock.now(),
    )


def take_back(boxes_of: Mapping[int, int], reason: str, actor_id: int | None) -> None:
    """Boxes that were sent, by lot, are here again and for sale until somebody writes them off."""
    before = left_of_lots(boxes_of)
    for lot_id, boxes in sorted(boxes_of.items()):
        changed(update(Lot).where(Lot.id == lot_id).values(on_hand=Lot.on_hand + boxes))
        note_movement(lot_id, MovementKind.take_back, boxes, reason, actor_id)
    tell_pages(before)


def write_off(lot_id: int, boxes: int, reason: str, actor_id: int | None) -> None:
    """Only boxes that nobody holds can be written off; SoldOut says how many those are."""
    before = left_of_lots([lot_id])
    free = Lot.on_hand - Lot.reserved - Lot.allocated
    statement = update(Lot).where(Lot.id == lot_id, free >= boxes)
    if changed(statement.values(on_hand=Lot.on_hand - boxes)) != 1:
        left = session.execute(select(free).where(Lot.id == lot_id)).scalar_one()
        raise SoldOut(left=left, field="boxes")
    note_movement(lot_id, MovementKind.write_off, boxes, reason, actor_id)
    tell_pages(before)


def _lot_of_request(request_key: str | None) -> Lot | None:
    if not request_key:
        return None
    return session.scalars(select(Lot).where(Lot.request_key == request_key)).one_or_none()


def _best_before(product: Product, harvested_on: date) -> date | None:
    """Fresh goods are picked to order, so their days count from packing and not from the lot."""
    if product.shelf_life_days <= FRESH_DAYS:
        return None
    return harvested_on + timedelta(days=product.shelf_life_days)


def _lot_number(product: Product, variant_id: int, harvested_on: date) -> str:
    lots = select(func.count()).select_from(Lot).where(Lot.variant_id == variant_id)
    count = session.execute(lots).scalar_one()
    return f"{product.origin_code[-9:]}-{harvested_on:%y%m%d}-{variant_id}-{count + 1}"
