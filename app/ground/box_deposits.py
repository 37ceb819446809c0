"""Deposits for returnable boxes 循环箱押金: how many are due back, and how many are kept.

Counted by part of an order and type of box, never box by box: whichever box of a part comes home,
and whether its goods were sent a second time, as many boxes as are missing are paid for by what is
kept, and not one more.
"""

from dataclasses import dataclass

# From the day on which its parcel left, once it has arrived.
FORFEITED_AFTER_DAYS = 60


@dataclass(frozen=True, slots=True)
class DepositBack:
    """So many boxes of a type: `held` out of what is kept for the buyer, `forfeited` out of what
    the house had taken already. `deposit_fen` is for one."""

    box_type_id: int
    held: int
    forfeited: int
    deposit_fen: int

    @property
    def boxes(self) -> int:
        return self.held + self.forfeited

    @property
    def held_fen(self) -> int:
        return self.held * self.deposit_fen

    @property
    def forfeited_fen(self) -> int:
        return self.forfeited * self.deposit_fen

    @property
    def amount_fen(self) -> int:
        return self.boxes * self.deposit_fen


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one type and part. `boxes` were paid for, `back` given back, `forfeited` kept for good;
    `out` are expected home, `scanned` came back over a counter, `overdue` of `out` arrived and left
    longer ago than is waited."""

    boxes: int
    back: int = 0
    forfeited: int = 0
    out: int = 0
    scanned: int = 0
    overdue: int = 0

    @property
    def held(self) -> int:
        return self.boxes - self.back - self.forfeited

    def due_back(self) -> tuple[int, int]:
        """How many to give back now: out of what is held, and out of what was forfeited."""
        home = min(self.boxes, max(self.boxes - self.out, self.scanned))
        due = max(0, home - self.back)
        held = min(due, self.held)
        return held, due - held

    def to_forfeit(self) -> int:
        """Those that are still waited for keep their deposits."""
        return max(0, min(self.overdue, self.held - (self.out - self.overdue)))
