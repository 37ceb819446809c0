"""Which packs travel together: the cheapest parcels of one cooperative for one address.

Most packs are closed cartons; small ones are loose and are put into boxes first. A parcel is a
bundle of boxes of one temperature class. Because a band's price counts for the whole weight,
joining saves the first kilogram's price and splitting at 10 kg may save more: it is worked out,
never assumed, and so is which product of the post takes a parcel for the least.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import prod
from typing import Any, Self

from app.ground.packing_boxes import Boxing, BoxSize, Nest, NothingLoose, fits_alone
from app.ground.packing_search import NEVER, Counts, Kind, Limit, Load, Shelf
from app.ground.postage import Quote, Rate, insured, postage_fen, quote
from app.ground.refusals import NoBoxForIt, NoDeliveryThere, TooHeavyForPost


@dataclass(frozen=True, slots=True)
class PackLine:
    """`unit_grams` is one pack's gross weight, `sides_mm` its closed carton's (none: size does not
    count), `unit_fen` what one is sold for. A loose pack needs a box; it weighs `net_grams` of
    what a box holds."""

    key: str
    temperature_class: str
    unit_grams: int
    boxes: int
    sides_mm: tuple[int, int, int] = (0, 0, 0)
    unit_fen: int = 0
    is_loose: bool = False
    net_grams: int = 0

    @property
    def volume_mm3(self) -> int:
        return prod(self.sides_mm)


@dataclass(frozen=True, slots=True)
class PlannedBox:
    """A box that loose packs are put into: its type, its weight when full, what is in it."""

    box_type_id: int
    gross_grams: int
    contents: tuple[tuple[str, int], ...]

    def as_facts(self) -> dict[str, object]:
        return {
            "box_type_id": self.box_type_id,
            "gross_grams": self.gross_grams,
            "contents": [[key, units] for key, units in self.contents],
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        return cls(int(facts["box_type_id"]), int(facts["gross_grams"]), _contents(facts))


@dataclass(frozen=True, slots=True)
class PlannedParcel:
    """`boxes` are those for loose packs; every other unit is a carton of its own. `is_pieces`: each
    box has a number of its own 一票多件. `warehouse_id` None: it leaves from the shed."""

    temperature_class: str
    contents: tuple[tuple[str, int], ...]
    real_grams: int
    volumetric_grams: int
    quote: Quote
    goods_fen: int = 0
    boxes: tuple[PlannedBox, ...] = ()
    is_pieces: bool = False
    warehouse_id: int | None = None

    def as_facts(self) -> dict[str, object]:
        return {
            "temperature_class": self.temperature_class,
            "contents": [[key, units] for key, units in self.contents],
            "real_grams": self.real_grams,
            "volumetric_grams": self.volumetric_grams,
            "quote": self.quote.as_facts(),
            "goods_fen": self.goods_fen,
            "boxes": [one.as_facts() for one in self.boxes],
            "is_pieces": self.is_pieces,
            "warehouse_id": self.warehouse_id,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Older ones know nothing of boxes and of the goods' value."""
        return cls(
            str(facts["temperature_class"]),
            _contents(facts),
            int(facts["real_grams"]),
            int(facts["volumetric_grams"]),
            Quote.from_facts(facts["quote"]),
            int(facts.get("goods_fen", 0)),
            tuple(PlannedBox.from_facts(one) for one in facts.get("boxes", ())),
            bool(facts.get("is_pieces", False)),
            facts.get("warehouse_id"),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """`postage_fen` is the carriage; the insurance is beside it. `unsplit_fen` is the carriage of
    parcels filled up, `saved_fen` what that exceeds."""

    parcels: tuple[PlannedParcel, ...]
    postage_fen: int
    unsplit_fen: int
    saved_fen: int

    @property
    def insurance_fen(self) -> int:
        return sum(parcel.quote.insurance_fen for parcel in self.parcels)

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


@dataclass(frozen=True, slots=True)
class Choice:
    """What a temperature class may travel by to this address, and in which boxes."""

    rates: Sequence[Rate]
    sizes: Sequence[BoxSize] = field(default=())


def plan(lines: Sequence[PackLine], choices: Mapping[str, Choice]) -> Plan:
    """Every pack in exactly one parcel; the same lines in any order give the same plan.
    `choices` by temperature class.

    Up to 12 units of one class (and far more of the same kind) no plan has a cheaper carriage;
    beyond, the best of several greedy fillings, improved by merging. It is never dearer than
    filling up. TooHeavyForPost for a unit that no product takes, NoBoxForIt for a loose pack that
    no box holds, NoDeliveryThere without any product.
    """
    parcels: list[PlannedParcel] = []
    unsplit_fen = 0
    for cls, group in groupby(sorted(lines, key=_order), key=lambda line: line.temperature_class):
        bench = _Bench(list(group), choices[cls])
        unsplit_fen += bench.shelf.unsplit_fen()
        parcels += bench.parcels()
    total = sum(parcel.quote.postage_fen for parcel in parcels)
    unsplit_fen = total if unsplit_fen >= NEVER else unsplit_fen
    return Plan(tuple(parcels), total, unsplit_fen, unsplit_fen - total)


def with_insurance(made: Plan, rates: Sequence[Rate]) -> Plan:
    """The same parcels with the value of what is in each declared, by their products' rates."""
    by_product = {(one.product.value, one.version_id): one for one in rates}
    return replace(
        made,
        parcels=tuple(
            replace(
                one,
                quote=insured(
                    one.quote, by_product[one.quote.product, one.quote.version_id], one.goods_fen
                ),
            )
            for one in made.parcels
        ),
    )


def together(plans: Mapping[int | None, Plan]) -> Plan:
    """Of several places, each planned for itself: no parcel holds boxes of two. The shed's (None)
    stand first, then the warehouses' in order."""
    placed = sorted(plans.items(), key=lambda one: (one[0] is not None, one[0] or 0))
    return Plan(
        tuple(
            replace(parcel, warehouse_id=place) for place, made in placed for parcel in made.parcels
        ),
        sum(made.postage_fen for made in plans.values()),
        sum(made.unsplit_fen for made in plans.values()),
        sum(made.saved_fen for made in plans.values()),
    )


class _Bench:
    """One temperature class, its products and its boxes."""

    def __init__(self, lines: Sequence[PackLine], choice: Choice) -> None:
        if not choice.rates:
            raise NoDeliveryThere(area="")
        self.lines = lines
        self.rates = choice.rates
        kinds = [_kind(line) for line in lines]
        self._check(kinds, choice.sizes)
        nest = Nest(kinds, choice.sizes) if any(one.is_loose for one in kinds) else NothingLoose()
        limits = [
            Limit(one.most_grams, 0 if one.volume_side_mm else one.volume_divisor, one.most_boxes)
            for one in choice.rates
        ]
        self.shelf = Shelf(kinds, limits, self._fen, nest)

    def parcels(self) -> list[PlannedParcel]:
        return [self._parcel(counts) for counts in self.shelf.cheapest()]

    def _check(self, kinds: Sequence[Kind], sizes: Sequence[BoxSize]) -> None:
        for kind, line in zip(kinds, self.lines, strict=True):
            if line.boxes < 1 or line.unit_grams < 1 or min(line.sides_mm) < 0:
                raise ValueError("a line has cartons that weigh something")
            if kind.is_loose:
                if not fits_alone(kind, sizes):
                    raise NoBoxForIt
                continue
            alone = Load(kind.grams, kind.volume_mm3, kind.longest_mm, 1)
            if self._fen(alone) >= NEVER:
                raise TooHeavyForPost(most_grams=max(one.most_grams for one in self.rates))

    def _fen(self, load: Load) -> int:
        return min(_fen(rate, load) for rate in self.rates)

    def _parcel(self, counts: Counts) -> PlannedParcel:
        _, figures = self.shelf.priced(counts)
        load = self.shelf.load(counts, figures)
        boxing = self.shelf.nest.boxed(counts, figures)
        rate = min(self.rates, key=lambda one: _fen(one, load))
        size = rate.volumetric_grams(load.volume_mm3, load.longest_mm)
        return PlannedParcel(
            self.lines[0].temperature_class,
            self._named(counts),
            load.grams,
            size,
            quote(rate, load.grams, size),
            sum(line.unit_fen * n for line, n in zip(self.lines, counts, strict=True)),
            self._boxes(boxing),
            rate.most_boxes > 1 and load.boxes > 1,
        )

    def _boxes(self, boxing: Boxing) -> tuple[PlannedBox, ...]:
        return tuple(
            PlannedBox(
                box.size.id,
                box.size.tare_grams
                + sum(line.unit_grams * n for line, n in zip(self.lines, box.counts, strict=True)),
                self._named(box.counts),
            )
            for box in boxing.boxes
        )

    def _named(self, counts: Counts) -> tuple[tuple[str, int], ...]:
        return tuple((line.key, n) for line, n in zip(self.lines, counts, strict=True) if n)


def _kind(line: PackLine) -> Kind:
    return Kind(
        line.unit_grams,
        line.volume_mm3,
        max(line.sides_mm),
        line.boxes,
        line.is_loose,
        line.net_grams or line.unit_grams,
    )


def _order(line: PackLine) -> tuple[str, bool, int, int, int, int, str]:
    heaviest = max(line.unit_grams, line.volume_mm3 // 6_000)
    return (
        line.temperature_class,
        line.is_loose,
        -heaviest,
        -line.unit_grams,
        line.boxes,
        line.unit_fen,
        line.key,
    )


def _fen(rate: Rate, load: Load) -> int:
    """A bundle of more boxes than the product ties or numbers, or too heavy: NEVER."""
    grams, volume, longest, boxes = load
    size = rate.volumetric_grams(volume, longest)
    heaviest = grams if grams > size else size
    if heaviest > rate.most_grams or (rate.most_boxes and boxes > rate.most_boxes):
        return NEVER
    # More weight is never cheaper (tariffs.check_zone), so the heavier one is the dearer.
    return postage_fen(rate, heaviest)


def _contents(facts: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((str(key), int(units)) for key, units in facts["contents"])
