"""The search behind packing.plan, on bare numbers: kinds of cartons, counts, a price function.

What is left to pack is one count per kind, written as one number in a mixed radix; because a
parcel never takes more of a kind than there is, subtraction needs no borrowing. `best[left]`
is the cheapest way to send what is left: over all parcels that take at least one carton of its
first kind, that parcel and the best way to send the rest. Loose packs are put into boxes first, in
every way that may matter (packing_boxes.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from app.ground.packing_boxes import NO_FIGURES, Figures, Nest, NothingLoose
from app.ground.radix import parts_of, places_of, strides_of

# Pairs (what is left, next parcel) that are all tried. Any 12 cartons need at most 3**12.
EXACT_PAIRS = 3**12
_GREEDY_CAPS = (10_000, 20_000)
_MOST_MERGED = 40
_MOST_ALONE = 200
# Of equally dear plans the one with fewer parcels wins: a parcel costs a ten-thousandth more.
_SCALE = 10_000
NEVER = 10**14

Counts = tuple[int, ...]


class Load(NamedTuple):
    """What a price looks at: grams, cubic millimetres, the longest side of a box, boxes."""

    grams: int
    volume_mm3: int
    longest_mm: int
    boxes: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Alike units: closed cartons, or loose packs that need a box around them."""

    grams: int
    volume_mm3: int
    longest_mm: int
    units: int
    is_loose: bool = False
    net_grams: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """What one product of the post takes: grams, grams by size, boxes (0: any number)."""

    grams: int
    volume_divisor: int
    boxes: int


class Shelf:
    """Units that may travel together. `fen` is one parcel's postage, NEVER for one that nobody
    takes; `limits` are those of the products that it chooses from."""

    def __init__(
        self,
        kinds: Sequence[Kind],
        limits: Sequence[Limit],
        fen: Callable[[Load], int],
        nest: Nest | NothingLoose,
    ) -> None:
        self.kinds = kinds
        self.limits = limits
        self.fen = fen
        self.nest = nest
        self.known: dict[Counts, tuple[int, Figures]] = {}

    def load(self, counts: Counts, figures: Figures) -> Load:
        """With boxes that come to these figures."""
        grams, volume, longest, boxes = figures
        for kind, units in zip(self.kinds, counts, strict=True):
            if not units:
                continue
            grams += kind.grams * units
            if not kind.is_loose:
                volume += kind.volume_mm3 * units
                longest = max(longest, kind.longest_mm)
                boxes += units
        return Load(grams, volume, longest, boxes)

    def priced(self, counts: Counts) -> tuple[int, Figures]:
        """A parcel's fen in the boxes that make it the cheapest, and what these come to."""
        known = self.known.get(counts)
        if known is None:
            grams, volume, longest, boxes = self.load(counts, NO_FIGURES)
            known = NEVER, NO_FIGURES
            for way in self.nest.ways(counts):
                tare, around, longer, more = way
                load = Load(grams + tare, volume + around, max(longest, longer), boxes + more)
                fen = self.fen(load)
                if fen < known[0] or (fen == known[0] < NEVER and more < known[1][3]):
                    known = fen, way
            self.known[counts] = known
        return known

    def total_fen(self, parcels: Iterable[Counts]) -> int:
        return sum(self.priced(counts)[0] for counts in parcels)

    def cheapest(self) -> list[Counts]:
        pairs = prod((kind.units + 1) * (kind.units + 2) // 2 for kind in self.kinds)
        if pairs <= EXACT_PAIRS:
            return self._exact()
        fillings = [self.filled(limit, cap) for limit in self.limits for cap in self._caps(limit)]
        if sum(kind.units for kind in self.kinds) <= _MOST_ALONE:
            fillings.append(self._alone())
        fillings = [one for one in fillings if self.total_fen(one) < NEVER] or fillings
        return min((self._merged(filling) for filling in fillings), key=self.total_fen)

    def unsplit_fen(self) -> int:
        """Parcels filled up as far as a product takes them, by whichever asks least for that."""
        fillings = [self.filled(limit, limit.grams) for limit in self.limits]
        return min((self.total_fen(one) for one in fillings), default=NEVER)

    def _caps(self, limit: Limit) -> list[int]:
        return [*(cap for cap in _GREEDY_CAPS if cap < limit.grams), limit.grams]

    def filled(self, limit: Limit, cap_grams: int) -> list[Counts]:
        """First fit in the given order; a unit heavier than the cap travels alone."""
        parcels: list[list[int]] = []
        for index, kind in enumerate(self.kinds):
            left = kind.units
            for counts in parcels:
                left -= self._put(counts, index, left, limit, cap_grams)
            while left:
                counts = [0] * len(self.kinds)
                parcels.append(counts)
                left -= self._put(counts, index, left, limit, cap_grams)
        return [tuple(counts) for counts in parcels]

    def _put(self, counts: list[int], index: int, left: int, limit: Limit, cap_grams: int) -> int:
        kind, is_empty = self.kinds[index], not any(counts)
        load = self.load(tuple(counts), self.nest.quick(tuple(counts)).figures())
        room = (cap_grams - load.grams) // kind.grams
        if kind.volume_mm3 and limit.volume_divisor and not kind.is_loose:
            room = min(
                room, (cap_grams * limit.volume_divisor - load.volume_mm3) // kind.volume_mm3
            )
        if limit.boxes and not kind.is_loose:
            room = min(room, limit.boxes - load.boxes)
        units = min(left, max(room, 1 if is_empty else 0))
        if kind.is_loose:
            units = self._boxable(counts, index, units, limit, cap_grams)
        counts[index] += units
        return units

    def _boxable(
        self, counts: list[int], index: int, units: int, limit: Limit, cap_grams: int
    ) -> int:
        """As many of these loose packs as fit with their boxes; the tare counts, too."""
        least = 0 if any(counts) else 1
        while units > least:
            tried = tuple(n + units if i == index else n for i, n in enumerate(counts))
            load = self.load(tried, self.nest.quick(tried).figures())
            size = load.volume_mm3 // limit.volume_divisor if limit.volume_divisor else 0
            if max(load.grams, size) <= cap_grams and load.boxes <= (limit.boxes or load.boxes):
                break
            units -= 1
        return units

    def _alone(self) -> list[Counts]:
        return [
            tuple(int(other == index) for other in range(len(self.kinds)))
            for index, kind in enumerate(self.kinds)
            for _ in range(kind.units)
        ]

    def _merged(self, parcels: list[Counts]) -> list[Counts]:
        """Join two parcels as long as that saves something."""
        while 1 < len(parcels) <= _MOST_MERGED:
            saving, first, second = max(
                (self._saving(parcels[a], parcels[b]), -a, -b)
                for a, b in combinations(range(len(parcels)), 2)
            )
            if saving <= 0:
                break
            joined = _sum(parcels[-first], parcels[-second])
            parcels = [c for i, c in enumerate(parcels) if i not in (-first, -second)] + [joined]
        return parcels

    def _saving(self, one: Counts, other: Counts) -> int:
        return self.total_fen([one, other]) - self.total_fen([_sum(one, other)])

    def _exact(self) -> list[Counts]:
        radices = [kind.units + 1 for kind in self.kinds]
        strides = strides_of(radices)
        cost = self._costs(radices)
        best, choice = [0], [0]
        # product() counts its last place fastest, our first kind has the smallest stride.
        states = product(*(range(radix) for radix in reversed(radices)))
        next(states)
        for left, places in enumerate(states, start=1):
            parcels = parts_of(places[::-1], strides)
            sums = [cost[parcel] + best[left - parcel] for parcel in parcels]
            least = min(sums)
            best.append(least)
            choice.append(parcels[sums.index(least)])
        return _retraced(choice, radices)

    def _costs(self, radices: Sequence[int]) -> list[int]:
        """The scaled price of each parcel there can be, by its number."""
        everything = product(*(range(radix) for radix in reversed(radices)))
        return [self.priced(places[::-1])[0] * _SCALE + 1 for places in everything]


def _retraced(choice: list[int], radices: Sequence[int]) -> list[Counts]:
    left = len(choice) - 1
    parcels = []
    while left:
        parcels.append(places_of(choice[left], radices))
        left -= choice[left]
    return parcels


def _sum(one: Counts, other: Counts) -> Counts:
    return tuple(a + b for a, b in zip(one, other, strict=True))
