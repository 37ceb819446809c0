"""Names of places looked up at the start of a text, level by level, suffixes optional."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LEVELS = ("province", "city", "county", "town")
_NATIONS = (
    "壮族|回族|维吾尔|蒙古族|(?<!内)蒙古|土家族|苗族|藏族|羌族|彝族|侗族|布依族|朝鲜族|满族|瑶族|白族|傣族|"
    "景颇族|哈尼族|傈僳族|黎族|畲族|哈萨克族|哈萨克|柯尔克孜|锡伯|塔吉克|撒拉族|土族|东乡族|保安族|"
    "裕固族|仡佬族|水族|仫佬族|毛南族|各族|拉祜族|佤族|布朗族|纳西族|普米族|怒族|独龙族|达斡尔族|鄂伦春|"
    "鄂温克族"
)
_SUFFIX = re.compile(
    rf"(?:{_NATIONS})*(?:自治区|自治州|自治县|自治旗)$|(?:新区|林区|矿区|地区|街道|省|市|区|县|盟|镇|乡|旗)$"
)
_COMMITTEE = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会)$")
# A short name in front of these is a street's or a village's name, not the place.
_NOT_A_PLACE = re.compile(r"路|街(?!道)|巷|弄|大道|大街|村|号")
_OLD_SUFFIX = "省市区县"


@dataclass(frozen=True, slots=True)
class Place:
    """`level` is province, city, county, town or village."""

    code: str
    level: str
    name: str
    parent_code: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the start of a text was read as: the deepest place and how many levels were named."""

    place: Place
    length: int
    named: int


class PlaceIndex:
    """Built once from all places; a city without counties may be its own county (441900)."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_key = {(place.level, place.code): place for place in places}
        self._by_name: dict[tuple[str, str], list[Place]] = defaultdict(list)
        self._villages: dict[str, list[Place]] = defaultdict(list)
        self._longest = 0
        for place in self._by_key.values():
            if place.level == "village":
                self._villages[place.parent_code].append(place)
                continue
            for name in self._names(place):
                self._by_name[place.level, name].append(place)
                self._longest = max(self._longest, len(name))

    def chain(self, place: Place) -> dict[str, Place]:
        """The place and everything it lies in, by level."""
        found = {place.level: place}
        levels = LEVELS[: LEVELS.index(place.level)] if place.level in LEVELS else LEVELS
        for level in reversed(levels):
            parent = self._by_key.get((level, place.parent_code))
            if parent is not None:
                found[level] = place = parent
        return found

    def readings(self, text: str) -> list[Reading]:
        """The best readings of the text's start; more than one means that it is ambiguous."""
        every = list(self._walk(text, 0, None, 0, 0))
        if not every:
            return []
        best = max((one.length, one.named) for one in every)
        found = {one.place: one for one in every if (one.length, one.named) == best}
        # A county read as its own city says less than as the county.
        codes = {one.place.code: one for one in found.values() if one.place.level != "city"}
        return [one for p, one in found.items() if p.level != "city" or p.code not in codes]

    def village(self, town_code: str, detail: str) -> Place | None:
        for village in self._villages.get(town_code, ()):
            name = _COMMITTEE.sub("", village.name)
            if detail.startswith(name) or detail.startswith(name.removesuffix("社区") + "村"):
                return village
        return None

    def is_name(self, text: str) -> bool:
        return any((level, text) in self._by_name for level in LEVELS)

    def _names(self, place: Place) -> Iterator[str]:
        if len(place.name) > 1:
            yield place.name
        short = _SUFFIX.sub("", place.name)
        if len(short) > 1 and short != place.name:
            yield short
        parent = self._by_key.get(("province", place.parent_code))
        # 市辖区: people write the name of the city twice, "上海市上海市".
        if place.level == "city" and place.name in ("市辖区", "县") and parent is not None:
            yield parent.name
            yield _SUFFIX.sub("", parent.name)

    def _walk(
        self, text: str, level: int, anchor: Place | None, length: int, named: int
    ) -> Iterator[Reading]:
        if anchor is not None:
            yield Reading(anchor, length, named)
        for deeper in range(level, len(LEVELS)):
            for place, used in self._starts(text[length:], LEVELS[deeper]):
                if anchor is None or self._inside(place, anchor):
                    yield from self._walk(text, deeper + 1, place, length + used, named + 1)

    def _inside(self, place: Place, anchor: Place) -> bool:
        return self.chain(place).get(anchor.level) == anchor

    def _starts(self, text: str, level: str) -> Iterator[tuple[Place, int]]:
        for size in range(2, min(self._longest, len(text)) + 1):
            for place in self._by_name.get((level, text[:size]), ()):
                used = size
                if place.name != text[:size]:
                    if _NOT_A_PLACE.match(text, size):
                        continue
                    used += text[size : size + 1] in _OLD_SUFFIX and size < len(text)
                yield place, used
