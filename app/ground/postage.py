"""What one parcel costs: the ordinary-parcel rule. The numbers are a table's, not ours.

The first kilogram has a price; each further kilogram or part of one adds an increment, and the
increment is chosen by the band of the *total* weight (≤ 10, ≤ 20, ≤ 50 kg), so that postage
jumps where a band begins. Postage is worked out for the real and for the volumetric weight and
the dearer *postage* is charged. See docs/postage.md.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self, cast

from app.ground.refusals import TooHeavyForPost

HEAVIEST_GRAMS = 50_000
REAL = "real"
VOLUMETRIC = "volumetric"


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One line of the tariff: from an origin province to a group of destinations."""

    group: str
    first_kg_fen: int
    next_kg_fen_to_10kg: int
    next_kg_fen_to_20kg: int
    next_kg_fen_to_50kg: int

    def next_kg_fen(self, band_kg: int) -> int:
        by_band = {
            10: self.next_kg_fen_to_10kg,
            20: self.next_kg_fen_to_20kg,
            50: self.next_kg_fen_to_50kg,
        }
        return by_band[band_kg]


@dataclass(frozen=True, slots=True)
class Quote:
    """A postage together with everything that explains it; it is stored with the parcel."""

    group: str
    charged_grams: int
    basis: str
    band_kg: int
    first_kg_fen: int
    next_kg_fen: int
    further_kg: int
    postage_fen: int

    def as_facts(self) -> dict[str, str | int]:
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: Mapping[str, object]) -> Self:
        numbers = {
            name: int(cast(int, facts[name]))
            for name in cls.__slots__
            if name not in ("group", "basis")
        }
        return cls(group=str(facts["group"]), basis=str(facts["basis"]), **numbers)


def quote(row: TariffRow, real_grams: int, volumetric_grams: int = 0) -> Quote:
    """`volumetric_grams` 0 means that size does not count. Beyond 50 kg: TooHeavyForPost."""
    if real_grams <= 0:
        raise ValueError("a parcel weighs something")
    if max(real_grams, volumetric_grams) > HEAVIEST_GRAMS:
        raise TooHeavyForPost(most_grams=HEAVIEST_GRAMS)
    by_weight = _by_weight(row, real_grams, REAL)
    if volumetric_grams <= 0:
        return by_weight
    by_size = _by_weight(row, volumetric_grams, VOLUMETRIC)
    return by_size if by_size.postage_fen > by_weight.postage_fen else by_weight


def postage_fen(row: TariffRow, grams: int) -> int:
    """The bare postage of one weight, for planners that try thousands of them."""
    increment = row.next_kg_fen(band_kg(grams))
    return row.first_kg_fen + further_kg(grams) * increment


def band_kg(grams: int) -> int:
    return 10 if grams <= 10_000 else 20 if grams <= 20_000 else 50


def further_kg(grams: int) -> int:
    """Kilograms after the first; a part counts as a whole."""
    return max(0, -(-grams // 1000) - 1)


def _by_weight(row: TariffRow, grams: int, basis: str) -> Quote:
    band = band_kg(grams)
    return Quote(
        group=row.group,
        charged_grams=grams,
        basis=basis,
        band_kg=band,
        first_kg_fen=row.first_kg_fen,
        next_kg_fen=row.next_kg_fen(band),
        further_kg=further_kg(grams),
        postage_fen=postage_fen(row, grams),
    )
