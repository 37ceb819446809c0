"""How long a parcel travels, and whether what is in it is still good then.

Days by tariff group, from a Changzhou point of view (an estimate of the house until enough
parcels of our own have been measured): same city 1 day, G1 and G2 1–2, G3 2–3, G4 3–4, G5 4–5,
G6 6–8; nine parcels of ten need at most one day more. Cool goods go by express, a day faster
and never less than one; live ones only where the next day is certain, within the city on the
same day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

SAME_CITY = "same-city"
COOL, LIVE = "cool", "live"
COLD_CLASSES = frozenset({"cool", "frozen", "live"})
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


def transit_days(group: str, temperature_class: str) -> tuple[int, int]:
    """Days on the way, from and to. `group` is a tariff group ("JS-G3") or SAME_CITY.

    A group that is not in the table travels like the farthest one.
    """
    zone = _zone(group)
    if temperature_class == LIVE and zone == SAME_CITY:
        return 0, 0
    if zone == SAME_CITY or (temperature_class == LIVE and zone in _NEXT_DAY_GROUPS):
        return 1, 1
    least, most = _DAYS.get(zone, _DAYS["G6"])
    if temperature_class in (COOL, LIVE):
        return max(1, least - 1), max(1, most - 1)
    return least, most


def late_days(group: str, temperature_class: str) -> int:
    """What nine parcels of ten keep to (P90)."""
    most = transit_days(group, temperature_class)[1]
    zone = _zone(group)
    certain = temperature_class == LIVE and (zone == SAME_CITY or zone in _NEXT_DAY_GROUPS)
    return most if certain or (zone == SAME_CITY and temperature_class == COOL) else most + 1


def arrival(on: date, ship_within_hours: int, group: str, temperature_class: str) -> Arrival:
    """When a parcel that may leave from `on`, and must within so many hours, arrives."""
    ship_by = on + timedelta(days=-(-ship_within_hours // 24))
    least = transit_days(group, temperature_class)[0]
    latest = ship_by + timedelta(days=late_days(group, temperature_class))
    return Arrival(on + timedelta(days=least), latest)


def days_left_on_arrival(shelf_life_days: int, group: str, temperature_class: str) -> int:
    """Good days that remain after a slow (P90) journey; never below zero."""
    return max(0, shelf_life_days - late_days(group, temperature_class))


def can_arrive_fresh(shelf_life_days: int, group: str, temperature_class: str) -> bool:
    """The slow (P90) journey and one day for eating it fit into the shelf life."""
    if shelf_life_days >= LASTING_DAYS:
        return True
    return late_days(group, temperature_class) + 1 <= shelf_life_days


def _zone(group: str) -> str:
    return group if group == SAME_CITY else group.rpartition("-")[2]
