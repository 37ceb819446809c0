"""A listing's links: the same address with one word of its query put, changed or left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.catalogue.facets import Facets, Option
from app.places.halls import HallSign
from app.web.formats import named
from app.web.parcel_words import temperature_in_words


@dataclass(frozen=True, slots=True)
class Chip:
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Choice:
    words: str
    count: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Facet:
    words: str
    options: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class SortChoice:
    words: str
    address: str
    current: bool


class Listing:
    def __init__(self, asked: Mapping[str, str], hall: HallSign | None, facets: Facets) -> None:
        """`asked` is the query without what is empty."""
        self.asked = dict(asked)
        self.hall = hall
        self.counted = facets

    def address(self, **changed: str | None) -> str:
        """Another place in the list only with `after`: what changes the list starts it anew."""
        kept = {name: text for name, text in self.asked.items() if name != "after"}
        query = {**kept, **changed}
        put: dict[str, Any] = {name: text for name, text in query.items() if text}
        return url_for("storefront.search.results", **put)

    def title(self) -> str:
        if "q" in self.asked:
            return _("“%(text)s”", text=self.asked["q"])
        chosen = _chosen(self.counted.categories)
        if chosen is not None:
            return named(chosen)
        if self.asked.get("season") == "now":
            return _("In season")
        return _("Everything")

    def chips(self) -> list[Chip]:
        chips = []
        if "q" in self.asked:
            words = _("“%(text)s”", text=self.asked["q"])
            chips.append(Chip(words, self.address(q=None)))
        if self.hall is not None:
            chips.append(Chip(named(self.hall), self.address(hall=None)))
        for name, options in self._named_facets():
            chosen = _chosen(options)
            if chosen is not None:
                chips.append(Chip(self._words(name, chosen), self.address(**{name: None})))
        if self.asked.get("season") == "now":
            chips.append(Chip(_("In season"), self.address(season=None)))
        return chips

    def facets(self) -> list[Facet]:
        heads = {
            "category": _("Kind"),
            "county": _("From"),
            "temperature": _("How it travels"),
        }
        shown = [
            Facet(heads[name], [self._choice(name, one) for one in options])
            for name, options in self._named_facets()
        ]
        return [*shown[:2], Facet(_("Season"), self._season()), *shown[2:]]

    def sorts(self, sorts: Sequence[str], standing: str) -> list[SortChoice]:
        """Best match only where there is something to match."""
        now = self.asked.get("sort", standing)
        words = {
            "fitting": _("Best match"),
            "new": _("Newest"),
            "cheap": _("Cheapest"),
            "dear": _("Dearest"),
        }
        return [
            SortChoice(words[sort], self.address(sort=sort), sort == now)
            for sort in sorts
            if sort != "fitting" or "q" in self.asked
        ]

    def _named_facets(self) -> Iterable[tuple[str, Sequence[Option]]]:
        return (
            ("category", self.counted.categories),
            ("county", self.counted.counties),
            ("temperature", self.counted.temperature_classes),
        )

    def _choice(self, name: str, option: Option) -> Choice:
        address = self.address(**{name: None if option.is_chosen else option.code})
        return Choice(self._words(name, option), option.count, address, option.is_chosen)

    def _season(self) -> list[Choice]:
        is_now = self.asked.get("season") == "now"
        if not self.counted.in_season and not is_now:
            return []
        address = self.address(season=None if is_now else "now")
        return [Choice(_("Ripe now"), self.counted.in_season, address, is_now)]

    @staticmethod
    def _words(name: str, option: Option) -> str:
        return temperature_in_words(option.code) if name == "temperature" else named(option)


def _chosen(options: Iterable[Option]) -> Option | None:
    return next((one for one in options if one.is_chosen), None)
