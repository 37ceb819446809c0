"""Plans a second: which packs travel together, for baskets from the plainest to the worst.

python -m bench.plans
"""

import time
from collections.abc import Mapping, Sequence

from app.ground.packing import Choice, PackLine, plan
from app.ground.packing_boxes import BoxSize
from app.ground.postage import by_kilogram

JIANGSU = by_kilogram("JS-G1", 500, 100, 200, 300)
# Tare, what it holds, inside and outside of the demonstration's cartons.
SIZES = (
    BoxSize(1, 320, 5_000, (300, 200, 200), (310, 210, 210)),
    BoxSize(2, 450, 10_000, (400, 300, 200), (410, 310, 210)),
    BoxSize(3, 620, 20_000, (450, 330, 240), (460, 340, 250)),
)
AT_LEAST_SECONDS = 1.0


def cartons(*kinds: tuple[int, int]) -> list[PackLine]:
    """Pairs of gross grams and how many."""
    return [
        PackLine(f"carton {at}", "ambient", grams, boxes) for at, (grams, boxes) in enumerate(kinds)
    ]


def bags(kinds: int, of_each: int) -> list[PackLine]:
    return [
        PackLine(
            f"bag {at}",
            "ambient",
            420 + 70 * at,
            of_each,
            (80 + 6 * at, 120, 150),
            is_loose=True,
            net_grams=400 + 70 * at,
        )
        for at in range(kinds)
    ]


BASKETS: Mapping[str, Sequence[PackLine]] = {
    "2 equal cartons": cartons((5_450, 2)),
    "20 equal cartons": cartons((5_450, 20)),
    "3 kinds of 4 cartons": cartons((2_700, 4), (5_450, 4), (1_300, 4)),
    "12 different cartons": cartons(*((1_300 + 870 * at, 1) for at in range(12))),
    "12 equal bags": bags(1, 12),
    "3 kinds of 4 bags": bags(3, 4),
    "12 different bags": bags(12, 1),
    "40 different cartons": cartons(*((1_300 + 170 * at, 1) for at in range(40))),
}


def main() -> None:
    choices = {"ambient": Choice([JIANGSU], SIZES)}
    for name, lines in BASKETS.items():
        made = plan(lines, choices)
        count, begun = 0, time.perf_counter()
        while (taken := time.perf_counter() - begun) < AT_LEAST_SECONDS:
            plan(lines, choices)
            count += 1
        print(
            f"{name:22} {count / taken:10,.0f} plans/s, {len(made.parcels)} parcels, "
            f"{made.postage_fen / 100:.2f} yuan, saved {made.saved_fen / 100:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
