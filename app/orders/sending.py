"""Which place sends what of a basket: its cooperative's shed, or the nearest of the post's
warehouses that has it and can keep the promise (app/ground/sending.py, docs/warehouses.md).

No statement is sent: what lies where was read with the basket, regions and tariffs are known.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.catalogue.models import Product
from app.ground.freshness import LASTING_DAYS
from app.ground.sending import Parts, PlaceId, SendingPlace, choose_places, road_km
from app.orders.ways import days_on_the_way, is_in_city, ways_of
from app.places.tree import tree
from app.stock.queries import FreeBoxes


def good_on(product: Product, ships_on: date, region_code: str | None) -> date | None:
    """Until when boxes that were picked long ago must keep to be sent there: the day on which nine
    of ten are there. None when it does not matter, or nothing goes there."""
    rates = ways_of(product, region_code) if region_code else []
    if not rates or region_code is None:
        return None
    late = days_on_the_way(rates, product.temperature_class, region_code).late
    ship_days = -(-product.ship_within_hours // 24)
    perishes = product.shelf_life_days < LASTING_DAYS
    return ships_on + timedelta(days=late + ship_days) if perishes else ships_on


def route(
    wanted: Mapping[int, int],
    stock: Mapping[int, Sequence[FreeBoxes]],
    shed_code: str,
    region_code: str,
) -> dict[int, Parts]:
    """Boxes by place for each variant of one cooperative, whose shed is at `shed_code`. `stock` is
    what can be sent, by variant; boxes that are nowhere are the shed's to miss."""
    by_place: dict[int, dict[PlaceId, int]] = {}
    regions: dict[PlaceId, str] = {None: shed_code}
    for variant_id in wanted:
        for one in stock.get(variant_id, ()):
            boxes = by_place.setdefault(variant_id, {})
            boxes[one.warehouse_id] = boxes.get(one.warehouse_id, 0) + one.boxes
            if one.region_code is not None:
                regions[one.warehouse_id] = one.region_code
    places = [_place(place, code, region_code) for place, code in regions.items()]
    chosen = choose_places(wanted, by_place, places)
    for variant_id, asked in wanted.items():
        missing = asked - sum(chosen[variant_id].values())
        if missing > 0:
            chosen[variant_id][None] = chosen[variant_id].get(None, 0) + missing
    return chosen


def _place(place: PlaceId, code: str, region_code: str) -> SendingPlace:
    """All our places are in one city and province, so that only the city's own round, which leaves
    from a place of the city, is quicker; then the kilometres decide."""
    days = 0 if is_in_city(code) and is_in_city(region_code) else 1
    return SendingPlace(place, days, road_km(_centre(code), _centre(region_code)))


def _centre(code: str) -> tuple[float, float]:
    """Of the region, or of the smallest one round it whose middle is known."""
    for place in reversed(tree().path(code)):
        if place.lng is not None and place.lat is not None:
            return place.lng, place.lat
    return 0.0, 0.0
