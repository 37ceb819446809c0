"""What a visitor asks a listing for, as plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.catalogue.kinds import TemperatureClass


class Sort(StrEnum):
    """`relevance` without a text is newest first."""

    relevance = "relevance"
    newest = "newest"
    cheapest = "cheapest"
    dearest = "dearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWish:
    """`hall_prefix` is a hall's `code_prefix`; `category_slug` includes its children; `cursor` is a
    SearchPage's `next_cursor` of the same wish."""

    on: date
    text: str = ""
    hall_prefix: str = ""
    category_slug: str | None = None
    county_code: str | None = None
    in_season: bool = False
    temperature_class: TemperatureClass | None = None
    sort: Sort = Sort.relevance
    cursor: str | None = None
    limit: int = 24

    @property
    def is_narrowed(self) -> bool:
        return bool(
            self.hall_prefix
            or self.category_slug
            or self.county_code
            or self.in_season
            or self.temperature_class
        )
