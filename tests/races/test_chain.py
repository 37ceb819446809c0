"""Many who book at once: one chain, without a gap and without a fork.

The twin reads the chain's end without holding it; PostgreSQL then lets two hang on one link.
"""

import threading
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import session, transaction
from app.ground.postings import Posting
from app.ledger import actions as ledger
from app.ledger.chain import find_head, first_break, strays
from app.ledger.models import JournalHead, JournalLink
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race
CLERKS = 8
EACH = 6


def book_in_a_crowd(app: Flask) -> list[int]:
    """Each clerk's transactions, of one or two entries; some open accounts of the same name."""

    def work(clerk: int) -> int:
        for turn in range(EACH):
            with transaction():
                for part in range(1 + turn % 2):
                    fact = f"fact:{clerk}:{turn}:{part}"
                    ledger.post(fact, "", [Posting("bank", f"shop_held:{turn}", 5)])
        return EACH

    session.remove()
    return all_at_once(app, CLERKS, work)


def test_a_crowd_makes_one_chain(app: Flask) -> None:
    assert book_in_a_crowd(app) == [EACH] * CLERKS
    count = CLERKS * EACH * 3 // 2
    assert session.execute(
        select(func.min(JournalLink.position), func.max(JournalLink.position), func.count())
    ).one() == (1, count, count)
    head = find_head()
    assert head is not None
    assert (head.position, first_break(), strays(1)) == (count, None, [])


@pytest.mark.parametrize("kind", ["postgresql"])
def test_without_holding_the_end_two_hang_on_one_link(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin. SQLite has one writer at a time, whatever we do."""
    with transaction():
        ledger.post("opens the accounts", "", [Posting("bank", "shop_held:1", 5)])
    session.remove()
    together = threading.Barrier(2)
    read = ledger.lock_head

    def read_together() -> tuple[int, str, date | None]:
        end = read()
        together.wait(20)
        return end

    unlocked = select(JournalHead.position, JournalHead.digest, JournalHead.open_from)
    monkeypatch.setattr(ledger, "HEAD", unlocked)
    monkeypatch.setattr(ledger, "lock_head", read_together)

    def book(clerk: int) -> str:
        try:
            with transaction():
                ledger.post(f"fact:{clerk}", "", [Posting("bank", "shop_held:1", 5)])
        except IntegrityError:
            return "refused"
        return "kept"

    assert sorted(all_at_once(app, 2, book)) == ["kept", "refused"]
