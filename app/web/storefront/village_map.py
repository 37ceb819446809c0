"""The villages as marks on a drawing of Changzhou, 400 by 400; only as true as a drawing is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.catalogue.queries import GrowerCard
from app.places.halls import HallSign
from app.places.queries import halls_below
from app.places.tree import Place, tree

CITY_PREFIX = "3204"
WEST, EAST, SOUTH, NORTH = 119.10, 120.22, 31.12, 32.08
SIDE = 400
EDGE = 14
# Where a county's name has room. The seats of the four urban ones lie side by side.
NAMES_AT = {
    "320402": (346, 116),
    "320404": (268, 132),
    "320411": (292, 52),
    "320412": (312, 204),
    "320413": (148, 166),
    "320481": (92, 276),
}


@dataclass(frozen=True, slots=True)
class CountyMark:
    name: str
    name_en: str
    slug: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class VillageMark:
    name: str
    name_en: str
    slug: str
    ripe: bool
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class VillageMap:
    counties: Sequence[CountyMark]
    villages: Sequence[VillageMark]


def village_map(hall: HallSign, growers: Iterable[GrowerCard]) -> VillageMap | None:
    """Only of the city: the nation is too wide for villages, a county has too few."""
    if hall.code_prefix != CITY_PREFIX:
        return None
    counties = [
        CountyMark(place.name, place.name_en, below.slug, *NAMES_AT.get(place.code, _spot(place)))
        for below in halls_below(hall)
        if (place := tree().find(below.code_prefix)) is not None
    ]
    villages = [
        VillageMark(
            name=one.place,
            name_en=one.place_en,
            slug=one.slug,
            ripe=one.is_ripe,
            x=spot[0],
            y=spot[1],
        )
        for one in growers
        for spot in [_spot(tree().get(one.origin_code))]
    ]
    return VillageMap(counties, villages)


def _spot(place: Place) -> tuple[int, int]:
    """Where it lies, or where what is above it lies."""
    known = next((one for one in reversed(tree().path(place.code)) if one.lng and one.lat), None)
    if known is None or known.lng is None or known.lat is None:
        return SIDE // 2, SIDE // 2
    x = (known.lng - WEST) / (EAST - WEST)
    y = (NORTH - known.lat) / (NORTH - SOUTH)
    return _on_paper(x), _on_paper(y)


def _on_paper(share: float) -> int:
    return min(max(round(share * SIDE), EDGE), SIDE - EDGE)
