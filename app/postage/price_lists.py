"""Price lists as files: the public tariff as it came, and one shape for every product.

group,destinations,days,up_to_grams,base_fen,step_fen
JS-E1,320000 310000,1 2 3,1000,420,0     a group's first line names its destinations and days
JS-E1,,,3000,420,120                     and its further bands follow
+,653100 653200,,,500,                   dearer by so much there 偏远加价
-,460300,,,,                             not served 不配送
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from app.ground.postage import Band, Days, by_kilogram
from app.ground.postal_products import PostalProduct
from app.ground.refusals import TariffFileNotUnderstood
from app.ground.tariffs import Area, Tariff, Terms, Zone

COLUMNS = ("group", "destinations", "days", "up_to_grams", "base_fen", "step_fen")
_DEARER, _NOT_SERVED = "+", "-"


def ordinary_tariffs(
    rows: Iterable[Mapping[str, str]],
) -> Iterator[tuple[str, date, Tariff]]:
    """By origin and date. A date may bring lines for some destinations only; the others stay as
    they were."""
    lines = sorted(rows, key=lambda row: (row["origin_province"], row["valid_from"]))
    standing: dict[str, dict[str, Mapping[str, str]]] = {}
    dates: dict[tuple[str, str], None] = {}
    for row in lines:
        dates[row["origin_province"], row["valid_from"]] = None
    for origin, valid_from in dates:
        there = standing.setdefault(origin, {})
        there.update(
            (row["destination_province"], row)
            for row in lines
            if (row["origin_province"], row["valid_from"]) == (origin, valid_from)
        )
        yield origin, date.fromisoformat(valid_from), _ordinary(there.values())


def _ordinary(rows: Iterable[Mapping[str, str]]) -> Tariff:
    """Lines with one group and one price are a zone; a group with two prices is two zones."""
    zones: dict[tuple[str, tuple[Band, ...]], list[str]] = {}
    for row in rows:
        prices = (int(row[name]) for name in _PRICES)
        line = by_kilogram(row["group"], *prices)
        zones.setdefault((line.group, line.bands), []).append(row["destination_province"])
    names = [group for group, _ in zones]
    return Tariff(
        PostalProduct.ordinary,
        zones=tuple(
            Zone(
                group if names.count(group) == 1 else f"{min(codes)[:2]}-{group}",
                tuple(sorted(codes)),
                bands,
            )
            for (group, bands), codes in sorted(zones.items(), key=lambda one: one[0][0])
        ),
    )


_PRICES = ("first_kg_fen", "next_kg_fen_to_10kg", "next_kg_fen_to_20kg", "next_kg_fen_to_50kg")


def read_lines(text: str) -> tuple[tuple[Zone, ...], tuple[Area, ...]]:
    """TariffFileNotUnderstood names the first line that says nothing; sums are checked later."""
    zones: dict[str, Zone] = {}
    areas: list[Area] = []
    for number, row in enumerate(_rows(text), start=2):
        try:
            _read(row, zones, areas)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise TariffFileNotUnderstood(line=number, field="file") from None
    return tuple(zones[group] for group in sorted(zones)), tuple(areas)


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        return list(csv.DictReader(_without_comments(text)))
    except csv.Error:
        # A cell that never ends.
        raise TariffFileNotUnderstood(line=1, field="file") from None


def _read(row: Mapping[str, str], zones: dict[str, Zone], areas: list[Area]) -> None:
    group, places = row["group"].strip(), tuple(row["destinations"].split())
    if group in (_DEARER, _NOT_SERVED):
        surcharge = int(row["base_fen"]) if group == _DEARER else None
        areas += [Area(code, surcharge) for code in places]
        return
    if not group:
        raise ValueError(group)
    days = Days(*map(int, row["days"].split())) if row["days"].strip() else None
    known = zones.get(group, Zone(group, (), (), None))
    band = Band(int(row["up_to_grams"]), int(row["base_fen"]), int(row["step_fen"] or 0))
    zones[group] = Zone(
        group, known.destinations + places, (*known.bands, band), known.days or days
    )


def write_lines(tariff: Tariff) -> list[tuple[str, ...]]:
    """What read_lines understands, the columns first."""
    lines: list[tuple[str, ...]] = [COLUMNS]
    for zone in tariff.zones:
        places = " ".join(zone.destinations)
        days = zone.days
        words = f"{days.least} {days.most} {days.late}" if days else ""
        for band in zone.bands:
            figures = (band.up_to_grams, band.base_fen, band.step_fen)
            lines.append((zone.group, places, words, *map(str, figures)))
            places = words = ""
    for area in tariff.areas:
        if area.surcharge_fen is None:
            lines.append((_NOT_SERVED, area.code, "", "", "", ""))
        else:
            lines.append((_DEARER, area.code, "", "", str(area.surcharge_fen), ""))
    return lines


def as_file(tariff: Tariff) -> str:
    """With the sign that spreadsheets know UTF-8 by."""
    text = io.StringIO()
    csv.writer(text).writerows(write_lines(tariff))
    return f"\ufeff{text.getvalue()}"


def read_tariff(terms: Mapping[str, str], text: str) -> Tariff:
    """A product's line of postal_products.csv, and its price list."""
    numbers: dict[str, Any] = {
        name: int(terms[name] or 0)
        for name in Terms.__slots__
        if name not in ("months", "is_offered")
    }
    months = tuple(int(month) for month in terms["months"].split())
    zones, areas = read_lines(text)
    return Tariff(PostalProduct(terms["product"]), Terms(**numbers, months=months), zones, areas)


def _without_comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
