"""A table of parcels that a shed handed in at a counter 批量发货: read, and nothing else.

Columns in any order, by their Chinese or English names: our number or the order's, the number on
the counter's paper label, and where it was weighed the weight. UTF-8 or GB 18030.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from app.ground.digits import plain
from app.ground.refusals import FileNotAllowed, Refusal
from app.ground.sheets import decoded, named_cells
from app.ground.waybills import parse_waybill

MOST_ROWS = 200
MOST_BYTES = 200_000
LONGEST_CELL = 200
PARCEL, ORDER, WAYBILL, KILOGRAMS, GRAMS = "parcel", "order", "waybill", "kilograms", "grams"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    PARCEL: ("系统邮件号", "原邮件号", "parcel", "parcel number", "our number"),
    ORDER: ("子订单号", "订单号", "子订单", "订单", "order", "order number", "sub-order"),
    WAYBILL: ("邮件号", "运单号", "面单号", "单号", "waybill", "waybill number"),
    KILOGRAMS: ("重量(千克)", "重量(公斤)", "重量(kg)", "weight (kg)", "weight_kg", "kg"),
    GRAMS: ("重量(克)", "重量(g)", "weight (g)", "weight_grams", "grams"),
}
_KILOGRAMS = re.compile(r"([0-9]{1,4})(?:\.([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Typed:
    """`parcel` is one of our numbers, or else `order` one of an order or a part of it; `waybill`
    is on the paper label. Without a weight `grams` is None."""

    line: int
    parcel: str
    order: str
    waybill: str
    grams: int | None

    @property
    def told(self) -> str:
        return self.parcel or self.order


@dataclass(frozen=True, slots=True)
class BadRow:
    """`fault` is one of the words in web/shipping_views.py."""

    line: int
    text: str
    fault: str


def read_rows(content: bytes) -> tuple[list[Typed], list[BadRow], int]:
    """Good rows, bad ones, and how many have no number yet. FileNotAllowed for what is no such
    table at all, or too long a one."""
    good: list[Typed] = []
    bad: list[BadRow] = []
    blank = 0
    for at, (line, cells) in enumerate(_rows(content)):
        if at >= MOST_ROWS:
            raise FileNotAllowed(field="file")
        if not cells[WAYBILL]:
            blank += 1
            continue
        try:
            good.append(_typed(line, cells))
        except _Bad as fault:
            told = cells[PARCEL] or cells[ORDER] or cells[WAYBILL]
            bad.append(BadRow(line, told[:40], str(fault)))
    return good, bad, blank


def as_table(rows: Sequence[Typed]) -> str:
    """What `read_rows` makes the same rows of: a page keeps them until somebody says yes."""
    lines = [",".join((PARCEL, ORDER, WAYBILL, GRAMS))]
    lines += [f"{one.parcel},{one.order},{one.waybill},{one.grams or ''}" for one in rows]
    return "\n".join(lines)


class _Bad(Exception):
    """Why a row cannot be taken."""


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    return named_cells(decoded(content, MOST_BYTES, "file"), COLUMNS, _is_enough, _cell)


def _is_enough(columns: Set[str]) -> bool:
    return WAYBILL in columns and bool(columns & {PARCEL, ORDER})


def _cell(text: str) -> str:
    """A spreadsheet keeps a long number whole behind an apostrophe."""
    return plain(text).removeprefix("'")


def _typed(line: int, cells: Mapping[str, str]) -> Typed:
    if any(len(cell) > LONGEST_CELL for cell in cells.values()):
        raise _Bad("too_long")
    if not cells[PARCEL] and not cells[ORDER]:
        raise _Bad("nameless")
    try:
        waybill = parse_waybill(cells[WAYBILL])
    except Refusal as fault:
        raise _Bad("not_a_number") from fault
    try:
        parcel = parse_waybill(cells[PARCEL]) if cells[PARCEL] else ""
    except Refusal as fault:
        # As if it were somebody else's: nobody learns which numbers are there.
        raise _Bad("not_ours") from fault
    return Typed(line, parcel, "" if parcel else cells[ORDER], waybill, _grams(cells))


def _grams(cells: Mapping[str, str]) -> int | None:
    if cells[GRAMS]:
        if not (cells[GRAMS].isascii() and cells[GRAMS].isdigit() and len(cells[GRAMS]) < 7):
            raise _Bad("weight")
        return int(cells[GRAMS])
    if not cells[KILOGRAMS]:
        return None
    found = _KILOGRAMS.fullmatch(cells[KILOGRAMS])
    if found is None:
        raise _Bad("weight")
    return int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))
