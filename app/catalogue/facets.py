"""How many products each narrowing choice would leave.

One statement groups what text and hall leave by all facets at once; each facet is then counted
here under the choices made in the *other* facets, so that its own can be changed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Subquery, case, func, select
from sqlalchemy.orm import aliased

from app.catalogue.matches import listed_in_hall
from app.catalogue.models import Category, Product
from app.catalogue.ripeness import is_ripe
from app.catalogue.wishes import SearchWish
from app.db import session
from app.places.tree import tree

# A facet is worth its count; counting a million products for it is not.
MOST_COUNTED = 5000


@dataclass(frozen=True, slots=True)
class Option:
    """`code`: what a wish is narrowed by; `parent_code` of a category its parent's."""

    code: str
    name: str
    name_en: str
    count: int
    is_chosen: bool
    parent_code: str | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """`in_season` is a number of products; `found` how many fit the whole wish. When more fit than
    are counted `are_whole` is false, `found` None and the counts are of a part."""

    categories: list[Option]
    counties: list[Option]
    temperature_classes: list[Option]
    in_season: int
    found: int | None
    are_whole: bool


NOTHING = Facets([], [], [], 0, 0, True)


class Cell(NamedTuple):
    category: str
    county: str
    temperature_class: str
    is_ripe: bool
    number: int
    category_name: str
    category_name_en: str
    position: int
    parent: str | None
    parent_name: str | None
    parent_name_en: str | None
    parent_position: int | None


Test = Callable[[Cell], bool]


def count_facets(wish: SearchWish, hits: Subquery | None) -> Facets:
    """One statement."""
    cells = _cells(wish, hits)
    tests = _tests(wish)
    are_whole = sum(cell.number for cell in cells) < MOST_COUNTED

    def others(facet: str) -> list[Cell]:
        kept = [test for name, test in tests.items() if name != facet]
        return [cell for cell in cells if all(test(cell) for test in kept)]

    found = sum(cell.number for cell in others(""))
    return Facets(
        categories=_categories(others("category"), wish.category_slug),
        counties=_counties(others("county"), wish.county_code),
        temperature_classes=_temperatures(others("temperature_class"), wish.temperature_class),
        in_season=sum(cell.number for cell in others("in_season") if cell.is_ripe),
        found=found if are_whole else None,
        are_whole=are_whole,
    )


def _cells(wish: SearchWish, hits: Subquery | None) -> list[Cell]:
    ids = listed_in_hall(wish)
    if hits is not None:
        ids = ids.join(hits, hits.c.id == Product.id)
    looked_at = (
        ids.add_columns(
            Product.category_id.label("category_id"),
            Product.county_code.label("county"),
            Product.temperature_class.label("temperature_class"),
            case((is_ripe(wish.on), 1), else_=0).label("is_ripe"),
        )
        .limit(MOST_COUNTED)
        .subquery()
    )
    columns = (looked_at.c.category_id, looked_at.c.county, looked_at.c.temperature_class)
    cube = (
        select(*columns, looked_at.c.is_ripe, func.count().label("number"))
        .group_by(*columns, looked_at.c.is_ripe)
        .subquery()
    )
    parent = aliased(Category)
    statement = (
        select(
            Category.slug,
            cube.c.county,
            cube.c.temperature_class,
            cube.c.is_ripe,
            cube.c.number,
            Category.name,
            Category.name_en,
            Category.position,
            parent.slug,
            parent.name,
            parent.name_en,
            parent.position,
        )
        .select_from(cube)
        .join(Category, Category.id == cube.c.category_id)
        .outerjoin(parent, parent.id == Category.parent_id)
    )
    return [Cell(*row) for row in session.execute(statement)]


def _tests(wish: SearchWish) -> dict[str, Test]:
    tests: dict[str, Test] = {}
    if wish.category_slug:
        tests["category"] = lambda cell: wish.category_slug in (cell.category, cell.parent)
    if wish.county_code:
        tests["county"] = lambda cell: cell.county == wish.county_code
    if wish.temperature_class:
        tests["temperature_class"] = lambda cell: cell.temperature_class == wish.temperature_class
    if wish.in_season:
        tests["in_season"] = lambda cell: bool(cell.is_ripe)
    return tests


def _categories(cells: Iterable[Cell], chosen: str | None) -> list[Option]:
    """Each parent followed by its children, in the categories' own order."""
    counts: dict[str, int] = {}
    shown: dict[str, tuple[tuple[int, str, int, str], str, str, str | None]] = {}
    for cell in cells:
        above, place = cell.parent, cell.position
        if above is not None:
            place = cell.parent_position or 0
            first = (place, above, -1, "")
            shown[above] = (first, cell.parent_name or "", cell.parent_name_en or "", None)
            counts[above] = counts.get(above, 0) + cell.number
        order = (
            (place, above, cell.position, cell.category)
            if above
            else (place, cell.category, -1, "")
        )
        shown[cell.category] = (order, cell.category_name, cell.category_name_en, above)
        counts[cell.category] = counts.get(cell.category, 0) + cell.number
    in_order = sorted(shown, key=lambda code: shown[code][0])
    return [
        Option(code, shown[code][1], shown[code][2], counts[code], code == chosen, shown[code][3])
        for code in in_order
    ]


def _counties(cells: Iterable[Cell], chosen: str | None) -> list[Option]:
    counts = _sums((cell.county, cell.number) for cell in cells)
    known = tree()
    places = [(code, known.find(code)) for code in sorted(counts)]
    return [
        Option(code, place.name, place.name_en, counts[code], code == chosen)
        for code, place in places
        if place is not None
    ]


def _temperatures(cells: Iterable[Cell], chosen: str | None) -> list[Option]:
    """Their names are words of the pages, not data."""
    counts = _sums((cell.temperature_class, cell.number) for cell in cells)
    return [Option(code, code, code, counts[code], code == chosen) for code in sorted(counts)]


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for code, count in pairs:
        sums[code] = sums.get(code, 0) + count
    return sums
