"""Products as lists show them: one row of one statement, whatever list it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Subquery, func, select

from app.catalogue.kinds import ProductState
from app.catalogue.models import Category, Product, Variant
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative
from app.ground.seasons import MonthDay, Season, SellingKind, SellingState, selling_state
from app.ground.weights import price_per_jin_fen
from app.places.tree import tree

# Pots and plants are sold by the piece: half a kilogram of hydrangea means nothing.
BY_THE_PIECE = frozenset({"plants", "potted-flowers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """`variant_id`, `pack`, `price_fen` and `net_grams` are those of the cheapest variant on sale;
    `per_jin_fen` is None for what is not sold by weight. `days` are left of the season when it is
    open, else remain until orders open; None all year and out of season. `left` is for those who
    know the stock to fill in.
    """

    id: int
    slug: str
    name: str
    name_en: str
    summary: str
    summary_en: str
    picture: str
    origin_code: str
    county_code: str
    place: str
    place_en: str
    category_slug: str
    cooperative_slug: str
    cooperative_name: str
    cooperative_name_en: str
    variant_id: int
    pack: str
    pack_en: str
    net_grams: int
    price_fen: int
    per_jin_fen: int | None
    temperature_class: str
    shelf_life_days: int
    season: Season | None
    selling: SellingState
    days: int | None
    thirds: tuple[str, ...] | None
    today_third: int
    left: int | None = None


_cheapest = (
    select(Variant.id)
    .where(Variant.product_id == Product.id, Variant.is_on_sale)
    .order_by(Variant.price_fen, Variant.id)
    .limit(1)
    .correlate(Product)
    .scalar_subquery()
)

CARD_COLUMNS = (
    Product.id.label("id"),
    Product.slug.label("slug"),
    Product.name.label("name"),
    Product.name_en.label("name_en"),
    Product.summary.label("summary"),
    Product.summary_en.label("summary_en"),
    Product.picture.label("picture"),
    Product.origin_code.label("origin_code"),
    Product.county_code.label("county_code"),
    Product.temperature_class.label("temperature_class"),
    Product.shelf_life_days.label("shelf_life_days"),
    Product.season_first.label("season_first"),
    Product.season_last.label("season_last"),
    Product.presale_days.label("presale_days"),
    Category.slug.label("category_slug"),
    Cooperative.slug.label("cooperative_slug"),
    Cooperative.name.label("cooperative_name"),
    Cooperative.name_en.label("cooperative_name_en"),
    Variant.id.label("variant_id"),
    Variant.name.label("pack"),
    Variant.name_en.label("pack_en"),
    Variant.net_grams.label("net_grams"),
    Variant.price_fen.label("price_fen"),
)


def shown(*, by_index: bool = True) -> list[ColumnElement[bool]]:
    """What the public may see listed: published, something to be had, its cooperative selling.
    The cooperative must be joined. Prices are asked through a function, since "is not null" looks
    to SQLite like a range worth walking; `by_index` as in within_hall.
    """
    state = Product.state.expression if by_index else func.coalesce(Product.state, "")
    return [
        state == ProductState.published,
        func.coalesce(Product.from_price_fen, 0) > 0,
        Cooperative.state == CooperativeState.approved,
    ]


def within_hall(prefix: str, *, by_index: bool = True) -> list[ColumnElement[bool]]:
    """A county's products come through its index. Wider halls hold so much of the market that the
    order's own index, read until the page is full, is quicker than sorting what a range finds.
    `by_index` false: something else that finds fewer leads, such as the words of a question.
    """
    if not prefix:
        return []
    if len(prefix) == 6 and by_index:
        return [Product.county_code == prefix]
    return [func.substr(Product.county_code, 1, len(prefix)) == prefix]


def select_cards(chosen: Subquery, *more: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """The cards of the products whose ids are in `chosen.c.id`, in whatever order; `more` are
    columns of `chosen`."""
    return (
        select(*CARD_COLUMNS, *more)
        .select_from(chosen)
        .join(Product, Product.id == chosen.c.id)
        .join(Cooperative, Cooperative.id == Product.cooperative_id)
        .join(Category, Category.id == Product.category_id)
        .join(Variant, Variant.id == _cheapest)
    )


def card_of(row: RowMapping | Mapping[str, Any], on: date) -> ProductCard:
    season = season_of(row["season_first"], row["season_last"])
    selling = selling_state(season, row["presale_days"], on)
    kept = {name: row[name] for name in ProductCard.__slots__ if name in row}
    return ProductCard(
        **kept,
        place=tree().short_text(row["origin_code"]),
        place_en=tree().short_text(row["origin_code"], "en"),
        per_jin_fen=per_jin_fen(row["category_slug"], row["price_fen"], row["net_grams"]),
        season=season,
        selling=selling,
        days=days_to_tell(selling, on),
        thirds=thirds_of_year(season, row["presale_days"], on),
        today_third=third_of(on),
    )


def season_of(first: str | None, last: str | None) -> Season | None:
    return None if first is None or last is None else Season.parse(first, last)


def per_jin_fen(category_slug: str, price_fen: int, net_grams: int) -> int | None:
    if category_slug in BY_THE_PIECE:
        return None
    return price_per_jin_fen(price_fen, net_grams)


def orders_open_on(selling: SellingState) -> date | None:
    """The first day of the presale, or of the season where there is none; None all year."""
    return selling.presale_from or selling.opens_on


def days_to_tell(selling: SellingState, on: date) -> int | None:
    if selling.kind is SellingKind.open and selling.closes_on is not None:
        return (selling.closes_on - on).days
    opens = orders_open_on(selling)
    if selling.kind is SellingKind.soon and opens is not None:
        return (opens - on).days
    return None


def third_of(on: date) -> int:
    """0..35: early, middle or late part of its month."""
    return MonthDay(on.month, on.day).third


def thirds_of_year(season: Season | None, presale_days: int, on: date) -> tuple[str, ...] | None:
    """36 of "open", "presale", "closed" for the season bar."""
    if season is None:
        return None
    words = ["open" if inside else "closed" for inside in season.thirds()]
    presale_from = selling_state(season, presale_days, on).presale_from
    if presale_from is not None:
        part = third_of(presale_from)
        while words[part] == "closed":
            words[part] = "presale"
            part = (part + 1) % 36
    return tuple(words)
