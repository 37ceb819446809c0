"""`flask books check`, as a shell and as a machine call it."""

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from sqlalchemy import text, update

from app import commands
from app.db import session, transaction
from app.ground.postings import Posting
from app.ledger.actions import post
from app.reports.checks import CHECKS
from app.stock.models import Lot
from tests.makers import make_lot
from tests.markets import bare_app, close

Check = Callable[..., Result]


@pytest.fixture
def check(fresh_database: str) -> Iterator[Check]:
    app = bare_app(fresh_database)
    commands.join(app)

    def call(*words: str) -> Result:
        session.rollback()
        return app.test_cli_runner().invoke(args=["books", "check", *words])

    with app.app_context():
        yield call
    close(app)


def damaged() -> str:
    lot = make_lot()
    with transaction():
        session.execute(update(Lot).values(on_hand=Lot.on_hand + 1))
    return lot.number


def test_books_that_add_up_end_well(check: Check) -> None:
    make_lot()
    done = check()
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "Every fen adds up.")


def test_a_fault_is_named_and_told_to_the_shell(check: Check) -> None:
    number = damaged()
    done = check()
    assert done.exit_code == 1
    assert number in done.output


def test_a_machine_reads_the_same(check: Check) -> None:
    number = damaged()
    done = check("--json")
    told = json.loads(done.output)
    assert (done.exit_code, told["ok"], list(told["checks"])) == (1, False, list(CHECKS))
    assert told["checks"]["lots_that_do_not_follow_from_their_movements"] == [number]


def test_what_was_printed_once_is_proved_later(check: Check) -> None:
    with transaction():
        post("fact:1", "", [Posting("bank", "suspense", 5)])
    printed = check("--head").output.strip()
    with transaction():
        post("fact:2", "", [Posting("bank", "suspense", 5)])
    told = check("--since", printed)
    assert (told.exit_code, told.output.split(";")[0]) == (
        0,
        "The first 1 entries are those of then",
    )
    forged = check("--since", f"1:{'0' * 64}")
    assert forged.exit_code == 1
    assert forged.output.strip() == "link 1: not what the chain held there"
    assert check("--since", "1:abc").exit_code == 2


def test_an_edited_entry_is_named_before_everything_else(check: Check) -> None:
    with transaction():
        entry_id = post("fact:1", "", [Posting("bank", "suspense", 5)]).id
        post("fact:2", "", [Posting("bank", "suspense", 5)])
    with transaction():
        session.execute(text("UPDATE accounts SET name = 'bank_of_mine' WHERE name = 'bank'"))
    done = check()
    assert done.exit_code == 1
    assert done.output.splitlines()[1].strip() == (
        f"link 1 entry {entry_id} (fact:1): changed since it was booked"
    )
