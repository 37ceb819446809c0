"""What one box of a pack costs to send and when it is there, for pages that have read the product.

No statement is sent: tariff and regions are known to the process.
"""

from dataclasses import dataclass
from typing import Protocol

from app import clock
from app.catalogue.models import Product
from app.catalogue.queries import selling_state_of
from app.cooperatives.models import Cooperative
from app.ground.freshness import LASTING_DAYS, Arrival, arrival, days_left_on_arrival
from app.ground.postage import Quote, quote
from app.ground.weights import volumetric_grams
from app.orders.baskets import (
    CITY,
    ORIGIN_PROVINCE,
    is_postage_free,
    may_go_there,
    route,
    tariff_row,
)
from app.places.tree import tree
from app.postage.queries import rates_from


class Carton(Protocol):
    """A pack as a page knows it."""

    @property
    def gross_grams(self) -> int: ...
    @property
    def length_mm(self) -> int: ...
    @property
    def width_mm(self) -> int: ...
    @property
    def height_mm(self) -> int: ...
    @property
    def price_fen(self) -> int: ...


@dataclass(frozen=True, slots=True)
class PackQuote:
    """`postage_fen` is what the buyer pays; `free_from_fen` 0: never free there; `days_left` None
    for what keeps anyhow."""

    region_codes: tuple[str, ...]
    quote: Quote
    postage_fen: int
    free_from_fen: int
    arrival: Arrival
    days_left: int | None


def quote_pack(
    product: Product, cooperative: Cooperative, carton: Carton, *region_codes: str
) -> PackQuote | None:
    """None where it is not sent. Several regions are of one tariff group: the first stands for
    all."""
    region_code = region_codes[0]
    if region_code[:4] != CITY[:4] and tree().province_of(region_code) not in _served():
        return None
    if not may_go_there(product, region_code):
        return None
    row = tariff_row(region_code)
    size = volumetric_grams(carton.length_mm, carton.width_mm, carton.height_mm)
    quoted = quote(row, carton.gross_grams, size)
    is_free = is_postage_free(cooperative, carton.price_fen, row.group)
    free_there = row.group in cooperative.free_postage_groups.split(",")
    way = route(region_code)
    ships_on = max(clock.today(), selling_state_of(product, clock.today()).ships_from)
    return PackQuote(
        region_codes=region_codes,
        quote=quoted,
        postage_fen=0 if is_free else quoted.postage_fen,
        free_from_fen=cooperative.free_postage_from_fen if free_there else 0,
        arrival=arrival(ships_on, product.ship_within_hours, way, product.temperature_class),
        days_left=_days_left(product, way),
    )


def quotes_by_zone(product: Product, cooperative: Cooperative, carton: Carton) -> list[PackQuote]:
    """The city itself, then each tariff group with those of its provinces where it is sent."""
    by_group: dict[str, list[str]] = {}
    for code, row in sorted(rates_from(ORIGIN_PROVINCE, clock.today()).items()):
        if may_go_there(product, code):
            by_group.setdefault(row.group, []).append(code)
    zones = [(CITY,), *(tuple(by_group[group]) for group in sorted(by_group))]
    quotes = (quote_pack(product, cooperative, carton, *codes) for codes in zones)
    return [one for one in quotes if one is not None]


def _days_left(product: Product, way: str) -> int | None:
    if product.shelf_life_days >= LASTING_DAYS:
        return None
    return days_left_on_arrival(product.shelf_life_days, way, product.temperature_class)


def _served() -> frozenset[str]:
    return frozenset(rates_from(ORIGIN_PROVINCE, clock.today()))
