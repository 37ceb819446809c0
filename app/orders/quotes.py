"""What one box of a pack costs to send and when it is there, for pages that have read the product.

Tariffs and regions are known to the process; box types are asked for once, where a loose pack
needs one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from app import clock
from app.catalogue.models import Product
from app.catalogue.queries import selling_state_of
from app.cooperatives.models import Cooperative
from app.ground.free_carriage import FreeFrom
from app.ground.freshness import Arrival, arrival
from app.ground.packing import Choice, PackLine, plan
from app.ground.packing_boxes import BoxSize
from app.ground.postage import Quote
from app.ground.refusals import Refusal
from app.orders.basket_plans import free_from
from app.orders.ways import CITY, days_left, days_on_the_way, ways_of
from app.places.tree import tree
from app.postage.queries import box_sizes


class Carton(Protocol):
    """A pack as a page knows it."""

    @property
    def net_grams(self) -> int: ...
    @property
    def is_boxed(self) -> bool: ...
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
    """`postage_fen` is what the buyer pays; `days_left` None
    for what keeps anyhow."""

    region_codes: tuple[str, ...]
    quote: Quote
    postage_fen: int
    free_from: FreeFrom
    arrival: Arrival
    days_left: int | None


def quote_pack(
    product: Product, cooperative: Cooperative, carton: Carton, region_code: str
) -> PackQuote | None:
    """None where it is not sent."""
    return _quoted(product, cooperative, carton, region_code, _sizes(product, carton))


def _quoted(
    product: Product,
    cooperative: Cooperative,
    carton: Carton,
    region_code: str,
    sizes: Sequence[BoxSize],
) -> PackQuote | None:
    rates = ways_of(product, region_code)
    if not rates:
        return None
    try:
        made = plan([_line(product, carton)], {product.temperature_class: Choice(rates, sizes)})
    except Refusal:
        return None
    quoted = made.parcels[0].quote
    taken = [one for one in rates if one.product == quoted.product]
    days = days_on_the_way(taken, product.temperature_class, region_code)
    free = free_from(cooperative, region_code)
    is_free = free.is_reached(carton.price_fen, boxes=1)
    ships_on = max(clock.today(), selling_state_of(product, clock.today()).ships_from)
    return PackQuote(
        region_codes=(region_code,),
        quote=quoted,
        postage_fen=0 if is_free else quoted.postage_fen,
        free_from=free,
        arrival=arrival(ships_on, product.ship_within_hours, days),
        days_left=days_left(product, days),
    )


def quotes_by_zone(product: Product, cooperative: Cooperative, carton: Carton) -> list[PackQuote]:
    """The city itself, then the provinces where it is sent; those with the same answer together,
    the cheapest first."""
    sizes = _sizes(product, carton)
    city = _quoted(product, cooperative, carton, CITY, sizes)
    alike: dict[object, list[PackQuote]] = {}
    for province in tree().children(None):
        found = _quoted(product, cooperative, carton, province.code, sizes)
        if found is not None:
            # Whether a figure is of forty parcels or of fifty makes no other answer.
            quote = replace(found.quote, days_parcels=0)
            answer = (quote, found.postage_fen, found.arrival, found.days_left)
            alike.setdefault((answer, found.free_from), []).append(found)
    zones = [
        replace(
            found[0],
            quote=found[0].quote if len(found) == 1 else replace(found[0].quote, days_parcels=0),
            region_codes=tuple(one.region_codes[0] for one in found),
        )
        for found in alike.values()
    ]
    zones.sort(key=lambda one: (one.arrival.latest, one.quote.postage_fen, one.quote.group))
    return [*([city] if city else []), *zones]


def _sizes(product: Product, carton: Carton) -> Sequence[BoxSize]:
    """A loose pack that travels alone needs a box."""
    return () if carton.is_boxed else box_sizes(product.temperature_class)


def _line(product: Product, carton: Carton) -> PackLine:
    return PackLine(
        key="",
        temperature_class=product.temperature_class,
        unit_grams=carton.gross_grams,
        boxes=1,
        sides_mm=(carton.length_mm, carton.width_mm, carton.height_mm),
        unit_fen=carton.price_fen,
        is_loose=not carton.is_boxed,
        net_grams=carton.net_grams,
    )
