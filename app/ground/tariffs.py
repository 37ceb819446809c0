"""A tariff: the whole price list of one product of the post from one province, as one document.

A published one is never changed; the next is another document with another date of effect. Codes
of regions are those of provinces, cities or counties; the narrowest that fits a place decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Self, TypeVar

from app.ground.postage import HEAVIEST_GRAMS, Band, Days, Rate, postage_fen
from app.ground.postal_products import PostalProduct
from app.ground.refusals import (
    BandsNotAscending,
    DaysNotAscending,
    DestinationTwice,
    FieldMissing,
    NumberOutOfRange,
    TooManyLines,
)

What = TypeVar("What")

MOST_BANDS = 6
MOST_ZONES = 40
MOST_AREAS = 400
DEAREST_FEN = 1_000_00
LONGEST_DAYS = 60
MONTHS = range(1, 13)
# Of postage that may be declared, in fen: 100,000 yuan (docs/postage.md, sources).
MOST_DECLARED_FEN = 10_000_000


@dataclass(frozen=True, slots=True)
class Zone:
    """Destinations with one price, and how long a parcel is on the way there."""

    group: str
    destinations: tuple[str, ...]
    bands: tuple[Band, ...]
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A place within a destination: dearer by `surcharge_fen` 偏远加价, or None: not served."""

    code: str
    surcharge_fen: int | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every destination; see `Rate`. `months` empty: all the year. Without
    `is_offered` the product rests while the version is in force."""

    first_grams: int = 1_000
    step_grams: int = 1_000
    volume_divisor: int = 6_000
    volume_side_mm: int = 0
    insurance_bp: int = 100
    insurance_most_fen: int = MOST_DECLARED_FEN
    cod_fen: int = 0
    cod_bp: int = 0
    most_boxes: int = 0
    months: tuple[int, ...] = ()
    is_offered: bool = True


@dataclass(frozen=True, slots=True)
class Tariff:
    product: PostalProduct
    terms: Terms = Terms()
    zones: tuple[Zone, ...] = ()
    areas: tuple[Area, ...] = ()

    def is_open(self, month: int) -> bool:
        return self.terms.is_offered and (not self.terms.months or month in self.terms.months)

    def rate_to(self, region_code: str, version_id: int = 0) -> Rate | None:
        """None where it does not go. A village or town counts as its county."""
        area = _narrowest({one.code: one for one in self.areas}, region_code)
        zones = {code: zone for zone in self.zones for code in zone.destinations}
        zone = _narrowest(zones, region_code)
        if zone is None or (area is not None and area.surcharge_fen is None):
            return None
        terms = self.terms
        return Rate(
            group=zone.group,
            bands=zone.bands,
            product=self.product,
            version_id=version_id,
            first_grams=terms.first_grams,
            step_grams=terms.step_grams,
            volume_divisor=terms.volume_divisor,
            volume_side_mm=terms.volume_side_mm,
            surcharge_fen=(area.surcharge_fen or 0) if area else 0,
            surcharge_area=area.code if area else "",
            insurance_bp=terms.insurance_bp,
            insurance_most_fen=terms.insurance_most_fen,
            cod_fen=terms.cod_fen,
            cod_bp=terms.cod_bp,
            most_boxes=terms.most_boxes,
            days=zone.days,
        )

    def as_facts(self) -> dict[str, Any]:
        return {
            "product": self.product.value,
            "terms": {**asdict(self.terms), "months": list(self.terms.months)},
            "zones": [
                {
                    "group": zone.group,
                    "destinations": list(zone.destinations),
                    "bands": [[b.up_to_grams, b.base_fen, b.step_fen] for b in zone.bands],
                    "days": [zone.days.least, zone.days.most, zone.days.late]
                    if zone.days
                    else None,
                }
                for zone in self.zones
            ],
            "areas": [[area.code, area.surcharge_fen] for area in self.areas],
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        terms = dict(facts["terms"])
        return cls(
            product=PostalProduct(facts["product"]),
            terms=Terms(**{**terms, "months": tuple(terms["months"])}),
            zones=tuple(
                Zone(
                    group=zone["group"],
                    destinations=tuple(zone["destinations"]),
                    bands=tuple(Band(*band) for band in zone["bands"]),
                    days=Days(*zone["days"]) if zone["days"] else None,
                )
                for zone in facts["zones"]
            ),
            areas=tuple(Area(code, fen) for code, fen in facts["areas"]),
        )


def covers(area_code: str, region_code: str) -> bool:
    """Whether a province, city or county (six digits) is the place or what it lies in."""
    return region_code.startswith(significant(area_code))


def significant(code: str) -> str:
    """The digits that say something: "32" of 320000, "3204" of 320400."""
    six = code[:6]
    if six.endswith("0000"):
        return six[:2]
    return six[:4] if six.endswith("00") else six


def with_zone(tariff: Tariff, zone: Zone, instead_of: str | None = None) -> Tariff:
    """Another line, or a line in the place of one. The whole is checked."""
    check_zone(zone, tariff.terms)
    others = [one for one in tariff.zones if one.group != (instead_of or zone.group)]
    taken = {code for one in others for code in one.destinations}
    twice = [code for code in zone.destinations if code in taken]
    if twice:
        raise DestinationTwice(area=twice[0], field="destinations")
    if any(one.group == zone.group for one in others) or len(others) >= MOST_ZONES:
        raise TooManyLines(most=MOST_ZONES, field="group")
    zones = sorted([*others, zone], key=lambda one: one.group)
    return Tariff(tariff.product, tariff.terms, tuple(zones), tariff.areas)


def check_tariff(tariff: Tariff) -> None:
    """Everything at once, for files; names the first thing that is wrong."""
    check_terms(tariff.terms)
    whole = Tariff(tariff.product, tariff.terms)
    for zone in tariff.zones:
        whole = with_zone(whole, zone)
    if not whole.zones:
        raise FieldMissing(field="zones")
    if len(tariff.areas) > MOST_AREAS:
        raise TooManyLines(most=MOST_AREAS, field="areas")
    for area in tariff.areas:
        _within(area.surcharge_fen or 0, 0, DEAREST_FEN, "surcharge")


def check_terms(terms: Terms) -> None:
    _within(terms.first_grams, 1, HEAVIEST_GRAMS, "first_grams")
    _within(terms.step_grams, 1, HEAVIEST_GRAMS, "step_grams")
    if terms.volume_divisor:
        _within(terms.volume_divisor, 1_000, 20_000, "volume_divisor")
    _within(terms.volume_side_mm, 0, 3_000, "volume_side_mm")
    _within(terms.insurance_bp, 0, 1_000, "insurance_bp")
    _within(terms.insurance_most_fen, 0, MOST_DECLARED_FEN, "insurance_most")
    _within(terms.cod_bp, 0, 1_000, "cod_bp")
    _within(terms.cod_fen, 0, DEAREST_FEN, "cod")
    _within(terms.most_boxes, 0, 10, "most_boxes")
    for month in terms.months:
        _within(month, MONTHS[0], MONTHS[-1], "months")


def check_zone(zone: Zone, terms: Terms) -> None:
    """Bands and days in order, and more weight never cheaper: planners rely on it."""
    if not zone.group:
        raise FieldMissing(field="group")
    if not zone.destinations:
        raise FieldMissing(field="destinations")
    if not zone.bands:
        raise FieldMissing(field="up_to_1")
    if len(zone.bands) > MOST_BANDS:
        raise TooManyLines(most=MOST_BANDS, field="up_to_1")
    for number, band in enumerate(zone.bands, start=1):
        _within(band.up_to_grams, 1, HEAVIEST_GRAMS, f"up_to_{number}")
        _within(band.base_fen, 1, DEAREST_FEN, f"base_{number}")
        _within(band.step_fen, 0, DEAREST_FEN, f"step_{number}")
    rate = Rate(zone.group, zone.bands, first_grams=terms.first_grams, step_grams=terms.step_grams)
    for number, (one, other) in enumerate(pairwise(zone.bands), start=2):
        if one.up_to_grams >= other.up_to_grams:
            raise BandsNotAscending(field=f"up_to_{number}")
        if postage_fen(rate, one.up_to_grams) > postage_fen(rate, one.up_to_grams + 1):
            raise BandsNotAscending(field=f"base_{number}")
    days = zone.days
    if days and not 0 <= days.least <= days.most <= days.late <= LONGEST_DAYS:
        raise DaysNotAscending(most=LONGEST_DAYS, field="days_least")


def _within(number: int, least: int, most: int, field: str) -> None:
    if not least <= number <= most:
        raise NumberOutOfRange(least=least, most=most, field=field)


def _narrowest(by_code: Mapping[str, What], region_code: str) -> What | None:
    """By county, city, then province."""
    six = region_code[:6]
    for code in (six, f"{six[:4]}00", f"{six[:2]}0000"):
        if code in by_code:
            return by_code[code]
    return None


def groups_in_order(zones: Sequence[Zone]) -> list[Zone]:
    """As a price list stands: the cheapest first."""
    return sorted(zones, key=lambda zone: (zone.bands[0].base_fen, zone.group))
