"""How long a parcel travels, and whether what is in it is still good then.

Where enough parcels of our own were measured, they decide (ground/transit.py). Else a tariff may
say itself how many days its parcels are on the way. Where it does not, days go by tariff group,
from a Changzhou point of view (an estimate of the house): same city 1 day, G1 and G2 1-2, G3 2-3,
G4 3-4, G5 4-5, G6 6-8; nine parcels of ten need at most one day more. Cool goods are sent off
first, a day faster and never less than one; live ones only where the next day is certain, within
the city on the same day.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.ground.postage import Days, DaysBy, Rate
from app.ground.transit import Measured

COOL, FROZEN, LIVE = "cool", "frozen", "live"
COLD_CLASSES = frozenset({COOL, FROZEN, LIVE})
_HURRIED = frozenset({COOL, LIVE})
# From this shelf life on no journey within the country matters.
LASTING_DAYS = 30

_DAYS: dict[str, tuple[int, int]] = {
    "G1": (1, 2),
    "G2": (1, 2),
    "G3": (2, 3),
    "G4": (3, 4),
    "G5": (4, 5),
    "G6": (6, 8),
}
_NEXT_DAY_GROUPS = frozenset({"G1", "G2"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """Both days inclusive; nine of ten parcels are there by `latest`."""

    earliest: date
    latest: date


def journey(rate: Rate, temperature_class: str, in_city: bool) -> Days:
    """`in_city`: it does not leave the city."""
    return rate.days or estimated_days(rate.group, temperature_class, in_city)


def is_hurried(temperature_class: str) -> bool:
    """Sent off before others, and so measured apart from them."""
    return temperature_class in _HURRIED


def timed(rate: Rate, temperature_class: str, in_city: bool, measured: Measured | None) -> Rate:
    """The rate with its days on the way for such goods, and what they are from."""
    if measured is not None and measured.is_enough:
        by, parcels = DaysBy.measured, measured.parcels
        return replace(rate, days=measured.days, days_by=by, days_parcels=parcels)
    by = DaysBy.price_list if rate.days else DaysBy.table
    return replace(rate, days=journey(rate, temperature_class, in_city), days_by=by)


def estimated_days(group: str, temperature_class: str, in_city: bool = False) -> Days:
    """By tariff group ("JS-G3"); one that is not in the table travels like the farthest."""
    zone = group.rpartition("-")[2]
    if in_city:
        return _within_the_city(temperature_class)
    if temperature_class == LIVE and zone in _NEXT_DAY_GROUPS:
        return Days(1, 1, 1)
    least, most = _DAYS.get(zone, _DAYS["G6"])
    if temperature_class in _HURRIED:
        least, most = max(1, least - 1), max(1, most - 1)
    return Days(least, most, most + 1)


def arrival(on: date, ship_within_hours: int, days: Days) -> Arrival:
    """When a parcel that may leave from `on`, and must within so many hours, arrives."""
    ship_by = on + timedelta(days=-(-ship_within_hours // 24))
    return Arrival(on + timedelta(days=days.least), ship_by + timedelta(days=days.late))


def days_left_on_arrival(shelf_life_days: int, days: Days) -> int:
    """Good days that remain after a slow (P90) journey; never below zero."""
    return max(0, shelf_life_days - days.late)


def can_arrive_fresh(shelf_life_days: int, days: Days) -> bool:
    """The slow (P90) journey and one day for eating it fit into the shelf life."""
    return shelf_life_days >= LASTING_DAYS or days.late + 1 <= shelf_life_days


def _within_the_city(temperature_class: str) -> Days:
    if temperature_class == LIVE:
        return Days(0, 0, 0)
    return Days(1, 1, 1) if temperature_class == COOL else Days(1, 1, 2)
