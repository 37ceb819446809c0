import pytest

from app.shelves.places import rooms_of
from tests.counters import Counter

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
PLACES = "/village/shelf/places/"


def test_a_shop_begins_with_what_most_have_and_changes_it(counter: Counter) -> None:
    page = counter.pages.get(PLACES)
    page = counter.pages.submit(page.form(f"{PLACES}first"))
    assert [room.code for room in rooms_of(counter.shop.id)] == ["冰箱", "A1", "A2", "A3", "A4"]
    add = page.form(PLACES)
    assert counter.pages.submit(add, code="A1", expect=409).error("code") != ""
    assert counter.pages.submit(add, code="B1", capacity="0", expect=422).error("capacity") != ""
    page = counter.pages.submit(add, code="冰柜", capacity="6", is_fridge="yes")
    fridge = next(room for room in rooms_of(counter.shop.id) if room.code == "冰柜")
    assert (fridge.code, fridge.is_fridge, fridge.capacity) == ("冰柜", True, 6)
    there = f"{PLACES}{fridge.place_id}"
    page = counter.pages.get(there)
    assert counter.pages.submit(page.form(there), capacity="", expect=422).error("capacity") != ""
    counter.pages.submit(page.form(there), capacity="9")
    assert 9 in [room.capacity for room in rooms_of(counter.shop.id)]
    counter.pages.submit(page.form(f"{there}/away"))
    assert "冰柜" not in [room.code for room in rooms_of(counter.shop.id)]
    assert counter.pages.client.get(there).status_code == 404
