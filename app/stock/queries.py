"""How many boxes are left, of what, until when."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.catalogue.models import Product, Variant
from app.db import session
from app.ground.refusals import Missing
from app.stock.models import Lot, Movement

FEW = 10

_free: ColumnElement[int] = Lot.on_hand - Lot.reserved - Lot.allocated


class Stage(StrEnum):
    """What public pages say of a variant's stock; the exact number is not for them."""

    plenty = "plenty"
    few = "few"
    none = "none"


def stage(left: int) -> Stage:
    if left <= 0:
        return Stage.none
    return Stage.few if left <= FEW else Stage.plenty


def still_good(on: date) -> ColumnElement[bool]:
    return or_(Lot.best_before_on.is_(None), Lot.best_before_on >= on)


def left_of(variant_ids: Sequence[int]) -> dict[int, int]:
    """Boxes that can still be sold, per variant; every variant asked for is in the answer."""
    statement = (
        select(Lot.variant_id, func.sum(_free))
        .where(Lot.variant_id.in_(sorted(set(variant_ids))), still_good(clock.today()))
        .group_by(Lot.variant_id)
    )
    found = {number: int(left) for number, left in session.execute(statement)}
    return {number: found.get(number, 0) for number in variant_ids}


def lots_by_expiry(variant_id: int, on: date) -> list[tuple[int, int]]:
    """(lot, free boxes), first expired first; lots past their date are not for sale."""
    statement = (
        select(Lot.id, _free)
        .where(
            Lot.variant_id == variant_id,
            _free > 0,
            still_good(on),
        )
        .order_by(Lot.best_before_on.is_(None), Lot.best_before_on, Lot.id)
    )
    return [(number, int(free)) for number, free in session.execute(statement)]


def lots_to_send_again(variant_id: int, boxes: int, but_id: int, on: date) -> list[Lot]:
    """With so many free boxes: other lots than `but_id` first, of these what was picked last."""
    statement = select(Lot).where(Lot.variant_id == variant_id, _free >= boxes, still_good(on))
    return list(
        session.scalars(
            statement.order_by(Lot.id == but_id, Lot.harvested_on.desc(), Lot.id.desc()).limit(20)
        )
    )


def lots_of_cooperative(cooperative_id: int) -> list[Lot]:
    """With variant and product, those with boxes first, newest picking first."""
    statement = (
        select(Lot)
        .join(Lot.variant)
        .join(Variant.product)
        .where(Product.cooperative_id == cooperative_id)
        .options(joinedload(Lot.variant).joinedload(Variant.product))
        .order_by((Lot.on_hand > 0).desc(), Lot.harvested_on.desc(), Lot.id.desc())
        .limit(200)
    )
    return list(session.scalars(statement))


def numbers_of_lots(lot_ids: Iterable[int]) -> dict[int, str]:
    statement = select(Lot.id, Lot.number).where(Lot.id.in_(sorted(set(lot_ids))))
    return dict(session.execute(statement).all())


def lots_named(lot_ids: Iterable[int]) -> dict[int, Lot]:
    """By id; the caller has got what was sold from them through a guarded query."""
    statement = select(Lot).where(Lot.id.in_(sorted(set(lot_ids))))
    return {lot.id: lot for lot in session.scalars(statement)}


def get_lot_of_cooperative(cooperative_id: int, lot_id: int) -> Lot:
    statement = (
        select(Lot)
        .join(Lot.variant)
        .join(Variant.product)
        .where(Lot.id == lot_id, Product.cooperative_id == cooperative_id)
        .options(joinedload(Lot.variant).joinedload(Variant.product))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise Missing()
    return found


def movements_of_lot(lot_id: int, limit: int = 100) -> list[Movement]:
    """Newest first; the caller has fetched the lot through a guarded query."""
    statement = select(Movement).where(Movement.lot_id == lot_id).order_by(Movement.id.desc())
    return list(session.scalars(statement.limit(limit)))
