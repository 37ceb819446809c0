"""Where the money goes, as a bar and its table want to have it."""

from dataclasses import dataclass

from app.ground.breakdown import Breakdown
from app.ground.money import allocate


@dataclass(frozen=True, slots=True)
class SplitPart:
    """`begins` and `width` are hundredths of the bar; `name` is one of ground's PARTS."""

    name: str
    fen: int
    begins: int
    width: int


@dataclass(frozen=True, slots=True)
class Split:
    """Parts of nothing are left out; the widths of the others sum to a hundred."""

    parts: list[SplitPart]
    total_fen: int
    farmer_percent: int


def split_of(breakdown: Breakdown) -> Split:
    there = [(name, fen) for name, fen in breakdown.parts() if fen]
    # A debt has no width.
    widths = allocate(100, [max(0, fen) for _, fen in there]) if there else []
    parts, begins = [], 0
    for (name, fen), width in zip(there, widths, strict=True):
        parts.append(SplitPart(name, fen, begins, width))
        begins += width
    farmer = next((one.width for one in parts if one.name == "farmer"), 0)
    return Split(parts, breakdown.total_fen, farmer)
