"""Loose packs into boxes: every way that can matter for the postage of one parcel.

A box is chosen by what it weighs, how large it is outside and what fits in: the net weight that it
holds, and room enough for the packs' volume and longest side. How packs lie in it is the packer's
art and not worked out. Of the ways to box the same packs those stay that no other beats in tare,
volume, longest side and number of boxes together: dearer than all of these none can be cheaper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Protocol

from app.ground.radix import Counts, parts_of, places_of, strides_of

# Pairs (packs left, next box) that are all tried: any ten packs, a third of a second. Beyond, boxes
# are filled one after another.
_EXACT_PAIRS = 3**10


@dataclass(frozen=True, slots=True)
class BoxSize:
    """A box type as the planner knows it; millimetres, grams."""

    id: int
    tare_grams: int
    holds_grams: int
    inner_mm: tuple[int, int, int]
    outer_mm: tuple[int, int, int]

    @property
    def room_mm3(self) -> int:
        return prod(self.inner_mm)

    @property
    def volume_mm3(self) -> int:
        return prod(self.outer_mm)

    @property
    def longest_mm(self) -> int:
        return max(self.outer_mm)


@dataclass(frozen=True, slots=True)
class FilledBox:
    """`counts`: of each kind of the shelf, also of those that are closed cartons (0)."""

    size: BoxSize
    counts: Counts


@dataclass(frozen=True, slots=True)
class Boxing:
    boxes: tuple[FilledBox, ...] = ()
    tare_grams: int = 0
    volume_mm3: int = 0
    longest_mm: int = 0

    def figures(self) -> tuple[int, int, int, int]:
        return self.tare_grams, self.volume_mm3, self.longest_mm, len(self.boxes)


NOTHING = Boxing()


class Pack(Protocol):
    """A kind of the shelf."""

    @property
    def units(self) -> int: ...
    @property
    def volume_mm3(self) -> int: ...
    @property
    def longest_mm(self) -> int: ...
    @property
    def net_grams(self) -> int: ...
    @property
    def is_loose(self) -> bool: ...


class NothingLoose:
    """Every unit is a closed carton."""

    def ways(self, counts: Counts) -> tuple[Boxing, ...]:
        return (NOTHING,)

    def quick(self, counts: Counts) -> Boxing:
        return NOTHING


class Nest:
    """Boxes for the loose kinds of a shelf. `sizes` are those that its temperature class allows.

    Every loose pack must fit into some box: `fits_alone` says so beforehand.
    """

    def __init__(self, kinds: Sequence[Pack], sizes: Sequence[BoxSize]) -> None:
        self.kinds = kinds
        self.sizes = sorted(sizes, key=lambda one: (one.volume_mm3, one.tare_grams, one.id))
        self.loose = [index for index, kind in enumerate(kinds) if kind.is_loose]
        self.radices = [kinds[index].units + 1 for index in self.loose]
        self.strides = strides_of(self.radices)
        pairs = prod(radix * (radix + 1) // 2 for radix in self.radices)
        self.is_exact = pairs <= _EXACT_PAIRS
        self.fronts: dict[int, tuple[Boxing, ...]] = {0: (NOTHING,)}
        self.singles: dict[int, tuple[FilledBox, ...]] = {}
        self.quickly: dict[Counts, Boxing] = {}

    def ways(self, counts: Counts) -> tuple[Boxing, ...]:
        if not self.is_exact:
            return (self.quick(counts),)
        return self._front(tuple(counts[index] for index in self.loose))

    def quick(self, counts: Counts) -> Boxing:
        """The smallest box for all of it, else the roomiest one filled, and the rest again."""
        held = tuple(counts[index] for index in self.loose)
        if held not in self.quickly:
            self.quickly[held] = self._quickly(held)
        return self.quickly[held]

    def _quickly(self, held: Counts) -> Boxing:
        boxing, left = NOTHING, held
        while any(left):
            box = self._one_box(left) or self._fullest(left)
            boxing = _joined(boxing, box)
            left = tuple(n - box.counts[i] for n, i in zip(left, self.loose, strict=True))
        return boxing

    def _one_box(self, held: Counts) -> FilledBox | None:
        return next(iter(self._boxes_for(held)), None)

    def _fullest(self, left: Counts) -> FilledBox:
        part = [0] * len(left)
        for place, units in enumerate(left):
            low, high = 0, units
            while low < high:
                middle = (low + high + 1) // 2
                tried = (*part[:place], middle, *part[place + 1 :])
                low, high = (middle, high) if self._one_box(tried) else (low, middle - 1)
            part[place] = low
        found = self._one_box(tuple(part))
        assert found is not None, "a pack that no box holds was let through"
        return found

    def _front(self, held: Counts) -> tuple[Boxing, ...]:
        number = sum(n * stride for n, stride in zip(held, self.strides, strict=True))
        known = self.fronts.get(number)
        if known is None:
            ways = [
                _joined(rest, box)
                for part in parts_of(held, self.strides)
                for box in self._singles(part)
                for rest in self._front(
                    tuple(n - p for n, p in zip(held, places_of(part, self.radices), strict=True))
                )
            ]
            known = self.fronts[number] = _unbeaten(ways)
        return known

    def _singles(self, part: int) -> tuple[FilledBox, ...]:
        known = self.singles.get(part)
        if known is None:
            boxes = self._boxes_for(places_of(part, self.radices))
            known = self.singles[part] = tuple(boxes)
        return known

    def _boxes_for(self, held: Counts) -> list[FilledBox]:
        """One for each size that holds them and that no other beats."""
        inside = [(self.kinds[i], n) for i, n in zip(self.loose, held, strict=True) if n]
        net = sum(kind.net_grams * units for kind, units in inside)
        volume = sum(kind.volume_mm3 * units for kind, units in inside)
        longest = max((kind.longest_mm for kind, _ in inside), default=0)
        counts = [0] * len(self.kinds)
        for index, units in zip(self.loose, held, strict=True):
            counts[index] = units
        found: list[FilledBox] = []
        for size in self.sizes:
            if net > size.holds_grams or volume > size.room_mm3 or longest > max(size.inner_mm):
                continue
            if not any(
                one.size.tare_grams <= size.tare_grams and one.size.longest_mm <= size.longest_mm
                for one in found
            ):
                found.append(FilledBox(size, tuple(counts)))
        return found


def fits_alone(pack: Pack, sizes: Iterable[BoxSize]) -> bool:
    return any(
        pack.net_grams <= size.holds_grams
        and pack.volume_mm3 <= size.room_mm3
        and pack.longest_mm <= max(size.inner_mm)
        for size in sizes
    )


def _joined(boxing: Boxing, box: FilledBox) -> Boxing:
    return Boxing(
        (*boxing.boxes, box),
        boxing.tare_grams + box.size.tare_grams,
        boxing.volume_mm3 + box.size.volume_mm3,
        max(boxing.longest_mm, box.size.longest_mm),
    )


def _unbeaten(ways: Sequence[Boxing]) -> tuple[Boxing, ...]:
    kept: list[Boxing] = []
    for way in sorted(ways, key=Boxing.figures):
        figures = way.figures()
        if not any(_beats(one.figures(), figures) for one in kept):
            kept.append(way)
    return tuple(kept)


def _beats(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))
