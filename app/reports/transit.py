"""Days on the way as they were assumed, beside what was measured on our own parcels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import clock
from app.ground.freshness import COOL, journey
from app.ground.postage import Days
from app.ground.postal_products import PostalProduct
from app.ground.transit import Measured
from app.places.tree import tree
from app.postage.queries import find_in_force, rate_of
from app.postage.transits import newest_figures

AMBIENT = "ambient"


@dataclass(frozen=True, slots=True)
class Compared:
    """A destination: the city of origin itself, a province without it, or another city. `assumed`
    None: the product's price list does not go there."""

    region_code: str
    assumed: Days | None
    measured: Measured | None

    @property
    def is_used(self) -> bool:
        return self.measured is not None and self.measured.is_enough

    @property
    def is_slower(self) -> bool:
        """Nine of ten need longer than was assumed."""
        return (
            self.measured is not None
            and self.assumed is not None
            and self.measured.days.late > self.assumed.late
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """`holds_from` None: nothing was ever measured. `cities` have enough parcels of their own."""

    holds_from: date | None
    provinces: Sequence[Compared]
    cities: Sequence[Compared]
    parcels: int

    @property
    def longest(self) -> int:
        """Days of the longest bar, at least one."""
        late = [one.assumed.late for one in self.provinces if one.assumed]
        late += [one.measured.days.late for one in self.provinces if one.measured]
        return max(late, default=1) or 1


def compare_transit(product: PostalProduct, hurried: bool, origin_city: str) -> Comparison:
    """From that city: itself first, then the provinces in the order of their codes."""
    holds_from, figures = newest_figures(product, hurried, origin_city)
    codes = [origin_city, *(one.code for one in tree().children(None))]
    each = [_compared(product, hurried, origin_city, code, figures.get(code)) for code in codes]
    cities = [
        _compared(product, hurried, origin_city, code, one)
        for code, one in sorted(figures.items())
        if one.is_enough and code not in codes
    ]
    return Comparison(
        holds_from,
        [one for one in each if one.assumed or one.measured],
        cities,
        sum(one.measured.parcels for one in each if one.measured),
    )


def _compared(
    product: PostalProduct, hurried: bool, origin: str, code: str, measured: Measured | None
) -> Compared:
    version = find_in_force(product, f"{origin[:2]}0000", clock.today())
    rate = rate_of(version, code) if version else None
    kind = COOL if hurried else AMBIENT
    return Compared(code, journey(rate, kind, code == origin) if rate else None, measured)
