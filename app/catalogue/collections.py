"""Curated shelves 专题: by hand (items in order) or by rule (a category, what is in season)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, delete, or_, select
from sqlalchemy.orm import aliased

from app.catalogue.cards import ProductCard, card_of, select_cards, shown
from app.catalogue.models import Category, Collection, CollectionItem, Product
from app.catalogue.ripeness import is_ripe
from app.db import session
from app.editions.actions import bump
from app.ground.refusals import ChoiceUnknown, Missing

MOST_CARDS = 60


@dataclass(frozen=True, slots=True)
class CollectionDraft:
    """Without items it follows its rule: `category_slug` (with its sub-categories) or anything,
    and with `in_season` only what is being picked."""

    slug: str
    name: str
    name_en: str
    position: int = 0
    category_slug: str | None = None
    in_season: bool = False
    item_ids: Sequence[int] = ()


def save_collection(draft: CollectionDraft) -> Collection:
    """A new shelf, or the one of that slug with other words, rule and items."""
    category_id = None
    if draft.category_slug is not None:
        wanted = select(Category.id).where(Category.slug == draft.category_slug)
        category_id = session.scalar(wanted)
        if category_id is None:
            raise ChoiceUnknown(field="category")
    collection = _find(draft.slug) or Collection(slug=draft.slug, is_shown=True)
    collection.name, collection.name_en = draft.name, draft.name_en
    collection.position = draft.position
    collection.rule_category_id, collection.rule_in_season = category_id, draft.in_season
    session.add(collection)
    session.flush()
    _replace_items(collection, draft.item_ids)
    bump("catalogue")
    return collection


def _replace_items(collection: Collection, product_ids: Sequence[int]) -> None:
    session.execute(delete(CollectionItem).where(CollectionItem.collection_id == collection.id))
    session.add_all(
        CollectionItem(collection_id=collection.id, product_id=product_id, position=position)
        for position, product_id in enumerate(dict.fromkeys(product_ids), start=1)
    )
    session.flush()


def shown_collections() -> list[Collection]:
    statement = select(Collection).where(Collection.is_shown)
    return list(session.scalars(statement.order_by(Collection.position, Collection.id)))


def get_shown_collection(slug: str) -> Collection:
    collection = _find(slug)
    if collection is None or not collection.is_shown:
        raise Missing()
    return collection


def cards_of_collection(collection: Collection, on: date) -> list[ProductCard]:
    """One statement: items in their order, or what the rule finds, newest first."""
    parent = aliased(Category)
    items = (
        select(CollectionItem.product_id.label("id"), CollectionItem.position.label("position"))
        .where(CollectionItem.collection_id == collection.id)
        .subquery()
    )
    found = select(Product.id.label("id"), items.c.position.label("position"))
    if collection.rule_category_id is None and not collection.rule_in_season:
        found = found.join(items, items.c.id == Product.id)
    else:
        found = found.outerjoin(items, items.c.id == Product.id)
    found = found.join(Product.cooperative).where(*shown())
    if collection.rule_in_season:
        found = found.where(is_ripe(on))
    if collection.rule_category_id is not None:
        found = (
            found.join(Category, Category.id == Product.category_id)
            .outerjoin(parent, parent.id == Category.parent_id)
            .where(
                or_(
                    Category.id == collection.rule_category_id,
                    parent.id == collection.rule_category_id,
                )
            )
        )
    # Databases differ in where they put what has no place.
    position = items.c.position
    order = (position.is_(None), position, Product.published_at.desc(), Product.id.desc())
    chosen = found.order_by(*order).limit(MOST_CARDS).subquery()
    rows = session.execute(select_cards(chosen, chosen.c.position)).mappings()
    return [card_of(row, on) for row in sorted(rows, key=_place)]


def _place(row: RowMapping) -> tuple[int, int]:
    position = row["position"]
    return (MOST_CARDS if position is None else position, -row["id"])


def _find(slug: str) -> Collection | None:
    return session.scalars(select(Collection).where(Collection.slug == slug)).one_or_none()
