"""From which place each line of a cooperative's part is sent: its own shed, or a warehouse.

Nearest is what arrives first: fewer days on the way, then fewer kilometres. All of a part from one
place if any has all of it, for one parcel costs less than two; else each line from the nearest
place that has all of its boxes; else a line is divided, the nearest places first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371
# By road it is a third farther than a bird flies: an estimate of the house.
ROAD_PERCENT = 130

PlaceId = int | None
Parts = dict[PlaceId, int]


@dataclass(frozen=True, slots=True)
class SendingPlace:
    """`id` None is the cooperative's own shed. `days` on the way are those that nine parcels of ten
    keep to, `km` by road."""

    id: PlaceId
    days: int
    km: int

    @property
    def nearness(self) -> tuple[int, int, bool, int]:
        """Of two equally near places the shed, then the one that was opened first."""
        return self.days, self.km, self.id is not None, self.id or 0


def road_km(here: tuple[float, float], there: tuple[float, float]) -> int:
    """Between two places given as longitude and latitude."""
    lng, lat, other_lng, other_lat = map(radians, (*here, *there))
    half = sin((other_lat - lat) / 2) ** 2
    half += cos(lat) * cos(other_lat) * sin((other_lng - lng) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)) * ROAD_PERCENT / 100)


def choose_places(
    wanted: Mapping[int, int],
    stock: Mapping[int, Mapping[PlaceId, int]],
    places: Sequence[SendingPlace],
) -> dict[int, Parts]:
    """Boxes by place for each line. `stock` holds only what can keep the promise. The same question
    has the same answer, in whatever order places stand; boxes that are nowhere are left out."""
    ordered = [place.id for place in sorted(places, key=lambda place: place.nearness)]

    def has_all(line: int, place: PlaceId) -> bool:
        return stock.get(line, {}).get(place, 0) >= wanted[line]

    for place in ordered:
        if all(has_all(line, place) for line in wanted):
            return {line: {place: wanted[line]} for line in wanted}
    return {
        line: next(
            ({place: wanted[line]} for place in ordered if has_all(line, place)),
            _divided(wanted[line], stock.get(line, {}), ordered),
        )
        for line in wanted
    }


def _divided(boxes: int, stock: Mapping[PlaceId, int], ordered: Sequence[PlaceId]) -> Parts:
    parts: Parts = {}
    for place in ordered:
        part = min(boxes, stock.get(place, 0))
        if part > 0:
            parts[place] = part
            boxes -= part
    return parts
