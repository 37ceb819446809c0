"""What every step of boxes has in common: locks, one conditional UPDATE, a line in the movements,
and pages that are told (docs/locking.md)."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Update, select, update

from app import clock
from app.catalogue.models import Variant
from app.db import changed, session
from app.editions.actions import bump
from app.ground.refusals import StepNotAllowed
from app.stock.kinds import MovementKind
from app.stock.models import Lot, Movement
from app.stock.queries import left_of, stage

MOST_BOXES = 1_000_000


def lock_lots(which: ColumnElement[bool]) -> None:
    """In id order. Whoever moves boxes of several lots does this first (docs/locking.md)."""
    session.execute(
        select(Lot.id).where(which).order_by(Lot.id).with_for_update(key_share=True)
    ).all()


def take(lot_id: int, boxes: int) -> bool:
    """Reserve boxes of a lot if they are still free: the row count is the answer."""
    still_free = Lot.on_hand - Lot.reserved - Lot.allocated >= boxes
    taken = update(Lot).where(Lot.id == lot_id, still_free)
    return changed(taken.values(reserved=Lot.reserved + boxes)) == 1


def must_change(statement: Update) -> None:
    if changed(statement) != 1:
        raise StepNotAllowed(step="ship", state="not_allocated")


def note_movement(
    lot_id: int, kind: MovementKind, boxes: int, reason: str, actor_id: int | None
) -> None:
    session.add(
        Movement(
            lot_id=lot_id,
            kind=kind,
            boxes=boxes,
            reason=reason,
            actor_id=actor_id,
            moved_at=clock.now(),
        )
    )


def left_of_lots(lot_ids: Iterable[int]) -> dict[int, int]:
    """By variant."""
    variants = select(Lot.variant_id).where(Lot.id.in_(sorted(set(lot_ids)))).distinct()
    return left_of(list(session.scalars(variants)))


def tell_pages(before: Mapping[int, int]) -> None:
    """Public pages show plenty, few or none; only a change between these makes a new edition."""
    after = left_of(list(before))
    turned = [one for one in before if stage(before[one]) != stage(after[one])]
    if turned:
        products = select(Variant.product_id).where(Variant.id.in_(turned)).distinct()
        bump("catalogue", *(f"product:{number}" for number in session.scalars(products)))
