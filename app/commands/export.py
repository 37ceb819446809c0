"""`flask export orders --out DIR`: tables as CSV, for whoever adds up in a spreadsheet.

RFC 4180 in UTF-8 with a byte order mark, without which spreadsheets read Chinese as noise.
"""

import csv
import shutil
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.db import session
from app.ledger.chain import START, find_head
from app.reports.books_archive import PROGRAM, WORDS
from app.reports.exports import EXPORTS, README, RECOMPUTE, Table
from app.reports.sheets import cells, headers


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
    # The books as they are now, whatever is booked while they are written.
    until = (find_head() or START).position
    for name in dict.fromkeys(what):
        for table in EXPORTS[name]:
            path = folder / f"{table.name}.csv"
            count = write(table, path, until)
            click.echo(f"{path}: {count} rows")
    if "ledger" in what:
        for name, source in ((PROGRAM, RECOMPUTE), (WORDS, README)):
            shutil.copyfile(source, folder / name)
            click.echo(f"{folder / name}: for whoever works the books out anew")
    session.remove()


def write(table: Table, path: Path, until: int | None = None) -> int:
    """The file appears when it is whole: one that was broken off leaves the old one alone."""
    part = path.with_suffix(".csv.part")
    count = 0
    with (
        part.open("w", encoding="utf-8-sig", newline="") as file,
        click.progressbar(length=table.count(), label=table.name) as bar,
    ):
        sheet = csv.writer(file, lineterminator="\r\n")
        sheet.writerow(headers(table.headers))
        for rows in table.batches(until=until):
            sheet.writerows([*cells(table.headers, row)] for row in rows)
            count += len(rows)
            bar.update(len(rows))
    part.replace(path)
    return count
