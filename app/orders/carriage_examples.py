"""What free carriage would cost a cooperative, counted by one of its packs: the smallest order for
which it pays, to each province."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalogue.kinds import ProductState
from app.catalogue.models import Product, Variant
from app.db import session
from app.ground.free_carriage import FreeFrom
from app.orders.baskets import plan_packs

MOST_BOXES = 99
MOST_PACKS = 60


@dataclass(frozen=True, slots=True)
class CarriageExample:
    """So many boxes of the pack, in so many parcels. `parcels` 0: not sent there, or not in one
    order. `share_bp`: what of the goods' price goes to the post."""

    province_code: str
    boxes: int
    goods_fen: int
    parcels: int
    postage_fen: int
    share_bp: int


def packs_on_sale(cooperative_id: int) -> Sequence[Variant]:
    """With product and category; the oldest products first."""
    statement = (
        select(Variant)
        .join(Variant.product)
        .where(
            Product.cooperative_id == cooperative_id,
            Product.state == ProductState.published,
            Variant.is_on_sale,
        )
        .options(
            joinedload(Variant.product).joinedload(Product.cooperative),
            joinedload(Variant.product).joinedload(Product.category),
        )
        .order_by(Product.id, Variant.position, Variant.id)
        .limit(MOST_PACKS)
    )
    return session.scalars(statement).all()


def carriage_examples(
    pack: Variant, provinces: Iterable[str], free: FreeFrom
) -> list[CarriageExample]:
    boxes = free.least_boxes(pack.price_fen)
    return [_example(pack, code, boxes) for code in provinces]


def _example(pack: Variant, code: str, boxes: int) -> CarriageExample:
    goods_fen = boxes * pack.price_fen
    made = None
    if 1 <= boxes <= MOST_BOXES:
        made = plan_packs([pack], {pack.id: {None: boxes}}, code)
    if made is None:
        return CarriageExample(code, boxes, goods_fen, 0, 0, 0)
    share_bp = made.postage_fen * 10_000 // goods_fen
    return CarriageExample(code, boxes, goods_fen, len(made.parcels), made.postage_fen, share_bp)
