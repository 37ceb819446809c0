"""Listings and search: at most two statements, pages by keyset, the same answers on every database.

A product is found when the index holds every token of the question for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, literal, tuple_

from app.catalogue.cards import ProductCard, card_of, select_cards
from app.catalogue.facets import NOTHING, Facets, count_facets
from app.catalogue.folding import fold_query
from app.catalogue.matches import MOST_HITS, hits, listed_in_hall, narrowed
from app.catalogue.models import Product
from app.catalogue.wishes import SearchWish, Sort
from app.db import UtcTime, session
from app.ground import keyset
from app.ground.refusals import ChoiceUnknown

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`next_cursor` is None on the last page."""

    cards: list[ProductCard]
    facets: Facets
    next_cursor: str | None


def search(wish: SearchWish) -> SearchPage:
    """A cursor that is none of this wish's order: ChoiceUnknown. A text without a letter or digit
    finds nothing."""
    tokens = fold_query(wish.text)
    if wish.text.strip() and not tokens:
        return SearchPage([], NOTHING, None)
    # What narrows must be looked for among all; without it the best are the best.
    found = hits(tokens, None if wish.is_narrowed else MOST_HITS) if tokens else None
    cards, next_cursor = _page(wish, found)
    if not cards and not wish.is_narrowed and wish.cursor is None:
        return SearchPage([], NOTHING, None)
    return SearchPage(cards, count_facets(wish, found), next_cursor)


def _page(wish: SearchWish, found: Subquery | None) -> tuple[list[ProductCard], str | None]:
    """One row more than is shown says whether there is a next page."""
    keys = _keys(wish.sort, found)
    statement = narrowed(listed_in_hall(wish), wish)
    if found is not None:
        statement = statement.join(found, found.c.id == Product.id)
    if wish.cursor is not None:
        statement = statement.where(_after(wish, keys))
    named: Select[Any] = statement.add_columns(
        *(key.label(f"key{place}") for place, key in enumerate(keys))
    )
    is_rising = wish.sort is Sort.cheapest
    order = [key.asc() if is_rising else key.desc() for key in keys]
    chosen = named.order_by(*order).limit(wish.limit + 1).subquery()
    shown_keys = [chosen.c[f"key{place}"] for place in range(len(keys))]
    outer = [key.asc() if is_rising else key.desc() for key in shown_keys]
    rows = session.execute(select_cards(chosen, *shown_keys).order_by(*outer)).mappings().all()
    cards = [card_of(row, wish.on) for row in rows[: wish.limit]]
    if len(rows) <= wish.limit:
        return cards, None
    last = rows[wish.limit - 1]
    return cards, _cursor(wish.sort, [last[f"key{place}"] for place in range(len(keys))])


def _keys(sort: Sort, found: Subquery | None) -> list[ColumnElement[Any]]:
    """What the list is ordered by, one way for all; the id makes every place unique."""
    if sort in (Sort.cheapest, Sort.dearest):
        return [Product.from_price_fen.expression, Product.id.expression]
    newest: list[ColumnElement[Any]] = [Product.published_at.expression, Product.id.expression]
    return [found.c.score, *newest] if sort is Sort.relevance and found is not None else newest


def _after(wish: SearchWish, keys: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    """Stands behind the cursor's row in the wish's order."""
    values = keyset.decode(wish.cursor, [str] + [int] * len(keys))
    if values[0] != wish.sort.value:
        raise ChoiceUnknown(field="after")
    places = [_literal(key, value) for key, value in zip(keys, values[1:], strict=True)]
    here, there = tuple_(*keys), tuple_(*places)
    return here > there if wish.sort is Sort.cheapest else here < there


def _literal(key: ColumnElement[Any], value: str | int) -> ColumnElement[Any]:
    if not isinstance(key.type, UtcTime):
        return literal(value, key.type)
    try:
        return literal(_BEGINNING + int(value) * _MICROSECOND, key.type)
    except OverflowError:
        raise ChoiceUnknown(field="after") from None


def _cursor(sort: Sort, values: Sequence[Any]) -> str:
    """A moment goes as whole microseconds, since a cursor holds numbers and texts only."""
    return keyset.encode([sort.value, *map(_plain, values)])


def _plain(value: Any) -> int:
    if isinstance(value, datetime):
        return (value - _BEGINNING) // _MICROSECOND
    return int(value)
