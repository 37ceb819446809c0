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
from app.stock.kinds import MovementKind
from app.stock.models import Lot, Movement, Warehouse

FEW = 10
MOST_OF_A_PLACE = 20

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
    """With so many free boxes: other lots than `but_id` first, of these what was picked last. Of
    each place the first few, so that no place hides another."""
    order = (Lot.id == but_id, Lot.harvested_on.desc(), Lot.id.desc())
    of_place = func.row_number().over(partition_by=Lot.warehouse_id, order_by=order)
    ranked = (
        select(Lot.id, of_place.label("rank"))
        .where(Lot.variant_id == variant_id, _free >= boxes, still_good(on))
        .subquery()
    )
    first = select(ranked.c.id).where(ranked.c.rank <= MOST_OF_A_PLACE)
    return list(session.scalars(select(Lot).where(Lot.id.in_(first)).order_by(*order)))


def lots_to_pack_from(
    variant_id: int, boxes: int, but_id: int, on: date, warehouse_id: int | None
) -> list[Lot]:
    """Other lots than `but_id` of one place (None: the shed) with so many free boxes, what was
    picked last first."""
    statement = (
        select(Lot)
        .where(Lot.variant_id == variant_id, _free >= boxes, still_good(on), Lot.id != but_id)
        .where(Lot.warehouse_id.is_not_distinct_from(warehouse_id))
        .order_by(Lot.harvested_on.desc(), Lot.id.desc())
        .limit(MOST_OF_A_PLACE)
    )
    return list(session.scalars(statement))


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


def lots_that_sent(waybill_number: str, lot_ids: Iterable[int]) -> set[int]:
    """Of these lots those that a parcel has taken boxes from."""
    statement = select(Movement.lot_id).where(
        Movement.lot_id.in_(sorted(set(lot_ids))),
        Movement.kind == MovementKind.ship,
        Movement.reason == waybill_number,
    )
    return set(session.scalars(statement))


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
