"""Journal entries a second, and how long it takes to prove the books, the books growing."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from sqlalchemy import insert, select, text, update

from app import clock
from app.db import db, session, transaction, unhurried
from app.ground.chain import ChainedEntry, digest_after
from app.ground.postings import Posting as PlannedPosting
from app.ledger.actions import as_text, post
from app.ledger.chain import START, find_head, first_break, strays
from app.ledger.models import Account, JournalEntry, JournalHead, JournalLink, Posting
from bench.grounds import Ground
from bench.orders import Pace, together
from tests.statements import count_statements

# A sale of one cooperative through a village shop.
SALE = (
    PlannedPosting("bench_box", "carrier_payable", 1350),
    PlannedPosting("bench_box", "commission_income", 174),
    PlannedPosting("bench_box", "bench_shop", 174),
    PlannedPosting("bench_box", "bench_cooperative", 5452),
)
ROWS = 1 + len(SALE) + 1
BATCH = 5_000
_serial = count()


@dataclass(frozen=True, slots=True)
class Booking:
    """`bare` is transactions of as many rows without accounts to find, keys to keep and a chain."""

    statements: int
    entries: Pace
    bare: Pace


def measure_booking(ground: Ground) -> Booking:
    _book()
    with count_statements() as sent:
        _book()
    entries = together(ground.app, _book)
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare_entries (a BIGINT, b BIGINT, words TEXT)"))
    statement = text("INSERT INTO bare_entries VALUES (:a, :b, :words)")
    values = [{"a": one, "b": one * one, "words": "一行" * 20} for one in range(ROWS)]

    def write() -> None:
        options = {"writing": True}
        with db.engine.connect().execution_options(**options) as connection, connection.begin():
            connection.execute(statement, values)

    return Booking(len(sent), entries, together(ground.app, write))


def _book() -> None:
    with transaction():
        post(f"bench:{next(_serial)}", "一笔销售", SALE)
    session.remove()


def grow_books(postings: int) -> None:
    """Up to so many more postings, chained as `post` does, written in bulk."""
    with transaction():
        names = dict(session.execute(select(Account.name, Account.id)).all())
        head = find_head() or START
        last_entry = session.scalar(select(JournalEntry.id).order_by(JournalEntry.id.desc())) or 0
        last_posting = session.scalar(select(Posting.id).order_by(Posting.id.desc())) or 0
    moment = clock.now()
    position, digest = head.position, head.digest
    for first, last in _spans(postings // len(SALE)):
        entries, moved, links = [], [], []
        for number in range(first, last):
            entry_id = last_entry + number
            ids = range(
                last_posting + (number - 1) * len(SALE) + 1, last_posting + number * len(SALE) + 1
            )
            fact = f"grown:{entry_id}"
            said = ChainedEntry(
                entry_id,
                fact,
                "一笔销售",
                None,
                as_text(moment),
                as_text(moment),
                [
                    (key, one.debit, one.credit, one.amount_fen)
                    for key, one in zip(ids, SALE, strict=True)
                ],
            )
            position, digest = position + 1, digest_after(digest, said.line)
            entries.append(
                {
                    "id": entry_id,
                    "fact": fact,
                    "memo": said.memo,
                    "happened_at": moment,
                    "booked_at": moment,
                }
            )
            moved += [
                {
                    "id": key,
                    "entry_id": entry_id,
                    "debit_id": names[one.debit],
                    "credit_id": names[one.credit],
                    "amount_fen": one.amount_fen,
                }
                for key, one in zip(ids, SALE, strict=True)
            ]
            links.append({"position": position, "entry_id": entry_id, "digest": digest})
        with transaction():
            for model, rows in ((JournalEntry, entries), (Posting, moved), (JournalLink, links)):
                session.execute(insert(model), rows)
            session.execute(update(JournalHead).values(position=position, digest=digest))
    session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _spans(entries: int) -> Iterator[tuple[int, int]]:
    for first in range(1, entries + 1, BATCH):
        yield first, min(first + BATCH, entries + 1)


def measure_proof() -> float:
    """Seconds to work the whole chain out anew and to look for what does not hang on it."""
    begun = time.perf_counter()
    with unhurried():
        assert first_break() is None
        assert strays(1) == []
    return time.perf_counter() - begun
