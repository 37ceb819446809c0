"""By which products of the post goods may go to a place, and how long they are on the way.

No statement is sent: tariffs, measured days and regions are known to the process.
"""

from collections.abc import Iterable

from app import clock
from app.catalogue.kinds import ShipZone
from app.catalogue.models import Product
from app.ground.carriage import allowed, fresh
from app.ground.freshness import LASTING_DAYS, days_left_on_arrival, journey
from app.ground.postage import Days, Rate
from app.places.tree import tree
from app.postage.queries import runs_cold, timed_rates_to

ORIGIN_PROVINCE = "320000"
CITY = "320400"
ROUND_THE_LAKE = frozenset({"310000", "320000", "330000", "340000"})


def ways(temperature_class: str, shelf_life_days: int, region_code: str) -> list[Rate]:
    """The products that take such goods there and bring them fresh enough to be eaten."""
    rates = timed_rates_to(region_code[:6], CITY, clock.today(), temperature_class)
    may = allowed(temperature_class, rates, runs_cold(ORIGIN_PROVINCE, clock.today()))
    return fresh(may, temperature_class, shelf_life_days, is_in_city(region_code))


def ways_of(product: Product, region_code: str) -> list[Rate]:
    """Empty where its cooperative does not send it, or it would not arrive fresh."""
    if not is_in_zone(product, region_code):
        return []
    return ways(product.temperature_class, product.shelf_life_days, region_code)


def may_go_there(product: Product, region_code: str) -> bool:
    return bool(ways_of(product, region_code))


def is_in_zone(product: Product, region_code: str) -> bool:
    """The zone that the cooperative set."""
    if product.ship_zone == ShipZone.changzhou:
        return is_in_city(region_code)
    if product.ship_zone == ShipZone.jiangzhehuwan:
        return tree().province_of(region_code) in ROUND_THE_LAKE
    return True


def is_in_city(region_code: str) -> bool:
    return region_code.startswith(CITY[:4])


def days_on_the_way(rates: Iterable[Rate], temperature_class: str, region_code: str) -> Days:
    """By the slowest of several products."""
    return max(
        (journey(one, temperature_class, is_in_city(region_code)) for one in rates),
        key=lambda days: (days.late, days.most),
    )


def days_left(product: Product, days: Days) -> int | None:
    """On arrival; None for what keeps anyhow."""
    if product.shelf_life_days >= LASTING_DAYS:
        return None
    return days_left_on_arrival(product.shelf_life_days, days)
