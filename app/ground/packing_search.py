"""The search behind packing.plan, on bare numbers: kinds of cartons, counts, a price function.

What is left to pack is one count per kind, written as one number in a mixed radix; because a
parcel never takes more of a kind than there is, subtraction needs no borrowing. `best[left]`
is the cheapest way to send what is left: over all parcels that take at least one carton of its
first kind, that parcel and the best way to send the rest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

# Pairs (what is left, next parcel) that are all tried. Any 12 cartons need at most 3**12.
_EXACT_PAIRS = 3**12
_GREEDY_CAPS = (10_000, 20_000)
_MOST_MERGED = 40
# Of equally dear plans the one with fewer parcels wins: a parcel costs a ten-thousandth more.
_SCALE = 10_000
_NEVER = 10**18

Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    real_grams: int
    volumetric_grams: int
    units: int


class Shelf:
    """Cartons that may travel together. `fen(real, volumetric)` is one parcel's postage."""

    def __init__(
        self, kinds: Sequence[Kind], heaviest_grams: int, fen: Callable[[int, int], int]
    ) -> None:
        self.kinds = kinds
        self.heaviest = heaviest_grams
        self.fen = fen

    def weights(self, counts: Counts) -> tuple[int, int]:
        pairs = list(zip(self.kinds, counts, strict=True))
        real = sum(kind.real_grams * units for kind, units in pairs)
        return real, sum(kind.volumetric_grams * units for kind, units in pairs)

    def total_fen(self, parcels: Sequence[Counts]) -> int:
        return sum(self.fen(*self.weights(counts)) for counts in parcels)

    def cheapest(self) -> list[Counts]:
        pairs = prod((kind.units + 1) * (kind.units + 2) // 2 for kind in self.kinds)
        if pairs <= _EXACT_PAIRS:
            return self._exact()
        caps = (*_GREEDY_CAPS, self.heaviest)
        return min((self._merged(self.filled(cap)) for cap in caps), key=self.total_fen)

    def filled(self, cap_grams: int) -> list[Counts]:
        """First fit in the given order; a carton heavier than the cap travels alone."""
        parcels: list[list[int]] = []
        for index, kind in enumerate(self.kinds):
            left = kind.units
            for counts in parcels:
                left -= self._put(counts, index, left, cap_grams)
            while left:
                counts = [0] * len(self.kinds)
                parcels.append(counts)
                left -= self._put(counts, index, left, cap_grams)
        return [tuple(counts) for counts in parcels]

    def _put(self, counts: list[int], index: int, left: int, cap_grams: int) -> int:
        kind = self.kinds[index]
        real, size = self.weights(tuple(counts))
        room = (cap_grams - real) // kind.real_grams
        if kind.volumetric_grams:
            room = min(room, (cap_grams - size) // kind.volumetric_grams)
        units = min(left, max(room, 0 if real else 1))
        counts[index] += units
        return units

    def _merged(self, parcels: list[Counts]) -> list[Counts]:
        """Join two parcels as long as that saves something."""
        while len(parcels) <= _MOST_MERGED:
            saving, first, second = (
                max(
                    (self._saving(parcels[a], parcels[b]), -a, -b)
                    for a, b in combinations(range(len(parcels)), 2)
                )
                if len(parcels) > 1
                else (0, 0, 0)
            )
            if saving <= 0:
                break
            joined = _sum(parcels[-first], parcels[-second])
            parcels = [c for i, c in enumerate(parcels) if i not in (-first, -second)] + [joined]
        return parcels

    def _saving(self, one: Counts, other: Counts) -> int:
        joined = _sum(one, other)
        if max(self.weights(joined)) > self.heaviest:
            return 0
        return self.total_fen([one, other]) - self.total_fen([joined])

    def _exact(self) -> list[Counts]:
        radices = [kind.units + 1 for kind in self.kinds]
        strides = [prod(radices[:index]) for index in range(len(radices))]
        cost = self._costs()
        best, choice = [0], [0]
        # product() counts its last place fastest, our first kind has the smallest stride.
        states = product(*(range(radix) for radix in reversed(radices)))
        next(states)
        for left, places in enumerate(states, start=1):
            parcels = _parcels_within(places[::-1], strides)
            sums = [cost[parcel] + best[left - parcel] for parcel in parcels]
            least = min(sums)
            best.append(least)
            choice.append(parcels[sums.index(least)])
        return _retraced(choice, radices)

    def _costs(self) -> list[int]:
        """The scaled price of each parcel there can be, by its number; too heavy ones never."""
        weights = [(0, 0)]
        for kind in self.kinds:
            weights = [
                (real + units * kind.real_grams, size + units * kind.volumetric_grams)
                for units in range(kind.units + 1)
                for real, size in weights
            ]
        return [
            self.fen(real, size) * _SCALE + 1 if max(real, size) <= self.heaviest else _NEVER
            for real, size in weights
        ]


def _parcels_within(places: Counts, strides: Sequence[int]) -> list[int]:
    """Numbers of all parcels out of `places` that hold at least one of the first kind left."""
    numbers = [0]
    least = 1
    for units, stride in zip(places, strides, strict=True):
        if units:
            steps = [count * stride for count in range(least, units + 1)]
            numbers = [number + step for step in steps for number in numbers]
            least = 0
    return numbers


def _retraced(choice: list[int], radices: Sequence[int]) -> list[Counts]:
    left = len(choice) - 1
    parcels = []
    while left:
        parcels.append(_places(choice[left], radices))
        left -= choice[left]
    return parcels


def _places(number: int, radices: Sequence[int]) -> Counts:
    places = []
    for radix in radices:
        number, place = divmod(number, radix)
        places.append(place)
    return tuple(places)


def _sum(one: Counts, other: Counts) -> Counts:
    return tuple(a + b for a, b in zip(one, other, strict=True))
