"""What the green post 绿色邮政 has set itself, and how near a figure is to it.

At least half of the boxes degradable, at least 95 of 100 waybills electronic: the postal industry's
own goals (the State Post Bureau's green plan, which wanted the latter by 2020).
"""

from dataclasses import dataclass
from enum import StrEnum

DEGRADABLE_BP = 5_000
ELECTRONIC_BP = 9_500
# So near to the goal that it is amber, not red.
NEAR_BP = 500
# From the day on which it left; after that a returnable box is overdue.
BOX_BACK_DAYS = 30


class Light(StrEnum):
    """`none`: there is nothing of which a share could be taken."""

    green = "green"
    amber = "amber"
    red = "red"
    none = "none"


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, against a goal in basis points."""

    part: int
    whole: int
    goal_bp: int

    @property
    def basis_points(self) -> int:
        """Rounded down, so that a goal which is not reached never reads as if it were."""
        return self.part * 10_000 // self.whole if self.whole else 0

    @property
    def percent(self) -> int:
        return self.basis_points // 100

    @property
    def light(self) -> Light:
        if not self.whole:
            return Light.none
        if self.part * 10_000 >= self.whole * self.goal_bp:
            return Light.green
        near = self.part * 10_000 >= self.whole * (self.goal_bp - NEAR_BP)
        return Light.amber if near else Light.red


def degradable_share(degradable: int, boxes: int) -> Share:
    return Share(degradable, boxes, DEGRADABLE_BP)


def electronic_share(electronic: int, parcels: int) -> Share:
    return Share(electronic, parcels, ELECTRONIC_BP)
