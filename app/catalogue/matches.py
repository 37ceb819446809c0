"""Which products fit a wish: the conditions that lists and facets share."""

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select
from sqlalchemy.orm import aliased

from app.catalogue.cards import shown, within_hall
from app.catalogue.models import Category, Product, SearchToken
from app.catalogue.ripeness import is_ripe
from app.catalogue.wishes import SearchWish

# Of a word that hundreds of thousands of products have, only the best are looked at.
MOST_HITS = 5000


def hits(tokens: list[str], most: int | None) -> Subquery:
    """`id` and `score` (the sum of the tokens' weights) of the products that have every token;
    `most` keeps the best, newer ones before older ones."""
    first, *others = [aliased(SearchToken) for _ in tokens]
    score: ColumnElement[int] = first.weight.expression
    statement = select(first.product_id.label("id")).where(first.token == tokens[0])
    for other, token in zip(others, tokens[1:], strict=True):
        same = (other.product_id == first.product_id) & (other.token == token)
        statement = statement.join(other, same)
        score = score + other.weight
    statement = statement.add_columns(score.label("score"))
    if most is not None:
        statement = statement.order_by(score.desc(), first.product_id.desc()).limit(most)
    return statement.subquery("hits")


def narrowed(statement: Select[int], wish: SearchWish) -> Select[int]:
    """By everything that facets choose."""
    if wish.category_slug:
        statement = statement.where(Product.category_id.in_(_category_ids(wish.category_slug)))
    if wish.county_code:
        statement = statement.where(*within_hall(wish.county_code, by_index=not wish.text))
    if wish.temperature_class:
        statement = statement.where(Product.temperature_class == wish.temperature_class)
    if wish.in_season:
        statement = statement.where(is_ripe(wish.on))
    return statement


def listed_in_hall(wish: SearchWish) -> Select[int]:
    """The ids of what is shown there, before text and facets."""
    return (
        select(Product.id.label("id"))
        .join(Product.cooperative)
        .where(*shown(by_index=not wish.text))
        .where(*within_hall(wish.hall_prefix, by_index=not wish.text))
    )


def _category_ids(slug: str) -> Select[int]:
    """The category and its children; categories are two levels deep."""
    parent = aliased(Category)
    return (
        select(Category.id)
        .outerjoin(parent, parent.id == Category.parent_id)
        .where(or_(Category.slug == slug, func.coalesce(parent.slug, "") == slug))
    )
