"""An entry is turned round by another one, once, and by two persons."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import session, transaction
from app.ground.fact_owners import OWNERS
from app.ground.postings import Posting
from app.ground.refusals import (
    CorrectedAlready,
    CorrectionNotAllowed,
    Missing,
    Refusal,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.actions import post
from app.ledger.chain import first_break
from app.ledger.corrections import (
    ask_for_correction,
    asked_corrections,
    book_correction,
    corrections_about,
    decline_correction,
)
from app.ledger.models import Correction, JournalEntry
from app.ledger.queries import balances, entries_of_order

pytestmark = pytest.mark.usefixtures("database")
ASKER, OTHER = 1, 2


@pytest.fixture
def entry_id() -> int:
    with transaction():
        return post(
            "sale:1",
            "",
            [Posting("bank", "shop_held:1", 500), Posting("bank", "commission_income", 6)],
            order_id=7,
        ).id


def ask(entry_id: int, person_id: int = ASKER) -> int:
    with transaction():
        return ask_for_correction(entry_id, "记错了站点", person_id).id


def booked() -> int:
    return session.scalar(select(func.count()).select_from(JournalEntry)) or 0


def refused(correction_id: int, person_id: int) -> type[Refusal]:
    before = booked()
    with pytest.raises(Refusal) as refusal, transaction():
        book_correction(correction_id, person_id)
    assert booked() == before
    return refusal.type


def test_a_counter_entry_takes_everything_back_and_is_shown_on_both(entry_id: int) -> None:
    correction_id = ask(entry_id)
    assert [one.id for one in asked_corrections()] == [correction_id]
    with transaction():
        counter = book_correction(correction_id, OTHER)
    assert (counter.fact, counter.memo) == ("correction:sale:1", "记错了站点")
    assert [one.id for one in entries_of_order(7)] == [entry_id, counter.id]
    assert set(balances().values()) == {0}
    assert first_break() is None
    for shown in (entry_id, counter.id):
        (correction,) = corrections_about(shown)
        assert (correction.requested_by_id, correction.decided_by_id) == (ASKER, OTHER)
    assert asked_corrections() == []
    with pytest.raises(CorrectedAlready):
        ask(entry_id, OTHER)
    assert refused(correction_id, OTHER) is StepNotAllowed


def test_nobody_agrees_with_herself(entry_id: int) -> None:
    assert refused(ask(entry_id), ASKER) is SecondPersonNeeded


def test_one_wish_at_a_time_and_another_after_it_was_declined(entry_id: int) -> None:
    first = ask(entry_id)
    with pytest.raises(CorrectedAlready):
        ask(entry_id, OTHER)
    with transaction():
        decline_correction(first, ASKER)
    assert refused(first, OTHER) is StepNotAllowed
    second = ask(entry_id, OTHER)
    with transaction():
        book_correction(second, ASKER)


@pytest.mark.parametrize(
    "fact",
    [
        "payment:120:captured",
        "refund:7:owed",
        "statement:C1-1",
        "suspense:5",
        "cash_difference:3",
        "correction:correction:payout:9:sent",
    ],
)
def test_what_a_row_says_as_well_is_not_turned_round_in_the_books_alone(fact: str) -> None:
    with transaction():
        entry_id = post(fact, "", [Posting("bank", "suspense", 500)]).id
    with pytest.raises(CorrectionNotAllowed):
        ask(entry_id)
    # As one that was asked for before this was a rule.
    with transaction():
        asked = Correction(
            entry_id=entry_id, reason="", state="asked", requested_by_id=1, requested_at=clock.now()
        )
        session.add(asked)
    assert refused(asked.id, OTHER) is CorrectionNotAllowed
    with transaction():
        decline_correction(asked.id, ASKER)


def test_a_correction_of_it_can_be_taken_back() -> None:
    with transaction():
        entry_id = post("correction:payment:1:captured", "", [Posting("suspense", "bank", 5)]).id
    asked = ask(entry_id)
    with transaction():
        book_correction(asked, OTHER)


def test_every_fact_that_we_book_has_an_owner() -> None:
    heads = set()
    for path in Path("app").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            match call:
                case ast.Call(
                    func=ast.Name(id="post"),
                    args=[ast.JoinedStr(values=[ast.Constant(value=str(said)), *_]), *_],
                ):
                    heads.add(said.partition(":")[0])
    assert "statement" in heads
    assert heads <= OWNERS.keys()


def test_what_is_not_there_is_not_corrected(entry_id: int) -> None:
    with pytest.raises(Missing):
        ask(entry_id + 1000)
    assert refused(1000, OTHER) is Missing
