"""The regions as a tree in memory: reference data, read once per process and database.

It changes only when `flask reference load` runs, which is followed by a restart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from app.db import session
from app.ground import addresses
from app.ground.refusals import RegionUnknown
from app.places.models import Region

DEEP_ENOUGH = ("town", "village")
# A process has one database; only tests go through many.
MOST_KEPT = 4


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    level: str
    name: str
    name_en: str
    pinyin: str
    parent_code: str | None
    lng: float | None
    lat: float | None


class RegionTree:
    def __init__(self, places: Iterable[Place]) -> None:
        self._by_code = {place.code: place for place in places}
        self._children: dict[str | None, list[Place]] = {}
        for place in sorted(self._by_code.values(), key=lambda place: place.code):
            self._children.setdefault(place.parent_code, []).append(place)

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._by_code.values())

    def find(self, code: str) -> Place | None:
        return self._by_code.get(code)

    def get(self, code: str, *, field: str | None = "region_code") -> Place:
        place = self._by_code.get(code)
        if place is None:
            raise RegionUnknown(field=field)
        return place

    def known_code(self, text: object, *, field: str | None = "region_code") -> str:
        """For forms: a code that stands in the list, or a refusal beside the field."""
        return self.get(str(text or "").strip(), field=field).code

    def path(self, code: str) -> list[Place]:
        """From the province down to the place itself."""
        place = self.get(code)
        found = [place]
        while place.parent_code is not None:
            place = self._by_code[place.parent_code]
            found.append(place)
        return found[::-1]

    def children(self, code: str | None) -> list[Place]:
        """In order of code; those of None are the provinces. A leaf has none."""
        if code is not None:
            self.get(code)
        return list(self._children.get(code, ()))

    def province_of(self, code: str) -> str:
        return self.path(code)[0].code

    def city_of(self, code: str) -> str:
        return self._above(code, "city")

    def county_of(self, code: str) -> str:
        """Its six digits; of a city without counties the city's own (Dongguan, Zhongshan)."""
        return self._above(code, "county")

    def point_of(self, code: str) -> tuple[float, float] | None:
        """Longitude and latitude of its centroid, or of the nearest place above that has one."""
        for place in reversed(self.path(code)):
            if place.lng is not None and place.lat is not None:
                return place.lng, place.lat
        return None

    def text(self, code: str, language: str = "zh") -> str:
        """ "江苏省 常州市 天宁区 郑陆镇" from above, in English from below with commas."""
        path = self.path(code)
        if language.startswith("en"):
            return ", ".join(place.name_en for place in reversed(path))
        return " ".join(place.name for place in path)

    def short_text(self, code: str, language: str = "zh") -> str:
        """Of a village with its town: "郑陆镇 · 查家村"; of anything else with what is above."""
        names = [
            place.name_en if language.startswith("en") else short_name(place)
            for place in self.path(code)[-2:]
        ]
        return " · ".join(names)

    def is_deliverable(self, code: str) -> bool:
        """Deep enough for an envelope: a town where we know towns, else the deepest we know."""
        place = self.get(code)
        return place.level in DEEP_ENOUGH or (
            place.level in ("county", "city") and place.code not in self._children
        )

    def index(self) -> addresses.PlaceIndex:
        """For reading addresses that were pasted as one piece of text."""
        return self._index

    @cached_property
    def _index(self) -> addresses.PlaceIndex:
        return addresses.PlaceIndex(
            addresses.Place(place.code, place.level, place.name, place.parent_code or "")
            for place in self
        )

    def _above(self, code: str, level: str) -> str:
        path = self.path(code)
        return next((place.code for place in path if place.level == level), path[-1].code)


def short_name(place: Place) -> str:
    """As people say it: "查家村" of 查家村村委会."""
    if place.level != "village":
        return place.name
    for ending, kept in (
        ("村民委员会", "村"),
        ("村委会", "村"),
        ("居民委员会", ""),
        ("居委会", ""),
    ):
        if place.name.endswith(ending):
            bare = place.name.removesuffix(ending)
            return bare if not kept or bare.endswith(kept) else bare + kept
    return place.name


_trees: dict[str, RegionTree] = {}


def tree() -> RegionTree:
    known = _trees.get(_database())
    if known is None:
        known = RegionTree(_places())
        # A table that is still empty is not worth remembering.
        if len(known):
            remember(known)
    return known


def remember(known: RegionTree) -> None:
    """From now on the tree of the database at hand."""
    if len(_trees) >= MOST_KEPT:
        _trees.clear()
    _trees[_database()] = known


def _database() -> str:
    return str(session.get_bind().engine.url)


def forget_trees() -> None:
    _trees.clear()


def _places() -> list[Place]:
    columns = (getattr(Region, name) for name in Place.__slots__)
    return [Place(*row) for row in session.execute(select(*columns))]
