"""Is every entry still what it was when it was linked? Read in the order of the chain, in batches:
time grows with the books, memory does not. Nothing is changed, and nobody is kept waiting.

An account hangs on the chain by the entries that moved it: one that nothing was posted to yet may
be called otherwise unnoticed, and harmlessly, for it is opened anew by whoever needs it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Text, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.db import legible, session
from app.ground.chain import BEFORE_THE_FIRST, ChainedEntry, digest_after
from app.ledger.models import Account, JournalEntry, JournalHead, JournalLink, Posting

BATCH = 2000


class as_kept(FunctionElement[str]):
    """A moment as a text in UTC, to the microsecond, the same on both databases; unread, for what
    somebody put there need not be a moment at all."""

    type = Text()
    inherit_cache = True
    name = "as_kept"


@compiles(as_kept, "sqlite")
def _kept_as_text(element: as_kept, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(as_kept, "postgresql")
def _written_as_text(element: as_kept, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"


Progress = Callable[[int], None]


class Break(StrEnum):
    changed = "changed since it was booked"
    entry_missing = "its entry is missing"
    link_missing = "its link is missing"
    unlinked = "never linked"
    beyond = "linked behind the end of the chain"
    head_missing = "the end of the chain is not written down"
    head_differs = "the end of the chain is not what was written down"
    stray_posting = "a posting of an entry that does not exist"
    not_continued = "not what the chain held there"


@dataclass(frozen=True, slots=True)
class Place:
    """So far the chain: `digest` stands for its first `position` entries."""

    position: int
    digest: str

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"


START = Place(0, BEFORE_THE_FIRST)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain breaks; what cannot be known any more is None."""

    kind: Break
    position: int | None = None
    entry_id: int | None = None
    fact: str | None = None

    def __str__(self) -> str:
        link = None if self.position is None else f"link {self.position}"
        entry = None if self.entry_id is None else f"entry {self.entry_id}"
        fact = None if self.fact is None else f"({self.fact})"
        where = " ".join(word for word in (link, entry, fact) if word)
        return f"{where}: {self.kind}" if where else str(self.kind)


def find_head() -> Place | None:
    row = session.execute(select(JournalHead.position, JournalHead.digest)).one_or_none()
    return None if row is None else Place(*row)


def links_of(entry_ids: Sequence[int]) -> dict[int, Place]:
    """By entry: where on the chain it hangs."""
    statement = select(JournalLink.entry_id, JournalLink.position, JournalLink.digest).where(
        JournalLink.entry_id.in_(entry_ids)
    )
    return {row.entry_id: Place(row.position, row.digest) for row in session.execute(statement)}


def holds(place: Place) -> bool:
    """Whether the chain, as it is written down now, says the same at that place."""
    if place.position == 0:
        return place == START
    wanted = select(JournalLink.digest).where(JournalLink.position == place.position)
    return session.scalar(wanted) == place.digest


@legible()
def first_break(since: Place = START, progress: Progress | None = None) -> Fault | None:
    """The first entry after `since` that is not what was linked; None when all are.

    What is booked meanwhile hangs behind the end that is read first, and is left to the next time.
    `progress` is told how many entries have been read since it was told the last time.
    """
    if not holds(since):
        return Fault(Break.not_continued, since.position)
    head = find_head()
    if head is None:
        return Fault(Break.head_missing)
    place = since
    for links in _batches(since.position, head.position):
        for row, entry in links:
            if row.position != place.position + 1:
                return _missing_link(place.position + 1)
            if entry is None:
                return Fault(Break.entry_missing, row.position, row.entry_id)
            if digest_after(place.digest, entry.line) != row.digest:
                return Fault(Break.changed, row.position, entry.entry_id, entry.fact)
            place = Place(row.position, row.digest)
        if progress is not None:
            progress(len(links))
    if place.position < head.position:
        return _missing_link(place.position + 1)
    return None if place == head else Fault(Break.head_differs, head.position)


@legible()
def strays(most: int) -> list[Fault]:
    """What does not hang on the chain at all, the oldest first."""
    no_link = ~select(JournalLink.position).where(JournalLink.entry_id == JournalEntry.id).exists()
    entries = select(JournalEntry.id, JournalEntry.fact).where(no_link).order_by(JournalEntry.id)
    found = [
        Fault(Break.unlinked, None, entry_id, fact)
        for entry_id, fact in session.execute(entries.limit(most))
    ]
    end = select(JournalHead.position).scalar_subquery()
    behind = select(JournalLink.position, JournalLink.entry_id).where(JournalLink.position > end)
    found += [
        Fault(Break.beyond, position, entry_id)
        for position, entry_id in session.execute(behind.limit(most))
    ]
    no_entry = ~select(JournalEntry.id).where(JournalEntry.id == Posting.entry_id).exists()
    nowhere = select(Posting.entry_id).where(no_entry).distinct()
    found += [
        Fault(Break.stray_posting, None, entry_id)
        for entry_id in session.scalars(nowhere.limit(most))
    ]
    return found[:most]


def _missing_link(position: int) -> Fault:
    """If an entry hangs nowhere, or behind the end, it is the one that the link was of."""
    for fault in strays(1):
        if fault.kind is not Break.stray_posting:
            return Fault(Break.link_missing, position, fault.entry_id, fault.fact)
    return Fault(Break.link_missing, position)


# --------------------------------------------------------------------------------------- reading

Links = Sequence[tuple[Any, ChainedEntry | None]]


def _batches(after: int, last: int) -> Iterator[Links]:
    names: dict[int, str] = {}
    while after < last:
        rows = _links(after, last)
        if not rows:
            return
        postings = _postings(after, rows[-1].position)
        if any(not {one.debit_id, one.credit_id} <= names.keys() for one in _all(postings)):
            names = dict(session.execute(select(Account.id, Account.name)).all())
        yield [(row, _entry(row, postings[row.entry_id], names)) for row in rows]
        after = rows[-1].position


def _links(after: int, last: int) -> Sequence[Any]:
    statement = (
        select(
            JournalLink.position,
            JournalLink.entry_id,
            JournalLink.digest,
            JournalEntry.id,
            JournalEntry.fact,
            JournalEntry.memo,
            JournalEntry.order_id,
            as_kept(JournalEntry.happened_at).label("happened_at"),
            as_kept(JournalEntry.booked_at).label("booked_at"),
        )
        .outerjoin(JournalEntry, JournalEntry.id == JournalLink.entry_id)
        .where(JournalLink.position > after, JournalLink.position <= last)
        .order_by(JournalLink.position)
        .limit(BATCH)
    )
    return session.execute(statement).all()


def _postings(after: int, last: int) -> dict[int, list[Any]]:
    statement = (
        select(
            Posting.entry_id, Posting.id, Posting.debit_id, Posting.credit_id, Posting.amount_fen
        )
        .join(JournalLink, JournalLink.entry_id == Posting.entry_id)
        .where(JournalLink.position > after, JournalLink.position <= last)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    # Put in order here: asked to, SQLite would walk through all postings, batch after batch.
    for row in sorted(session.execute(statement), key=lambda row: row.id):
        found[row.entry_id].append(row)
    return found


def _all(postings: Mapping[int, Sequence[Any]]) -> Iterator[Any]:
    for rows in postings.values():
        yield from rows


def _entry(row: Any, postings: Sequence[Any], names: Mapping[int, str]) -> ChainedEntry | None:
    if row.id is None:
        return None
    return ChainedEntry(
        row.id,
        row.fact,
        row.memo,
        row.order_id,
        row.happened_at,
        row.booked_at,
        [
            (one.id, names.get(one.debit_id, ""), names.get(one.credit_id, ""), one.amount_fen)
            for one in postings
        ],
    )
