"""What can be ordered now and sent to a place: the list from which a village shop chooses."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.catalogue.cards import per_jin_fen, shown
from app.catalogue.models import Product, Variant
from app.catalogue.queries import selling_state_of
from app.catalogue.ripeness import is_ripe, opens_within
from app.catalogue.search import search
from app.catalogue.wishes import SearchWish
from app.db import session
from app.ground.seasons import SellingState
from app.orders.baskets import refusal_of
from app.stock.queries import left_of

LONGEST_PRESALE_DAYS = 90


@dataclass(frozen=True, slots=True)
class Offer:
    """`left` is boxes that are not yet anybody's; `per_jin_fen` None for what has no weight."""

    variant: Variant
    product: Product
    per_jin_fen: int | None
    selling: SellingState
    left: int


def offers_to(region_code: str, text: str = "", limit: int = 120) -> list[Offer]:
    """What has a season first, newest first, then what is sold all the year. With a text the best
    answers of the market's search, in its order."""
    statement = (
        select(Variant)
        .join(Variant.product)
        .join(Product.cooperative)
        .where(Variant.is_on_sale, *shown())
        .options(
            joinedload(Variant.product).joinedload(Product.cooperative),
            joinedload(Variant.product).joinedload(Product.category),
        )
        .limit(limit)
    )
    pack = (Variant.position, Variant.id)
    if text.strip():
        ids = [card.id for card in search(SearchWish(on=clock.today(), text=text, limit=48)).cards]
        found = list(session.scalars(statement.where(Product.id.in_(ids)).order_by(*pack)))
        found.sort(key=lambda variant: ids.index(variant.product_id))
        return _sellable(found, region_code)
    on = clock.today()
    open_now = or_(
        Product.season_first.is_(None), is_ripe(on), opens_within(on, LONGEST_PRESALE_DAYS)
    )
    all_year = Product.season_first.is_(None)
    order = (all_year, Product.published_at.desc(), Product.id.desc(), *pack)
    return _sellable(list(session.scalars(statement.where(open_now).order_by(*order))), region_code)


def _sellable(variants: Sequence[Variant], region_code: str) -> list[Offer]:
    left = left_of([variant.id for variant in variants])
    return [
        Offer(
            variant=one,
            product=one.product,
            per_jin_fen=per_jin_fen(one.product.category.slug, one.price_fen, one.net_grams),
            selling=selling_state_of(one.product, clock.today()),
            left=left[one.id],
        )
        for one in variants
        if refusal_of(one, 1, left[one.id], region_code) is None
    ]
