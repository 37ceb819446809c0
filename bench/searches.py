"""Searching: list, facets and all, straight from the catalogue."""

import time

from app import clock
from app.catalogue.search import search
from app.catalogue.wishes import SearchWish
from app.db import session

# A character, a word, traditional characters, pinyin, initials, English.
TEXTS = ("茶", "天目湖白茶", "長蕩湖", "cuiguanli", "dzx", "crab")
TIMES = 12


def measure_searches() -> dict[str, float]:
    """Milliseconds of each, the quickest of several tries."""
    measured = {}
    for text in TEXTS:
        wish = SearchWish(on=clock.today(), text=text)
        if not search(wish).cards:
            raise RuntimeError(f"nothing was found for {text}")
        measured[text] = 1000 * min(_seconds(wish) for _ in range(TIMES))
    return measured


def _seconds(wish: SearchWish) -> float:
    session.remove()
    begun = time.perf_counter()
    search(wish)
    return time.perf_counter() - begun
