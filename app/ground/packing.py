"""Which cartons travel together: the cheapest parcels of one cooperative for one address.

Every sold pack is a closed carton already, so a parcel is a bundle of cartons of one
temperature class. Because a band's increment counts for the whole weight, joining saves the
first kilogram's price and splitting at 10 kg may save more: it is worked out, never assumed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from app.ground.packing_search import Counts, Kind, Shelf
from app.ground.postage import HEAVIEST_GRAMS, Quote, TariffRow, postage_fen, quote
from app.ground.refusals import TooHeavyForPost


@dataclass(frozen=True, slots=True)
class PackLine:
    """`unit_grams` is one carton's gross weight, `volume_grams` its volumetric one (0: none)."""

    key: str
    temperature_class: str
    unit_grams: int
    boxes: int
    volume_grams: int = 0


@dataclass(frozen=True, slots=True)
class PlannedParcel:
    temperature_class: str
    contents: tuple[tuple[str, int], ...]
    real_grams: int
    volumetric_grams: int
    quote: Quote

    def as_facts(self) -> dict[str, object]:
        return {
            "temperature_class": self.temperature_class,
            "contents": [[key, units] for key, units in self.contents],
            "real_grams": self.real_grams,
            "volumetric_grams": self.volumetric_grams,
            "quote": self.quote.as_facts(),
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        return cls(
            str(facts["temperature_class"]),
            tuple((str(key), int(units)) for key, units in facts["contents"]),
            int(facts["real_grams"]),
            int(facts["volumetric_grams"]),
            Quote.from_facts(facts["quote"]),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """`unsplit_fen` is the postage of parcels filled up to 50 kg, `saved_fen` what that exceeds."""

    parcels: tuple[PlannedParcel, ...]
    postage_fen: int
    unsplit_fen: int
    saved_fen: int

    def as_facts(self) -> dict[str, object]:
        return {
            "parcels": [parcel.as_facts() for parcel in self.parcels],
            "postage_fen": self.postage_fen,
            "unsplit_fen": self.unsplit_fen,
            "saved_fen": self.saved_fen,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        return cls(
            tuple(PlannedParcel.from_facts(one) for one in facts["parcels"]),
            int(facts["postage_fen"]),
            int(facts["unsplit_fen"]),
            int(facts["saved_fen"]),
        )


def plan(lines: Sequence[PackLine], row: TariffRow) -> Plan:
    """Every carton in exactly one parcel; the same lines in any order give the same plan.

    Up to 12 cartons of one temperature class (and far more of the same kind) the plan is the
    cheapest there is; beyond, the best of three greedy fillings, improved by merging. It is
    never dearer than filling up. One carton above 50 kg is refused as TooHeavyForPost.
    """
    for line in lines:
        _check(line)
    parcels: list[PlannedParcel] = []
    unsplit_fen = 0
    for _, group in groupby(sorted(lines, key=_order), key=lambda line: line.temperature_class):
        together = list(group)
        kinds = [Kind(line.unit_grams, line.volume_grams, line.boxes) for line in together]
        shelf = Shelf(kinds, HEAVIEST_GRAMS, lambda real, size: _fen(row, real, size))
        unsplit_fen += shelf.total_fen(shelf.filled(HEAVIEST_GRAMS))
        parcels += [_parcel(together, counts, shelf, row) for counts in shelf.cheapest()]
    total = sum(parcel.quote.postage_fen for parcel in parcels)
    return Plan(tuple(parcels), total, unsplit_fen, unsplit_fen - total)


def _order(line: PackLine) -> tuple[str, int, int, int, str]:
    heaviest = max(line.unit_grams, line.volume_grams)
    return line.temperature_class, -heaviest, -line.unit_grams, line.boxes, line.key


def _check(line: PackLine) -> None:
    if line.boxes < 1 or line.unit_grams < 1 or line.volume_grams < 0:
        raise ValueError("a line has cartons that weigh something")
    if max(line.unit_grams, line.volume_grams) > HEAVIEST_GRAMS:
        raise TooHeavyForPost(most_grams=HEAVIEST_GRAMS)


def _fen(row: TariffRow, real_grams: int, volumetric_grams: int) -> int:
    return max(postage_fen(row, real_grams), postage_fen(row, volumetric_grams))


def _parcel(
    lines: Sequence[PackLine], counts: Counts, shelf: Shelf, row: TariffRow
) -> PlannedParcel:
    real, size = shelf.weights(counts)
    contents = tuple((line.key, units) for line, units in zip(lines, counts, strict=True) if units)
    return PlannedParcel(lines[0].temperature_class, contents, real, size, quote(row, real, size))
