"""What one parcel costs by one line of a tariff. The numbers are a table's, not ours.

One shape covers every product of the post. The *total* weight chooses a band; a band has a price
for the first weight and a step for each further weight or part of one, so that postage jumps where
a band begins. A band whose step is 0 is one flat price. Postage is worked out for the real and for
the volumetric weight and the dearer *postage* is charged. See docs/postage.md.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self

from app.ground.postal_products import PostalProduct
from app.ground.refusals import TooHeavyForPost

HEAVIEST_GRAMS = 50_000
BASIS_POINTS = 10_000
REAL = "real"
VOLUMETRIC = "volumetric"


@dataclass(frozen=True, slots=True)
class Band:
    """Up to `up_to_grams`, inclusive: a price for the first weight, and one a step."""

    up_to_grams: int
    base_fen: int
    step_fen: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """On the way: the quickest, the usual, and what nine of ten parcels keep to (P90)."""

    least: int
    most: int
    late: int


class DaysBy(StrEnum):
    """Where days on the way are from: our own parcels, the price list itself, or the house's table
    (ground/freshness.py)."""

    measured = "measured"
    price_list = "price_list"
    table = "table"


@dataclass(frozen=True, slots=True)
class Rate:
    """What one version of one product's tariff asks for parcels to one destination.

    Size counts (length × width × height in mm ÷ `volume_divisor` = grams) where the longest side is
    above `volume_side_mm`; divisor 0: never. `surcharge_fen` is that of `surcharge_area`.
    `most_boxes` 0: any number tied together; more than one: each with a number of its own 一票多件.
    `days` None: the house's estimate by group (ground/freshness.py); `days_by` says what they are
    from once goods are known (`timed`), `days_parcels` how many parcels were measured for them.
    `insurance_bp` 0: cannot be insured.
    """

    group: str
    bands: tuple[Band, ...]
    product: PostalProduct = PostalProduct.ordinary
    version_id: int = 0
    first_grams: int = 1_000
    step_grams: int = 1_000
    volume_divisor: int = 6_000
    volume_side_mm: int = 0
    surcharge_fen: int = 0
    surcharge_area: str = ""
    insurance_bp: int = 100
    insurance_most_fen: int = 10_000_000
    cod_fen: int = 0
    cod_bp: int = 0
    most_boxes: int = 0
    days: Days | None = None
    days_by: str = ""
    days_parcels: int = 0

    @property
    def most_grams(self) -> int:
        return self.bands[-1].up_to_grams

    def band(self, grams: int) -> Band:
        """The last one for what is too heavy: whoever cares has looked at `most_grams`."""
        return next((one for one in self.bands if grams <= one.up_to_grams), self.bands[-1])

    def steps(self, grams: int) -> int:
        """Beyond the first weight; a part counts as a whole."""
        return max(0, -(-(grams - self.first_grams) // self.step_grams))

    def volumetric_grams(self, volume_mm3: int, longest_mm: int = 0) -> int:
        """Rounded up to the gram; 0 where size does not count."""
        is_large = not self.volume_side_mm or longest_mm > self.volume_side_mm
        if not self.volume_divisor or not is_large:
            return 0
        return -(-volume_mm3 // self.volume_divisor)


def by_kilogram(group: str, first_fen: int, to_10: int, to_20: int, to_50: int) -> Rate:
    """A line of the public tariff of ordinary parcels: fen for the first kilogram, and for each
    further one in parcels up to 10, 20 and 50 kg."""
    steps = ((10_000, to_10), (20_000, to_20), (HEAVIEST_GRAMS, to_50))
    return Rate(group, tuple(Band(grams, first_fen, step) for grams, step in steps))


@dataclass(frozen=True, slots=True)
class Quote:
    """A postage together with everything that explains it; it is stored with the parcel.

    `postage_fen` = `base_fen` + `steps` × `step_fen` + `surcharge_fen`; the insurance is beside it.
    `version_id` 0: quoted before tariffs had versions. `days_by`: where the days on the way were
    from, empty when nobody asked; `days_parcels`: of how many parcels they were measured.
    """

    group: str
    charged_grams: int
    basis: str
    band_grams: int
    base_fen: int
    step_fen: int
    steps: int
    postage_fen: int
    product: str = PostalProduct.ordinary.value
    version_id: int = 0
    first_grams: int = 1_000
    step_grams: int = 1_000
    surcharge_fen: int = 0
    surcharge_area: str = ""
    declared_fen: int = 0
    insurance_fen: int = 0
    days_least: int = 0
    days_late: int = 0
    days_by: str = ""
    days_parcels: int = 0

    @property
    def total_fen(self) -> int:
        return self.postage_fen + self.insurance_fen

    def as_facts(self) -> dict[str, str | int]:
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Also of quotes that were stored when there was one product and its bands in kilograms."""
        known = {one.name for one in fields(cls)}
        found: dict[str, Any] = {name: value for name, value in facts.items() if name in known}
        if "band_kg" in facts:
            found |= {
                "band_grams": int(facts["band_kg"]) * 1_000,
                "base_fen": facts["first_kg_fen"],
                "step_fen": facts["next_kg_fen"],
                "steps": facts["further_kg"],
            }
        return cls(**found)


def quote(rate: Rate, real_grams: int, volumetric_grams: int = 0) -> Quote:
    """`volumetric_grams` 0 means that size does not count; if both cost the same, the real weight
    is named. Beyond the last band: TooHeavyForPost."""
    if real_grams <= 0:
        raise ValueError("a parcel weighs something")
    if max(real_grams, volumetric_grams) > rate.most_grams:
        raise TooHeavyForPost(most_grams=rate.most_grams)
    by_weight = _by_weight(rate, real_grams, REAL)
    if volumetric_grams <= 0:
        return by_weight
    by_size = _by_weight(rate, volumetric_grams, VOLUMETRIC)
    return by_size if by_size.postage_fen > by_weight.postage_fen else by_weight


def postage_fen(rate: Rate, grams: int) -> int:
    """The bare postage of one weight, for planners that try thousands of them."""
    for band in rate.bands:
        if grams <= band.up_to_grams:
            break
    further = -(-(grams - rate.first_grams) // rate.step_grams)
    return band.base_fen + max(0, further) * band.step_fen + rate.surcharge_fen


def insured(quoted: Quote, rate: Rate, goods_fen: int) -> Quote:
    """With the goods' value declared, as far as the product takes declarations; the fee is rounded
    up to a fen."""
    declared = min(goods_fen, rate.insurance_most_fen) if rate.insurance_bp else 0
    fee = -(-declared * rate.insurance_bp // BASIS_POINTS)
    return replace(quoted, declared_fen=declared, insurance_fen=fee)


def collection_fen(rate: Rate, amount_fen: int) -> int:
    """What the post asks for collecting an amount at the door 代收货款; nothing for nothing."""
    if amount_fen <= 0:
        return 0
    return rate.cod_fen + -(-amount_fen * rate.cod_bp // BASIS_POINTS)


def _by_weight(rate: Rate, grams: int, basis: str) -> Quote:
    band = rate.band(grams)
    # Days that nobody has chosen for these goods are not what the parcel was promised by.
    days = rate.days if rate.days_by else None
    return Quote(
        group=rate.group,
        charged_grams=grams,
        basis=basis,
        band_grams=band.up_to_grams,
        base_fen=band.base_fen,
        step_fen=band.step_fen,
        steps=rate.steps(grams) if band.step_fen else 0,
        postage_fen=postage_fen(rate, grams),
        product=rate.product.value,
        version_id=rate.version_id,
        first_grams=rate.first_grams,
        step_grams=rate.step_grams,
        surcharge_fen=rate.surcharge_fen,
        surcharge_area=rate.surcharge_area,
        days_least=days.least if days else 0,
        days_late=days.late if days else 0,
        days_by=rate.days_by,
        days_parcels=rate.days_parcels,
    )
