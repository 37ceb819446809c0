"""All that a product's public page shows of it, in one statement: what there are several of (packs,
badges, attributes, other products of the same cooperative) comes as JSON lists beside the one row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Label,
    Row,
    Select,
    Text,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased

from app.catalogue.cards import (
    ProductCard,
    card_of,
    days_to_tell,
    per_jin_fen,
    season_of,
    select_cards,
    shown,
    third_of,
    thirds_of_year,
)
from app.catalogue.kinds import ProductState
from app.catalogue.models import (
    Attribute,
    Badge,
    Category,
    Product,
    ProductAttribute,
    Variant,
)
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative
from app.db import session
from app.editions.models import Edition
from app.ground.refusals import Missing
from app.ground.seasons import Season, SellingState, selling_state
from app.places.tree import Place, tree

MORE = 4


@dataclass(frozen=True, slots=True)
class Pack:
    """A variant on sale. Whether there are boxes is the stock's to say."""

    id: int
    name: str
    name_en: str
    net_grams: int
    gross_grams: int
    length_mm: int
    width_mm: int
    height_mm: int
    pieces: int | None
    price_fen: int
    packing_fen: int
    is_boxed: bool
    per_jin_fen: int | None


@dataclass(frozen=True, slots=True)
class Proof:
    kind: str
    number: str | None
    proof: str


@dataclass(frozen=True, slots=True)
class Trait:
    code: str
    name: str
    name_en: str
    unit: str | None
    value: str
    value_en: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    """`product`, `cooperative` and `category` are rows with nothing loaded beside them; `origin`
    goes from the village up; `more_from` are cards of the same cooperative. `editions` are the
    numbers of the topics that the page shows, read in the same statement."""

    product: Product
    cooperative: Cooperative
    category: Category
    origin: tuple[Place, ...]
    season: Season | None
    selling: SellingState
    days: int | None
    thirds: tuple[str, ...] | None
    today_third: int
    packs: tuple[Pack, ...]
    badges: tuple[Proof, ...]
    attributes: tuple[Trait, ...]
    more_from: tuple[ProductCard, ...]
    editions: dict[str, int]


def get_product_page(slug: str, on: date) -> ProductPage:
    """One statement. A draft, a withdrawn product and one whose seller is suspended: Missing."""
    row = session.execute(_statement(slug)).one_or_none()
    if row is None:
        raise Missing()
    return _page(row, on)


def _page(row: Row[Any], on: date) -> ProductPage:
    product, category = row.Product, row.Category
    season = season_of(product.season_first, product.season_last)
    selling = selling_state(season, product.presale_days, on)
    more_from = (card_of(card, on) for card in row.more_from or ())
    return ProductPage(
        product=product,
        cooperative=row.Cooperative,
        category=category,
        origin=tuple(reversed(tree().path(product.origin_code))),
        season=season,
        selling=selling,
        days=days_to_tell(selling, on),
        thirds=thirds_of_year(season, product.presale_days, on),
        today_third=third_of(on),
        packs=tuple(_pack(pack, category.slug) for pack in _in_order(row.packs)),
        badges=tuple(Proof(**badge) for badge in _in_order(row.badges)),
        attributes=tuple(Trait(**trait) for trait in _in_order(row.attributes)),
        more_from=tuple(sorted(more_from, key=lambda card: -card.id)),
        editions={
            f"product:{product.id}": row.product_edition or 0,
            f"cooperative:{product.cooperative_id}": row.cooperative_edition or 0,
            "postage": row.postage_edition or 0,
        },
    )


def _pack(pack: dict[str, Any], category_slug: str) -> Pack:
    jin = per_jin_fen(category_slug, pack["price_fen"], pack["net_grams"])
    return Pack(**pack, per_jin_fen=jin)


def _in_order(rows: Iterable[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """A database may list them as it likes; each brings its place with it."""
    ordered = sorted(rows or (), key=lambda row: (row["place"], row["place_id"]))
    return [
        {name: value for name, value in row.items() if name not in ("place", "place_id")}
        for row in ordered
    ]


def _statement(slug: str) -> Select[Any]:
    return (
        select(
            Product,
            Cooperative,
            Category,
            _packs().label("packs"),
            _badges().label("badges"),
            _attributes().label("attributes"),
            _more_from(slug).label("more_from"),
            _edition("product:", Product.id.expression).label("product_edition"),
            _edition("cooperative:", Cooperative.id.expression).label("cooperative_edition"),
            select(Edition.number)
            .where(Edition.topic == "postage")
            .scalar_subquery()
            .label("postage_edition"),
        )
        .join(Product.cooperative)
        .join(Product.category)
        .where(
            Product.slug == slug,
            Product.state == ProductState.published,
            Cooperative.state == CooperativeState.approved,
        )
    )


def _edition(kind: str, number: ColumnElement[int]) -> ColumnElement[Any]:
    topic = literal(kind).concat(cast(number, Text))
    return select(Edition.number).where(Edition.topic == topic).scalar_subquery()


def _packs() -> ColumnElement[Any]:
    names = [name for name in Pack.__slots__ if name != "per_jin_fen"]
    columns = _columns(Variant, names, Variant.position, Variant.id)
    return (
        select(_as_list(columns))
        .where(Variant.product_id == Product.id, Variant.is_on_sale)
        .correlate(Product)
        .scalar_subquery()
    )


def _badges() -> ColumnElement[Any]:
    columns = _columns(Badge, Proof.__slots__, Badge.id, Badge.id)
    return (
        select(_as_list(columns))
        .where(Badge.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )


def _attributes() -> ColumnElement[Any]:
    columns = _columns(Attribute, ("code", "name", "name_en", "unit"), Attribute.id, Attribute.id)
    columns |= {"value": ProductAttribute.value, "value_en": ProductAttribute.value_en}
    return (
        select(_as_list(columns))
        .join(ProductAttribute.attribute)
        .where(ProductAttribute.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )


def _more_from(slug: str) -> ColumnElement[Any]:
    this = aliased(Product)
    seller = select(this.cooperative_id).where(this.slug == slug).scalar_subquery()
    chosen = (
        select(Product.id)
        .join(Product.cooperative)
        .where(*shown(), Product.cooperative_id == seller, Product.slug != slug)
        .order_by(Product.published_at.desc(), Product.id.desc())
        .limit(MORE)
        .correlate(None)
        .subquery()
    )
    cards = select_cards(chosen).correlate(None).subquery()
    columns = {column.name: column for column in cards.c}
    return select(_as_list(columns)).correlate(None).scalar_subquery()


def _columns(model: type[Any], names: Iterable[str], place: Any, place_id: Any) -> dict[str, Any]:
    return {name: getattr(model, name) for name in names} | {"place": place, "place_id": place_id}


def _as_list(columns: Mapping[str, Any]) -> Label[Any]:
    """The rows as one JSON list of objects. The names are ours, so they may stand in the text."""
    pairs: list[Any] = []
    for name, column in columns.items():
        pairs += [literal_column(f"'{name}'"), column]
    if session.get_bind().dialect.name == "sqlite":
        return func.json_group_array(func.json_object(*pairs), type_=JSON).label("rows")
    return func.json_agg(func.json_build_object(*pairs), type_=JSON).label("rows")
