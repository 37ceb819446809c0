"""Notes and coins of a cash box: counted by kind, and what of them goes to the bank."""

from collections.abc import Mapping
from datetime import datetime, timedelta

# Name and worth in fen, the greatest first. Notes of one yuan are counted apart from coins.
KINDS: Mapping[str, int] = {
    "note100": 10_000,
    "note50": 5_000,
    "note20": 2_000,
    "note10": 1_000,
    "note5": 500,
    "note1": 100,
    "coin1": 100,
    "coin05": 50,
    "coin01": 10,
}
MOST_OF_A_KIND = 999
# Stays in the box, so that there is change on the next morning.
FLOAT_FEN = 20_000
# A difference of at most this much is booked as soon as it is explained.
ALONE_FEN = 2_000
# A box's day ends at this hour, so that a late evening still belongs to it.
DAY_BEGINS = timedelta(hours=5)


def counted_fen(notes: Mapping[str, int]) -> int:
    return sum(KINDS[kind] * count for kind, count in notes.items())


def to_remit(notes: Mapping[str, int], float_fen: int = FLOAT_FEN) -> dict[str, int]:
    """Which of the notes to bring to the bank: the greatest first, whole ones only, no coins, and
    never so many that less than `float_fen` stays."""
    spare = counted_fen(notes) - float_fen
    chosen: dict[str, int] = {}
    for kind, fen in KINDS.items():
        count = min(notes.get(kind, 0), max(spare, 0) // fen)
        if count and kind.startswith("note"):
            chosen[kind] = count
            spare -= count * fen
    return chosen


def box_moment(moment: datetime) -> datetime:
    """The moment whose date is the day that a box counts it to."""
    return moment - DAY_BEGINS
