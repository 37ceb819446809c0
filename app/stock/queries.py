"""How many boxes are left, of what, until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.catalogue.models import Product, Variant
from app.db import session
from app.ground.refusals import Missing
from app.stock.models import Lot, Movement, Warehouse

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


@dataclass(frozen=True, slots=True)
class FreeBoxes:
    """Boxes of a variant that lie in one place and keep until one day. `region_code` is the
    warehouse's; a shed (`warehouse_id` None) is where its cooperative is."""

    variant_id: int
    warehouse_id: int | None
    region_code: str | None
    best_before_on: date | None
    boxes: int

    def can_travel(self, until: date) -> bool:
        """What lies in a warehouse has been picked: it must be good when it arrives. A shed picks
        fresh goods to order."""
        if self.warehouse_id is None or self.best_before_on is None:
            return True
        return self.best_before_on >= until


def free_boxes(variant_ids: Sequence[int]) -> list[FreeBoxes]:
    """Everything that can still be sold, by place and date: one statement."""
    statement = (
        select(
            Lot.variant_id,
            Lot.warehouse_id,
            Warehouse.region_code,
            Lot.best_before_on,
            func.sum(_free),
        )
        .outerjoin(Warehouse, Warehouse.id == Lot.warehouse_id)
        .where(Lot.variant_id.in_(sorted(set(variant_ids))), still_good(clock.today()), _free > 0)
        .group_by(Lot.variant_id, Lot.warehouse_id, Warehouse.region_code, Lot.best_before_on)
    )
    return [
        FreeBoxes(variant, place, region, best_before, int(boxes))
        for variant, place, region, best_before, boxes in session.execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class FreeLot:
    lot_id: int
    boxes: int
    warehouse_id: int | None = None
    best_before_on: date | None = None


def lots_by_expiry(variant_id: int, on: date) -> list[FreeLot]:
    """First expired first; lots past their date are not for sale."""
    statement = (
        select(Lot.id, _free, Lot.warehouse_id, Lot.best_before_on)
        .where(
            Lot.variant_id == variant_id,
            _free > 0,
            still_good(on),
        )
        .order_by(Lot.best_before_on.is_(None), Lot.best_before_on, Lot.id)
    )
    return [
        FreeLot(number, int(free), place, best_before)
        for number, free, place, best_before in session.execute(statement)
    ]


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


def places_of_lots(lot_ids: Iterable[int]) -> dict[int, int | None]:
    """The warehouse that each lies in; None: its cooperative's shed."""
    statement = select(Lot.id, Lot.warehouse_id).where(Lot.id.in_(sorted(set(lot_ids))))
    return {row[0]: row[1] for row in session.execute(statement)}


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
