"""Curated shelves as everybody sees them."""

import pytest

from app.catalogue.collections import CollectionDraft, save_collection
from app.db import transaction
from tests.browser_of_pages import Pages
from tests.makers import make_product, make_variant


@pytest.mark.usefixtures("app")
def test_a_shelf_is_found_from_the_hall_and_shows_its_produce(pages: Pages) -> None:
    product = make_product(name="溧阳风鹅")
    make_variant(product)
    with transaction():
        save_collection(CollectionDraft("table", "年货先备", "New Year", item_ids=[product.id]))
    assert "/collections/" in pages.get("/").html
    assert "年货先备" in pages.get("/collections/").text
    page = pages.get("/collections/table")
    assert "溧阳风鹅" in page.text
    assert "New Year" in pages.get("/en/collections/table").text


@pytest.mark.usefixtures("app")
def test_an_empty_market_has_no_shelf_and_says_where_to_go(pages: Pages) -> None:
    assert "/search?season=now" in pages.get("/collections/").html
    pages.get("/collections/nothing", expect=404)
