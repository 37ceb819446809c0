"""The books as one ZIP, sent while it is made: however long they are, little of it is in memory."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from app.ledger.chain import START, find_head
from app.reports.exports import BOOKS, README, RECOMPUTE, Table
from app.reports.sheets import MARK, cells, headers, line

PROGRAM, WORDS = "recompute.py", "README.txt"


class _Passage(io.RawIOBase):
    """What the archive writes goes through here; it cannot go back."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting += data
        return len(data)

    def taken(self) -> bytes:
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def books_archive() -> Iterator[bytes]:
    """As they are now: what is booked while it is sent is not in it."""
    until = (find_head() or START).position
    passage = _Passage()
    with ZipFile(passage, "w", ZIP_DEFLATED) as archive:
        archive.writestr(PROGRAM, RECOMPUTE.read_text("utf-8"))
        archive.writestr(WORDS, README.read_text("utf-8"))
        for table in BOOKS:
            with archive.open(f"{table.name}.csv", "w", force_zip64=True) as file:
                for text in _pieces(table, until):
                    file.write(text.encode())
                    yield passage.taken()
    yield passage.taken()


def _pieces(table: Table, until: int) -> Iterator[str]:
    yield MARK + line(headers(table.headers))
    for rows in table.batches(until=until):
        yield "".join(line(cells(table.headers, row)) for row in rows)
