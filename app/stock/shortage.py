"""Packs that can be ordered today and are nearly gone, or gone: what a shed should receive next."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalogue.kinds import ProductState
from app.catalogue.models import Product, Variant
from app.catalogue.queries import selling_state_of
from app.db import session
from app.stock.queries import FEW, left_of


@dataclass(frozen=True, slots=True)
class ShortPack:
    product: Product
    variant: Variant
    left: int


def short_packs(cooperative_id: int, on: date) -> list[ShortPack]:
    """The emptiest first."""
    statement = (
        select(Variant)
        .join(Variant.product)
        .where(
            Product.cooperative_id == cooperative_id,
            Product.state == ProductState.published,
            Variant.is_on_sale,
        )
        .options(joinedload(Variant.product))
        .order_by(Variant.id)
    )
    sold = [
        one for one in session.scalars(statement) if selling_state_of(one.product, on).can_order
    ]
    left = left_of([one.id for one in sold])
    short = [ShortPack(one.product, one, left[one.id]) for one in sold if left[one.id] <= FEW]
    return sorted(short, key=lambda pack: (pack.left, pack.variant.id))
