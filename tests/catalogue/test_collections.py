"""Curated shelves: by hand in their order, by rule with sub-categories, only what is shown."""

from collections.abc import Iterator

import pytest

from app import clock
from app.catalogue.collections import (
    CollectionDraft,
    cards_of_collection,
    get_shown_collection,
    save_collection,
    shown_collections,
)
from app.catalogue.models import Collection, Product
from app.db import session, transaction
from app.ground.refusals import ChoiceUnknown, Missing
from tests.makers import make_category, make_product, make_variant
from tests.statements import count_statements

pytestmark = pytest.mark.usefixtures("database")


def on_sale(**changes: object) -> Product:
    product = make_product(**changes)  # type: ignore[arg-type]
    make_variant(product)
    return product


def save(**changes: object) -> Collection:
    draft = {"slug": "shelf", "name": "专题", "name_en": "Shelf"} | changes
    with transaction():
        return save_collection(CollectionDraft(**draft))  # type: ignore[arg-type]


def names(collection: Collection) -> Iterator[int]:
    return (card.id for card in cards_of_collection(collection, clock.today()))


def test_a_shelf_by_hand_keeps_its_order_and_hides_what_is_not_on_sale() -> None:
    first, second = on_sale(), on_sale()
    draft = make_product(state="draft", published_at=None)
    shelf = save(item_ids=(second.id, draft.id, first.id, second.id))
    assert list(names(shelf)) == [second.id, first.id]
    shelf = save(item_ids=(first.id,))
    assert list(names(shelf)) == [first.id]


def test_a_shelf_by_rule_holds_a_category_with_its_sub_categories() -> None:
    fruit = make_category(slug="fruit-of-test")
    pears = make_category(parent_id=fruit.id)
    pear = on_sale(category=pears)
    on_sale()
    assert list(names(save(category_slug="fruit-of-test"))) == [pear.id]
    season = f"{clock.today():%m-%d}"
    ripe = on_sale(category=fruit, season_first=season, season_last=season)
    assert list(names(save(category_slug="fruit-of-test", in_season=True))) == [ripe.id]


def test_a_rule_about_an_unknown_category_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(ChoiceUnknown):
        save(category_slug="no-such-category")
    assert shown_collections() == []


def test_a_hidden_shelf_is_missing() -> None:
    shelf = save()
    with transaction():
        session.get_one(Collection, shelf.id).is_shown = False
    with pytest.raises(Missing):
        get_shown_collection("shelf")


def test_one_statement_whatever_the_number_of_cards() -> None:
    shelf = save(item_ids=[on_sale().id for _ in range(12)])
    cards_of_collection(shelf, clock.today())  # the regions are read once per process
    with count_statements() as sent:
        assert len(cards_of_collection(shelf, clock.today())) == 12
    assert len(sent) == 1
