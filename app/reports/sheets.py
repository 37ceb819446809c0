"""Cells for spreadsheets: RFC 4180 in UTF-8 with a byte order mark, without which spreadsheets read
Chinese as noise.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from app.ground.money import yuan_parts
from app.ground.sheets import defused

MARK = "\ufeff"


def sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file in pieces, one for each row."""
    yield MARK + line(headers(columns))
    for row in rows:
        yield line(cells(columns, row))


def line(values: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(values)
    return written.getvalue()


def headers(columns: Iterable[str]) -> list[str]:
    """They never change their names: spreadsheets of others rely on them."""
    return [one for column in columns for one in _with_twin(column)]


def _with_twin(column: str) -> tuple[str, ...]:
    return (column, _in_yuan(column)) if column.endswith("_fen") else (column,)


def _in_yuan(column: str) -> str:
    return f"{column.removesuffix('_fen')}_yuan"


def cells(columns: Sequence[str], row: Sequence[object]) -> Iterator[str]:
    for column, value in zip(columns, row, strict=True):
        yield cell(value)
        if column.endswith("_fen"):
            yield ".".join(yuan_parts(value)) if isinstance(value, int) else ""


def cell(value: object) -> str:
    """Numbers as they are, times as ISO 8601 in UTC, texts that no spreadsheet works out."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return defused(value)
    return str(value)
