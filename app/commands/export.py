"""`flask export orders --out DIR`: tables as CSV, for whoever adds up in a spreadsheet.

RFC 4180 in UTF-8 with a byte order mark, without which spreadsheets read Chinese as noise.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.db import session
from app.ground.money import yuan_parts
from app.ground.sheets import defused
from app.reports.exports import EXPORTS, Table


@click.command("export")
@click.argument("what", nargs=-1, required=True, type=click.Choice(sorted(EXPORTS)))
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(file_okay=False, writable=True, path_type=Path),
    help="The folder; made if it is not there. Files of an earlier export are replaced.",
)
@with_appcontext
def export(what: tuple[str, ...], folder: Path) -> None:
    """Write orders, ledger, stock or parcels as CSV for spreadsheets."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in dict.fromkeys(what):
        for table in EXPORTS[name]:
            path = folder / f"{table.name}.csv"
            count = write(table, path)
            click.echo(f"{path}: {count} rows")
    session.remove()


def write(table: Table, path: Path) -> int:
    """The file appears when it is whole: one that was broken off leaves the old one alone."""
    part = path.with_suffix(".csv.part")
    count = 0
    with (
        part.open("w", encoding="utf-8-sig", newline="") as file,
        click.progressbar(length=table.count(), label=table.name) as bar,
    ):
        sheet = csv.writer(file, lineterminator="\r\n")
        sheet.writerow(headers(table))
        for rows in table.batches():
            sheet.writerows([*cells(table, row)] for row in rows)
            count += len(rows)
            bar.update(len(rows))
    part.replace(path)
    return count


def headers(table: Table) -> list[str]:
    """They never change their names: spreadsheets of others rely on them."""
    return [one for header in table.headers for one in _with_twin(header)]


def _with_twin(header: str) -> tuple[str, ...]:
    return (header, _in_yuan(header)) if header.endswith("_fen") else (header,)


def _in_yuan(header: str) -> str:
    return f"{header.removesuffix('_fen')}_yuan"


def cells(table: Table, row: tuple[object, ...]) -> Iterator[str]:
    for header, value in zip(table.headers, row, strict=True):
        yield cell(value)
        if header.endswith("_fen"):
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
