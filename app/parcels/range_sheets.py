"""A file of ranges as the carrier gives them out: product, outlet's code, first and last number.

Read as a whole before anything is taken in: every row that is wrong is named, and then none is.
"""

import csv
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from app.ground.postal_products import PostalProduct
from app.ground.refusals import FileNotAllowed, Refusal, WaybillNotAllowed
from app.ground.waybills import Run, overlapping, parse_waybill
from app.parcels.desk import BadRow
from app.parcels.kinds import RangeSource
from app.parcels.paper_words import PRODUCTS
from app.parcels.waybills import known_of, run_between, take_in
from app.places.outlets import outlet_signs

HEADERS = frozenset({"product", "产品", "产品名称"})
WORDS: dict[str, PostalProduct | None] = {
    **{product.value: product for product in PostalProduct},
    **{words: PostalProduct(product) for product, words in PRODUCTS.items() if product},
    "": None,
    PRODUCTS[None]: None,
}
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class SheetRow:
    line: int
    product: PostalProduct | None
    outlet_id: int | None
    run: Run


def read_sheet(text: str) -> tuple[list[SheetRow], list[BadRow]]:
    """Empty product or outlet: for all of them. Faults: columns, product, outlet, range, twice,
    known (BadRow). FileNotAllowed for what is no table, or one too long to be read as a whole."""
    outlets: dict[str, int | None] = {one.code: one.id for one in outlet_signs()} | {"": None}
    rows: list[SheetRow] = []
    bad: list[BadRow] = []
    for line, cells in enumerate(_cells(text), start=1):
        fields = [cell.strip() for cell in cells]
        if not any(fields) or fields[0].lower() in HEADERS:
            continue
        found = _row(line, fields, outlets)
        if isinstance(found, SheetRow):
            rows.append(found)
        else:
            bad.append(found)
    taken = _taken(rows)
    bad += [BadRow(one.line, _first(one.run), taken[one]) for one in rows if one in taken]
    return [one for one in rows if one not in taken], sorted(bad, key=lambda row: row.line)


def _taken(rows: Sequence[SheetRow]) -> dict[SheetRow, str]:
    """Rows whose numbers an earlier row has, or we have; asked for all of them together. In the
    order of their numbers each is compared with the one that reaches furthest so far."""
    found: dict[SheetRow, str] = {}
    known = known_of([one.run for one in rows])
    starts = [(one.series, one.first) for one in known]
    reaching: SheetRow | None = None
    for one in sorted(rows, key=lambda row: (row.run, row.line)):
        # Of what we know the last that begins before this run's end.
        place = bisect_right(starts, (one.run.series, one.run.last)) - 1
        if place >= 0 and overlapping([known[place], one.run]):
            found[one] = "known"
        if reaching is not None and overlapping([reaching.run, one.run]):
            found[max(one, reaching, key=lambda row: row.line)] = "twice"
            reaching = max(one, reaching, key=lambda row: row.run.last)
        else:
            reaching = one
    return found


def _first(run: Run) -> str:
    return run.series.number(run.first)


def _cells(text: str) -> list[list[str]]:
    """A table that is cut off silently would be a range that nobody misses."""
    try:
        cells = list(csv.reader(text.splitlines()))
    except csv.Error as fault:
        raise FileNotAllowed(field="sheet") from fault
    if len(cells) > MOST_ROWS:
        raise FileNotAllowed(field="sheet")
    return cells


def _row(line: int, fields: list[str], outlets: dict[str, int | None]) -> SheetRow | BadRow:
    if len(fields) < 4:
        return BadRow(line, ",".join(fields)[:40], "columns")
    product, outlet, first, last = fields[:4]
    if product not in WORDS:
        return BadRow(line, product[:40], "product")
    if outlet not in outlets:
        return BadRow(line, outlet[:40], "outlet")
    try:
        run = run_between(parse_waybill(first), parse_waybill(last))
    except Refusal:
        return BadRow(line, f"{first} – {last}"[:40], "range")
    return SheetRow(line, WORDS[product], outlets[outlet], run)


def take_sheet(rows: Sequence[SheetRow]) -> int:
    """How many numbers came in. A range that somebody else took in meanwhile refuses all."""
    if overlapping([row.run for row in rows]):
        raise WaybillNotAllowed
    pools: dict[tuple[PostalProduct | None, int | None], list[Run]] = {}
    for row in rows:
        pools.setdefault((row.product, row.outlet_id), []).append(row.run)
    return sum(
        take_in(runs, product, outlet_id, RangeSource.sheet)
        for (product, outlet_id), runs in pools.items()
    )
