"""Sums as pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.orders.earnings import Week
from app.settlement.queries import Coming
from app.web.formats import yuan_exact


@dataclass(frozen=True, slots=True)
class Bar:
    """For the `bars` macro: `share` is 0 to 100 of the highest."""

    text: str
    figure: str
    share: int


def bars_of(weeks: Sequence[Week]) -> list[Bar]:
    highest = max((week.earning.earning_fen for week in weeks), default=0)
    return [
        Bar(
            text=f"{week.first.month}/{week.first.day}",
            figure=yuan_exact(week.earning.earning_fen),
            share=max(0, week.earning.earning_fen) * 100 // highest if highest > 0 else 0,
        )
        for week in weeks
    ]


def coming_bars_of(coming: Sequence[Coming]) -> list[Bar]:
    """By morning; what has no day yet has no bar."""
    highest = max((one.fen for one in coming if one.day), default=0)
    return [
        Bar(
            text=f"{one.day.month}/{one.day.day}",
            figure=yuan_exact(one.fen),
            share=max(0, one.fen) * 100 // highest if highest > 0 else 0,
        )
        for one in coming
        if one.day is not None
    ]
