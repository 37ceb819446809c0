"""Which product of the post may carry what (docs/postage.md, section 3).

Cool, frozen and living goods travel by cold express, or by the city's own rounds; where neither is
in force for the place and season, but a cold express runs on other routes, they are not sent there.
Without any, they travel as they did before there was one: by ordinary parcel, sent off first.
Everything else travels by the cheapest product that keeps it fresh.
"""

from collections.abc import Iterable, Sequence

from app.ground.freshness import COLD_CLASSES, can_arrive_fresh, journey
from app.ground.postage import Rate
from app.ground.postal_products import PostalProduct

_KEEPS_COLD = frozenset({PostalProduct.cold_express, PostalProduct.local})


def allowed(temperature_class: str, rates: Iterable[Rate], has_cold_express: bool) -> list[Rate]:
    """`rates` are those to the place; `has_cold_express`: somewhere, at this season."""
    there = list(rates)
    if temperature_class not in COLD_CLASSES:
        return [one for one in there if one.product != PostalProduct.cold_express]
    cold = [one for one in there if one.product in _KEEPS_COLD]
    if cold or has_cold_express:
        return cold
    return [one for one in there if one.product == PostalProduct.ordinary]


def fresh(
    rates: Sequence[Rate], temperature_class: str, shelf_life_days: int, in_city: bool
) -> list[Rate]:
    """Those that bring it in time to be eaten."""
    return [
        one
        for one in rates
        if can_arrive_fresh(shelf_life_days, journey(one, temperature_class, in_city))
    ]
