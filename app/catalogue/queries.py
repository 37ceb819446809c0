"""Products as faces need them. Public ones answer with plain frozen values and only with what is
published; those of the cooperative face answer with rows, and only with its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from app.catalogue.cards import ProductCard, card_of, season_of, select_cards, shown, within_hall
from app.catalogue.kinds import ProductState
from app.catalogue.models import Attribute, Category
from app.catalogue.models import Product as Product  # pages name what they were given
from app.catalogue.models import Variant as Variant
from app.catalogue.ripeness import is_ripe, opens_this_year, opens_within
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.refusals import Missing
from app.ground.seasons import SellingKind, SellingState, selling_state
from app.places.tree import tree

# The longest way from the first "soon" to the season: 60 days, and 90 of presale before it.
OPENING_DAYS = 150


@dataclass(frozen=True, slots=True)
class Shelves:
    """`ripe`: in season, the shortest time left first. `soon`: to be ordered ahead now or within
    60 days, the soonest season first. `all_year`: newest first."""

    ripe: list[ProductCard]
    soon: list[ProductCard]
    all_year: list[ProductCard]


@dataclass(frozen=True, slots=True)
class ProductSign:
    """What an order's line does not freeze of its product: where its page is, its English name.
    `slug` None: it has no page any more."""

    slug: str | None
    name_en: str
    pack_en: str


@dataclass(frozen=True, slots=True)
class GrowerCard:
    """A cooperative in a hall; `is_ripe`: something of it is in season."""

    id: int
    slug: str
    name: str
    name_en: str
    picture: str
    origin_code: str
    place: str
    place_en: str
    households: int
    orchard_mu: int
    is_ripe: bool


def cards_of_hall(code_prefix: str, on: date, limit: int = 13) -> Shelves:
    """At most `limit` cards on each shelf; one statement."""
    ripe = _listed(is_ripe(on), *within_hall(code_prefix)).order_by(*_newest).limit(limit)
    all_year = _listed(Product.season_first.is_(None), *within_hall(code_prefix))
    opening = _opening(code_prefix, on, 2 * limit)
    parts = [ripe, *opening, all_year.order_by(*_newest).limit(limit)]
    chosen = union_all(*(select(part.subquery()) for part in parts)).subquery()
    cards = [card_of(row, on) for row in session.execute(select_cards(chosen)).mappings()]
    return Shelves(
        ripe=sorted(_of_kind(cards, SellingKind.open), key=_closing)[:limit],
        soon=sorted(_of_kind(cards, SellingKind.presale, SellingKind.soon), key=_first_day)[:limit],
        all_year=sorted(_of_kind(cards, SellingKind.all_year), key=lambda card: -card.id),
    )


def cards_of_cooperative(cooperative_id: int, on: date, limit: int = 60) -> list[ProductCard]:
    """What can be ordered first, then what opens soonest; one statement."""
    chosen = (
        _listed(Product.cooperative_id == cooperative_id).order_by(*_newest).limit(limit).subquery()
    )
    cards = [card_of(row, on) for row in session.execute(select_cards(chosen)).mappings()]
    return sorted(cards, key=_first_to_order)


def growers_of_hall(code_prefix: str, on: date, limit: int = 60) -> list[GrowerCard]:
    """Those that sell, the oldest members first; one statement."""
    # The first that is found answers; EXISTS would be worked out for all cooperatives at once.
    ripe = (
        select(Product.id)
        .where(
            Product.cooperative_id == Cooperative.id,
            Product.state == ProductState.published,
            func.coalesce(Product.from_price_fen, 0) > 0,
            is_ripe(on),
        )
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(Cooperative, ripe.is_not(None).label("is_ripe"))
        .where(
            Cooperative.state == CooperativeState.approved,
            Cooperative.origin_code.startswith(code_prefix, autoescape=True),
        )
        .order_by(Cooperative.id)
        .limit(limit)
    )
    return [grower_card(one, bool(is_ripe_now)) for one, is_ripe_now in session.execute(statement)]


def signs_of(variant_ids: Iterable[int]) -> dict[int, ProductSign]:
    """By variant, in one statement."""
    statement = (
        select(Variant.id, Product.slug, Product.state, Product.name_en, Variant.name_en)
        .join(Variant.product)
        .where(Variant.id.in_(sorted(set(variant_ids))))
    )
    return {
        variant_id: ProductSign(slug if state == ProductState.published else None, name_en, pack_en)
        for variant_id, slug, state, name_en, pack_en in session.execute(statement)
    }


def published_slugs(limit: int = 50_000) -> list[str]:
    """For search engines; newest first."""
    statement = _listed().with_only_columns(Product.slug).order_by(*_newest).limit(limit)
    return list(session.scalars(statement))


def selling_state_of(product: Product, on: date) -> SellingState:
    season = season_of(product.season_first, product.season_last)
    return selling_state(season, product.presale_days, on)


def categories() -> Sequence[Category]:
    """Parents before their children, each level in its order."""
    is_child = case((Category.parent_id.is_(None), 0), else_=1)
    return session.scalars(
        select(Category).order_by(is_child, Category.position, Category.id)
    ).all()


def category_parents() -> dict[int, int]:
    """The category above each that has one."""
    return {one.id: one.parent_id for one in categories() if one.parent_id is not None}


def attributes() -> Sequence[Attribute]:
    return session.scalars(select(Attribute).order_by(Attribute.id)).all()


def products_of_cooperative(
    cooperative_id: int,
    states: Sequence[ProductState] = tuple(ProductState),
    before_id: int | None = None,
    limit: int = 50,
) -> list[Product]:
    """Newest first with variants and category; `before_id` is the last one seen."""
    statement = select(Product).where(
        Product.cooperative_id == cooperative_id, Product.state.in_(states)
    )
    if before_id is not None:
        statement = statement.where(Product.id < before_id)
    statement = statement.order_by(Product.id.desc()).limit(limit)
    options = (selectinload(Product.variants), joinedload(Product.category))
    return list(session.scalars(statement.options(*options)))


def get_product_of_cooperative(cooperative_id: int, product_id: int) -> Product:
    """With all that belongs to it. Another cooperative's is Missing like one that is not there."""
    statement = select(Product).where(
        Product.id == product_id, Product.cooperative_id == cooperative_id
    )
    found = session.scalars(statement.options(*_WHOLE)).one_or_none()
    if found is None:
        raise Missing()
    return found


def get_variant_of_cooperative(cooperative_id: int, variant_id: int) -> Variant:
    statement = (
        select(Variant)
        .join(Variant.product)
        .where(Variant.id == variant_id, Product.cooperative_id == cooperative_id)
        .options(joinedload(Variant.product))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise Missing()
    return found


_WHOLE = (
    joinedload(Product.category),
    joinedload(Product.cooperative),
    selectinload(Product.variants),
    selectinload(Product.badges),
    selectinload(Product.attributes),
)
_newest = (Product.published_at.desc(), Product.id.desc())


def _listed(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The ids of what the public may see."""
    return select(Product.id.label("id")).join(Product.cooperative).where(*shown(), *conditions)


def _opening(code_prefix: str, on: date, limit: int) -> list[Select[Any]]:
    """The seasons that begin next, in two parts: of this year and of the next, each in order."""
    coming = (opens_within(on, OPENING_DAYS), ~is_ripe(on), *within_hall(code_prefix))
    order = (Product.season_first, Product.id)
    parts = [opens_this_year(on)]
    if (on + timedelta(days=OPENING_DAYS)).year > on.year:
        parts.append(~opens_this_year(on))
    return [_listed(part, *coming).order_by(*order).limit(limit) for part in parts]


def grower_card(cooperative: Cooperative, is_ripe_now: bool) -> GrowerCard:
    return GrowerCard(
        id=cooperative.id,
        slug=cooperative.slug,
        name=cooperative.name,
        name_en=cooperative.name_en,
        picture=cooperative.picture,
        origin_code=cooperative.origin_code,
        place=tree().short_text(cooperative.origin_code),
        place_en=tree().short_text(cooperative.origin_code, "en"),
        households=cooperative.households,
        orchard_mu=cooperative.orchard_mu,
        is_ripe=is_ripe_now,
    )


def _of_kind(cards: list[ProductCard], *kinds: SellingKind) -> list[ProductCard]:
    return [card for card in cards if card.selling.kind in kinds]


def _closing(card: ProductCard) -> tuple[date, int]:
    return card.selling.closes_on or date.max, -card.id


def _first_day(card: ProductCard) -> tuple[date, int]:
    return card.selling.opens_on or date.max, -card.id


def _first_to_order(card: ProductCard) -> tuple[bool, date, int]:
    return not card.selling.can_order, *_first_day(card)
