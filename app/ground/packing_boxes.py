"""Loose packs into boxes: every way that can matter for the postage of one parcel.

A box is chosen by what it weighs, how large it is outside and what fits in: the net weight that it
holds, and room enough for the packs' volume and longest side. How packs lie in it is the packer's
art and not worked out. Of the ways to box the same packs those stay that no other beats in tare,
volume, longest side and number of boxes together: dearer than all of these none can be cheaper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Protocol

from app.ground.radix import Counts, places_of, strides_of

# Pairs (packs left, next box) that there can be: any twelve packs. Beyond, boxes are filled one
# after another.
_EXACT_PAIRS = 3**12

# Tare in grams, volume in cubic millimetres, the longest side in millimetres, boxes.
Figures = tuple[int, int, int, int]
# Net grams, volume and longest side of packs.
Needs = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class BoxSize:
    """A box type as the planner knows it; millimetres, grams. `inside_mm` is its longest side."""

    id: int
    tare_grams: int
    holds_grams: int
    inner_mm: tuple[int, int, int]
    outer_mm: tuple[int, int, int]
    room_mm3: int = field(init=False)
    inside_mm: int = field(init=False)
    volume_mm3: int = field(init=False)
    longest_mm: int = field(init=False)

    def __post_init__(self) -> None:
        # Once: a search asks for them a hundred thousand times.
        object.__setattr__(self, "room_mm3", prod(self.inner_mm))
        object.__setattr__(self, "inside_mm", max(self.inner_mm))
        object.__setattr__(self, "volume_mm3", prod(self.outer_mm))
        object.__setattr__(self, "longest_mm", max(self.outer_mm))


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

    def figures(self) -> Figures:
        return self.tare_grams, self.volume_mm3, self.longest_mm, len(self.boxes)


NOTHING = Boxing()
NO_FIGURES = NOTHING.figures()

# By the figures of a way to box some packs: its last box, what is in it (by number), and the
# figures of the way to box the rest.
Front = dict[Figures, tuple[BoxSize, int, Figures] | None]


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

    def ways(self, counts: Counts) -> Iterable[Figures]:
        return (NO_FIGURES,)

    def boxed(self, counts: Counts, figures: Figures) -> Boxing:
        return NOTHING

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
        self.fronts: list[Front] = []
        self.quickly: dict[Counts, Boxing] = {}

    def ways(self, counts: Counts) -> Iterable[Figures]:
        """What the boxes for a parcel may come to."""
        if not self.is_exact:
            return (self.quick(counts).figures(),)
        return self._fronts()[self._number(counts)]

    def boxed(self, counts: Counts, figures: Figures) -> Boxing:
        """The boxes that come to one of these `ways`."""
        if not self.is_exact:
            return self.quick(counts)
        return self._retraced(self._number(counts), figures)

    def _number(self, counts: Counts) -> int:
        return sum(counts[i] * stride for i, stride in zip(self.loose, self.strides, strict=True))

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
        size = next(iter(self._sizes_for(self._needs(held))), None)
        return None if size is None else FilledBox(size, self._spread(held))

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

    def _fronts(self) -> list[Front]:
        if not self.fronts:
            self.fronts = self._all_fronts()
        return self.fronts

    def _all_fronts(self) -> list[Front]:
        """For every part of the packs the figures that no others beat, each with its last box."""
        fillings = self._fillings()
        fronts: list[Front] = [{NO_FIGURES: None}]
        for held in range(1, prod(self.radices)):
            ways: Front = {}
            for part, size in fillings[held]:
                rest = held - part
                tare, volume, longest = size.tare_grams, size.volume_mm3, size.longest_mm
                for figures in fronts[rest]:
                    tares, volumes, longer, boxes = figures
                    if longest > longer:
                        longer = longest
                    ways[tares + tare, volumes + volume, longer, boxes + 1] = (size, part, figures)
            fronts.append(_unbeaten(ways))
        return fronts

    def _fillings(self) -> list[list[tuple[int, BoxSize]]]:
        """For every part of the packs the first boxes worth trying: with the first kind that is
        left, and so full that none of what stays outside would go in. Whatever else stood beside
        could be moved over, and no figure would grow.
        """
        fillings: list[list[tuple[int, BoxSize]]] = [[] for _ in range(prod(self.radices))]
        for part in range(1, len(fillings)):
            held = places_of(part, self.radices)
            needs = self._needs(held)
            for size in self._sizes_for(needs):
                for outside in self._outside(held, needs, size):
                    fillings[part + outside].append((part, size))
        return fillings

    def _outside(self, held: Counts, needs: Needs, size: BoxSize) -> list[int]:
        """Numbers of what may lie beside a box with these packs: of kinds from its first one on
        that it has no room for."""
        net, volume, longest = size.holds_grams - needs[0], size.room_mm3 - needs[1], size.inside_mm
        numbers, is_first_found = [0], False
        for place, units in enumerate(held):
            is_first_found = is_first_found or units > 0
            left = self.radices[place] - 1 - units
            if not (left and is_first_found):
                continue
            pack = self.kinds[self.loose[place]]
            if pack.net_grams > net or pack.volume_mm3 > volume or pack.longest_mm > longest:
                steps = [count * self.strides[place] for count in range(left + 1)]
                numbers = [number + step for step in steps for number in numbers]
        return numbers

    def _retraced(self, number: int, figures: Figures) -> Boxing:
        boxing, last = NOTHING, self.fronts[number][figures]
        while last is not None:
            size, part, figures = last
            boxing = _joined(boxing, FilledBox(size, self._spread(places_of(part, self.radices))))
            number -= part
            last = self.fronts[number][figures]
        return boxing

    def _spread(self, held: Counts) -> Counts:
        """Of each kind of the shelf, also of those that are closed cartons."""
        counts = [0] * len(self.kinds)
        for index, units in zip(self.loose, held, strict=True):
            counts[index] = units
        return tuple(counts)

    def _needs(self, held: Counts) -> Needs:
        net = volume = longest = 0
        for index, units in zip(self.loose, held, strict=True):
            if units:
                pack = self.kinds[index]
                net += pack.net_grams * units
                volume += pack.volume_mm3 * units
                longest = max(longest, pack.longest_mm)
        return net, volume, longest

    def _sizes_for(self, needs: Needs) -> list[BoxSize]:
        """Those that hold it and that no other beats."""
        net, volume, longest = needs
        found: list[BoxSize] = []
        for size in self.sizes:
            if net > size.holds_grams or volume > size.room_mm3 or longest > size.inside_mm:
                continue
            if not any(
                one.tare_grams <= size.tare_grams and one.longest_mm <= size.longest_mm
                for one in found
            ):
                found.append(size)
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


def _unbeaten(ways: Front) -> Front:
    kept: Front = {}
    for figures in sorted(ways):
        if not any(_beats(one, figures) for one in kept):
            kept[figures] = ways[figures]
    return kept


def _beats(one: Figures, other: Figures) -> bool:
    """In order of tare already."""
    return one[1] <= other[1] and one[2] <= other[2] and one[3] <= other[3]
