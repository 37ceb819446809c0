"""Every entry hangs on the chain, and whatever is done to the books behind our back is noticed."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from app.db import append_only_rules, at_the_end, session, transaction
from app.ground.chain import BEFORE_THE_FIRST, digest_after
from app.ground.postings import Posting as PlannedPosting
from app.ledger.actions import post
from app.ledger.chain import (
    Break,
    Fault,
    Place,
    find_head,
    first_break,
    holds,
    links_of,
    strays,
)
from app.ledger.models import JournalLink
from app.reports.checks import check_books

pytestmark = pytest.mark.usefixtures("database")
ENTRIES = 7
KEPT = ("journal_entries", "postings", "journal_links")


def book(*numbers: int) -> None:
    with transaction():
        for number in numbers:
            post(
                f"fact:{number}",
                f"第{number}笔",
                [PlannedPosting("bank", f"cooperative_held:{number % 3}", 100 + number)]
                + [PlannedPosting("bank", "commission_income", 6)] * (number % 2),
                order_id=number if number % 2 else None,
            )


@pytest.fixture
def books() -> list[int]:
    """The entries' ids, in the order of the chain."""
    book(1, 2, 3)
    for number in range(4, ENTRIES + 1):
        book(number)
    return list(session.scalars(select(JournalLink.entry_id).order_by(JournalLink.position)))


@pytest.fixture
def unlocked(books: list[int]) -> list[int]:
    """With every rule of the database switched off, as for somebody who owns its file."""
    dialect = session.get_bind().dialect.name
    for table in KEPT:
        for rule in append_only_rules(table, dialect):
            if rule.startswith("CREATE TRIGGER"):
                name = rule.split()[2]
                on = "" if dialect == "sqlite" else f" ON {table}"
                session.execute(text(f"DROP TRIGGER {name}{on}"))
    if dialect == "postgresql":
        for table, rule in (
            ("postings", "fk_postings_entry_id_journal_entries"),
            ("postings", "fk_postings_debit_id_accounts"),
            ("postings", "fk_postings_credit_id_accounts"),
            ("journal_links", "fk_journal_links_entry_id_journal_entries"),
        ):
            session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {rule}"))
    else:
        # The switch itself is of no use within a transaction.
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    return books


def run(statement: str, **values: Any) -> None:
    session.execute(text(statement), values)
    session.expire_all()


def broken() -> Fault:
    found = first_break() or next(iter(strays(1)), None)
    assert found is not None
    return found


def test_a_link_is_what_an_outsider_works_out() -> None:
    moment = datetime(2026, 7, 20, 9, 2, 3, 456, tzinfo=UTC)
    with transaction():
        entry = post(
            "fact:1", '翠冠梨 "5 斤"\n', [PlannedPosting("bank", "suspense", 5)], happened_at=moment
        )
    booked = entry.booked_at.strftime("%Y-%m-%d %H:%M:%S.%f")
    line = (
        f'{{"booked_at":"{booked}","entry":{entry.id},"fact":"fact:1",'
        '"happened_at":"2026-07-20 09:02:03.000456","memo":"翠冠梨 \\"5 斤\\"\\n","order":null,'
        f'"postings":[[{entry.postings[0].id},"bank","suspense",5]]}}'
    )
    assert find_head() == Place(1, digest_after(BEFORE_THE_FIRST, line))
    assert first_break() is None


def test_entries_of_one_transaction_are_linked_together_and_none_is_left_out(
    books: list[int],
) -> None:
    positions = [links_of(books)[entry_id].position for entry_id in books]
    assert positions == list(range(1, ENTRIES + 1))
    assert links_of(books)[books[-1]] == find_head()
    assert (first_break(), strays(9)) == (None, [])


def test_what_is_undone_leaves_no_link(books: list[int]) -> None:
    head = find_head()

    def book_and_fail() -> None:
        with transaction():
            post("undone", "", [PlannedPosting("bank", "suspense", 5)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        book_and_fail()
    assert find_head() == head
    book(8)
    assert first_break() is None


def test_the_last_work_is_done_once_with_everything_it_was_given() -> None:
    done: list[list[int]] = []
    with transaction():
        at_the_end(done.append, 1)
        at_the_end(done.append, 2)
        assert done == []
    assert done == [[1, 2]]
    at_the_end(done.append, 3)
    assert done == [[1, 2], [3]]


def test_a_transaction_that_fails_forgets_its_last_work() -> None:
    done: list[list[int]] = []

    def work_and_fail() -> None:
        with transaction():
            at_the_end(done.append, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work_and_fail()
    with transaction():
        at_the_end(done.append, 2)
    assert done == [[2]]


def test_long_books_are_read_in_batches(books: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ledger.chain.BATCH", 3)
    told: list[int] = []
    assert first_break(progress=told.append) is None
    assert told == [3, 3, 1]


def test_what_was_printed_once_still_begins_the_chain(books: list[int]) -> None:
    printed = links_of(books)[books[3]]
    book(8)
    assert holds(printed)
    assert first_break(since=printed) is None
    assert not holds(Place(4, "0" * 64))
    assert first_break(since=Place(99, printed.digest)) == Fault(Break.not_continued, 99)


THIRD = "(SELECT entry_id FROM journal_links WHERE position = 3)"
LAST = f"(SELECT entry_id FROM journal_links WHERE position = {ENTRIES})"
NAMED: dict[str, tuple[tuple[str, ...], Break, int | None]] = {
    "an edited entry": (
        (f"UPDATE journal_entries SET memo = memo || ' ' WHERE id = {THIRD}",),
        Break.changed,
        3,
    ),
    "an edited posting": (
        (f"UPDATE postings SET amount_fen = amount_fen + 1 WHERE entry_id = {THIRD}",),
        Break.changed,
        3,
    ),
    "a posting turned to another account": (
        (
            "UPDATE postings SET credit_id = (SELECT id FROM accounts WHERE name = "
            f"'cooperative_held:1') WHERE entry_id = {THIRD}",
        ),
        Break.changed,
        3,
    ),
    "a posting moved to another entry": (
        (f"UPDATE postings SET entry_id = {THIRD} WHERE entry_id = {LAST}",),
        Break.changed,
        3,
    ),
    "a posting added": (
        (
            "INSERT INTO postings (entry_id, debit_id, credit_id, amount_fen) SELECT "
            f"{THIRD}, debit_id, credit_id, 1 FROM postings WHERE entry_id = {LAST} LIMIT 1",
        ),
        Break.changed,
        3,
    ),
    "a posting removed": (
        (f"DELETE FROM postings WHERE entry_id = {THIRD}",),
        Break.changed,
        3,
    ),
    "an account called otherwise": (
        ("UPDATE accounts SET name = 'cooperative_held:9' WHERE name = 'cooperative_held:0'",),
        Break.changed,
        3,
    ),
    "an entry removed with all its postings": (
        (
            f"DELETE FROM postings WHERE entry_id = {THIRD}",
            f"DELETE FROM journal_entries WHERE id = {THIRD}",
        ),
        Break.entry_missing,
        3,
    ),
    "an entry removed with everything": (
        (
            f"DELETE FROM postings WHERE entry_id = {THIRD}",
            "DELETE FROM journal_links WHERE position = 3",
            "DELETE FROM journal_entries WHERE fact = 'fact:3'",
        ),
        Break.link_missing,
        3,
    ),
    "a link removed": (
        ("DELETE FROM journal_links WHERE position = 3",),
        Break.link_missing,
        3,
    ),
    "the newest entry removed with everything": (
        (
            f"DELETE FROM postings WHERE entry_id = {LAST}",
            f"DELETE FROM journal_links WHERE position = {ENTRIES}",
            f"DELETE FROM journal_entries WHERE fact = 'fact:{ENTRIES}'",
        ),
        Break.link_missing,
        ENTRIES,
    ),
    "two entries that changed places": (
        (
            "UPDATE journal_links SET entry_id = -3 WHERE position = 3",
            "UPDATE journal_links SET entry_id = "
            "(SELECT id FROM journal_entries WHERE fact = 'fact:3') WHERE position = 4",
            "UPDATE journal_links SET entry_id = "
            "(SELECT id FROM journal_entries WHERE fact = 'fact:4') WHERE position = 3",
        ),
        Break.changed,
        3,
    ),
    "an entry slipped in": (
        (
            "INSERT INTO journal_entries (fact, memo, happened_at, booked_at) SELECT "
            "'sly', memo, happened_at, booked_at FROM journal_entries LIMIT 1",
        ),
        Break.unlinked,
        None,
    ),
    "a digest worked out by somebody": (
        ("UPDATE journal_links SET digest = 'abc' WHERE position = 3",),
        Break.changed,
        3,
    ),
    "an end set back": (
        ("UPDATE journal_head SET position = 6",),
        Break.head_differs,
        6,
    ),
    "an end removed": (("DELETE FROM journal_head",), Break.head_missing, None),
}


def test_the_first_bad_entry_is_named(unlocked: list[int]) -> None:
    told = {}
    for what, (statements, _, _) in NAMED.items():
        savepoint = session.begin_nested()
        for statement in statements:
            run(statement)
        found = broken()
        told[what] = (found.kind, found.position)
        savepoint.rollback()
    assert told == {what: (kind, position) for what, (_, kind, position) in NAMED.items()}


def test_a_fault_says_where_it_is(unlocked: list[int]) -> None:
    run("UPDATE journal_entries SET memo = 'x' WHERE fact = 'fact:3'")
    entry_id = unlocked[2]
    assert str(broken()) == f"link 3 entry {entry_id} (fact:3): changed since it was booked"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("table", "column", "where"),
    [
        ("journal_entries", "memo", f"id = {THIRD}"),
        ("journal_entries", "fact", f"id = {THIRD}"),
        ("journal_entries", "booked_at", f"id = {THIRD}"),
        ("journal_links", "digest", "position = 3"),
        ("accounts", "name", "name = 'cooperative_held:0'"),
    ],
)
def test_a_text_that_is_none_is_named(
    unlocked: list[int], table: str, column: str, where: str
) -> None:
    """SQLite keeps what is no UTF-8, and its driver refuses to read it."""
    run(f"UPDATE {table} SET {column} = CAST({column} || x'ff' AS TEXT) WHERE {where}")
    assert (broken().kind, broken().position) == (Break.changed, 3)
    faults = check_books()[0].faults
    assert faults[0].startswith(f"link 3 entry {unlocked[2]}")


# ------------------------------------------------------------------------------ whatever comes

Change = Callable[[random.Random, list[int]], int]
COLUMNS = {
    "journal_entries": ("id", "fact", "memo", "order_id", "happened_at", "booked_at"),
    "postings": ("id", "entry_id", "debit_id", "credit_id", "amount_fen"),
    "journal_links": ("position", "entry_id", "digest"),
}
NUMBERS = ("id", "entry_id", "order_id", "debit_id", "credit_id", "amount_fen", "position")


def any_change(chance: random.Random) -> tuple[str, int]:
    """One field of one row, or one row less: as SQL, and the place in the chain of that entry."""
    table = chance.choice(KEPT)
    place = chance.randint(1, ENTRIES)
    entry = f"(SELECT entry_id FROM journal_links WHERE position = {place})"
    own = {"journal_entries": "id", "postings": "entry_id", "journal_links": "entry_id"}[table]
    key = "position" if table == "journal_links" else "id"
    row = f"(SELECT min({key}) FROM {table} WHERE {own} = {entry})"
    if not chance.randint(0, 4):
        return f"DELETE FROM {table} WHERE {key} = {row}", place
    column = chance.choice(COLUMNS[table])
    if column in NUMBERS:
        value = f"coalesce({column}, 0) + {chance.randint(1000, 9000)}"
    elif column.endswith("_at") and session.get_bind().dialect.name == "postgresql":
        value = f"{column} + interval '{chance.randint(1, 99)} microseconds'"
    else:
        letter = chance.choice(" x梨'").replace("'", "''")
        value = f"'{letter}' || {column}" if chance.randint(0, 1) else f"{column} || '{letter}'"
    return f"UPDATE {table} SET {column} = {value} WHERE {key} = {row}", place


def test_no_edit_and_no_removal_stays_hidden(unlocked: list[int], kind: str) -> None:
    chance = random.Random(20)
    missed = []
    for _ in range(400 if kind == "sqlite" else 40):
        statement, place = any_change(chance)
        savepoint = session.begin_nested()
        run(statement)
        found = first_break()
        if found is None or found.position != place:
            missed.append((statement, place, str(found)))
        savepoint.rollback()
    assert missed == []
    assert (first_break(), strays(1)) == (None, [])
