"""Seasons: from one day of the year to another, both inclusive, also over the new year."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from app.ground.digits import plain
from app.ground.refusals import SeasonNotAllowed

SOON_DAYS = 60
_MONTH_DAY = re.compile(r"([0-9]{1,2})[-./月]([0-9]{1,2})日?")


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    month: int
    day: int

    @classmethod
    def parse(cls, text: object, *, field: str | None = None) -> Self:
        """ "07-20", "7.20" or "7月20日"; 29 February is a day like any other."""
        found = _MONTH_DAY.fullmatch(plain(text)) if isinstance(text, str) else None
        if found is None:
            raise SeasonNotAllowed(field=field)
        try:
            date(2000, int(found[1]), int(found[2]))
        except ValueError:
            raise SeasonNotAllowed(field=field) from None
        return cls(int(found[1]), int(found[2]))

    def in_year(self, year: int) -> date:
        """29 February becomes the 28th where there is none."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, 28)

    @property
    def third(self) -> int:
        """0..35: early (1–10), middle (11–20) or late part of its month."""
        return (self.month - 1) * 3 + min((self.day - 1) // 10, 2)

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Season:
    first: MonthDay
    last: MonthDay

    @classmethod
    def parse(cls, first: object, last: object, *, field: str | None = None) -> Self:
        return cls(MonthDay.parse(first, field=field), MonthDay.parse(last, field=field))

    @property
    def wraps(self) -> bool:
        return self.last < self.first

    def contains(self, on: date) -> bool:
        return self._window(on.year)[0] <= on <= self._window(on.year)[1] or (
            self.wraps and on <= self._window(on.year - 1)[1]
        )

    def current_or_next(self, on: date) -> tuple[date, date]:
        """First and last day of the season that has not ended before `on`."""
        for year in (on.year - 1, on.year):
            window = self._window(year)
            if on <= window[1]:
                return window
        return self._window(on.year + 1)

    def next_first(self, on: date) -> date:
        """The first season start on or after `on`."""
        start = self.first.in_year(on.year)
        return start if start >= on else self.first.in_year(on.year + 1)

    def thirds(self) -> tuple[bool, ...]:
        """36 parts of the year (early, middle, late of each month): is the season in them?"""
        first, last = self.first.third, self.last.third
        if self.wraps:
            return tuple(part >= first or part <= last for part in range(36))
        return tuple(first <= part <= last for part in range(36))

    def months(self) -> frozenset[int]:
        return frozenset(part // 3 + 1 for part, inside in enumerate(self.thirds()) if inside)

    def _window(self, year: int) -> tuple[date, date]:
        return self.first.in_year(year), self.last.in_year(year + 1 if self.wraps else year)


class SellingKind(StrEnum):
    all_year = "all_year"
    open = "open"
    presale = "presale"
    soon = "soon"
    closed = "closed"


@dataclass(frozen=True, slots=True)
class SellingState:
    """`ships_from` is the first day on which a parcel can leave; the others are None all year."""

    kind: SellingKind
    opens_on: date | None
    closes_on: date | None
    presale_from: date | None
    ships_from: date

    @property
    def can_order(self) -> bool:
        return self.kind in (SellingKind.all_year, SellingKind.open, SellingKind.presale)


def selling_state(season: Season | None, presale_days: int, on: date) -> SellingState:
    """Whether a thing of this season can be ordered on a day.

    A presale begins `presale_days` before the first day (0: no presale). `soon` means that the
    presale, or else the season, begins within 60 days.
    """
    if season is None:
        return SellingState(SellingKind.all_year, None, None, None, on)
    opens, closes = season.current_or_next(on)
    presale = opens - timedelta(days=presale_days) if presale_days > 0 else None
    kind = _kind(opens, presale, on)
    ships = on if kind is SellingKind.open else opens
    return SellingState(kind, opens, closes, presale, ships)


def _kind(opens: date, presale: date | None, on: date) -> SellingKind:
    if opens <= on:
        return SellingKind.open
    if presale is not None and presale <= on:
        return SellingKind.presale
    if ((presale or opens) - on).days <= SOON_DAYS:
        return SellingKind.soon
    return SellingKind.closed
