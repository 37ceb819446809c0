"""In which order to drive to places: nearest neighbour, then 2-opt, there and back again.

Straight lines between centroids stand for roads: for the order of a dozen villages that is near
enough, and it needs no map of anybody's. tests/ground/test_routes.py measures it against the best.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

Point = tuple[float, float]  # longitude and latitude in degrees
METRES_A_DEGREE = 111_320
# Roads are longer than the crow's way; between villages of the plain about a third.
ROADS_PERCENT = 130
MARGIN = 24


def distance_m(one: Point, other: Point) -> int:
    """As the crow flies, in metres; within a city the earth is flat."""
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return round(hypot(east, one[1] - other[1]) * METRES_A_DEGREE)


def tour_m(start: Point, points: Sequence[Point], order: Iterable[int]) -> int:
    """From `start` through all of them in that order and back, in metres."""
    way = [start, *(points[one] for one in order), start]
    return sum(distance_m(a, b) for a, b in pairwise(way))


def by_road_m(crow_m: int) -> int:
    return crow_m * ROADS_PERCENT // 100


def best_order(start: Point, points: Sequence[Point]) -> list[int]:
    """Indexes of `points` in the order to visit them. The same points always give the same order;
    several at one place stay beside each other in the order in which they came."""
    order = _nearest_first(start, points)
    return _without_crossings(start, points, order)


def _nearest_first(start: Point, points: Sequence[Point]) -> list[int]:
    left, here, order = list(range(len(points))), start, list[int]()
    while left:
        nearest = min(left, key=lambda one: (distance_m(here, points[one]), one))
        left.remove(nearest)
        order.append(nearest)
        here = points[nearest]
    return order


def _without_crossings(start: Point, points: Sequence[Point], order: list[int]) -> list[int]:
    """Turn a stretch round, or put one stop elsewhere, as long as that shortens the way."""
    best = tour_m(start, points, order)
    improved = True
    while improved:
        improved = False
        for tried in neighbours(order):
            length = tour_m(start, points, tried)
            if length < best:
                order, best, improved = tried, length, True
                break
    return order


def neighbours(order: Sequence[int]) -> Iterable[list[int]]:
    """Every order with one stretch turned round, or one stop elsewhere."""
    count = len(order)
    for first in range(count - 1):
        for last in range(first + 1, count):
            turned = order[first : last + 1][::-1]
            yield [*order[:first], *turned, *order[last + 1 :]]
    for one in range(count):
        rest = [*order[:one], *order[one + 1 :]]
        for place in range(count):
            if place != one:
                yield [*rest[:place], order[one], *rest[place:]]


@dataclass(frozen=True, slots=True)
class Load:
    """A parcel that wants to come along."""

    parcel_id: int
    boxes: int
    grams: int
    is_cold: bool
    urgency: tuple[object, ...] = ()


def fill_van(loads: Iterable[Load], most_boxes: int, most_grams: int) -> list[Load]:
    """Which come along: cold ones first, then the most urgent, as long as there is room; a smaller
    one may still fit where a larger one did not."""
    chosen: list[Load] = []
    boxes = grams = 0
    for load in sorted(loads, key=lambda one: (not one.is_cold, one.urgency, one.parcel_id)):
        if boxes + load.boxes <= most_boxes and grams + load.grams <= most_grams:
            chosen.append(load)
            boxes, grams = boxes + load.boxes, grams + load.grams
    return chosen


def drawn(points: Sequence[Point], width: int, height: int) -> list[tuple[int, int]]:
    """Where they stand in a picture of that size with a margin, north above."""
    if not points:
        return []
    middle = radians(sum(lat for _, lat in points) / len(points))
    flat = [(lng * cos(middle), -lat) for lng, lat in points]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    across, down = width - 2 * MARGIN, height - 2 * MARGIN
    # All at one place have no extent, and stand in the corner together.
    scale = min(across / (wide or 1e9), down / (high or 1e9)) if wide or high else 0
    return [
        (round(MARGIN + (x - left) * scale), round(MARGIN + (y - top) * scale)) for x, y in flat
    ]
