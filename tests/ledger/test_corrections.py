"""An entry is turned round by another one, once, and by two persons."""

import pytest
from sqlalchemy import func, select

from app.db import session, transaction
from app.ground.postings import Posting
from app.ground.refusals import (
    CorrectedAlready,
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
from app.ledger.models import JournalEntry
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


def test_what_is_not_there_is_not_corrected(entry_id: int) -> None:
    with pytest.raises(Missing):
        ask(entry_id + 1000)
    assert refused(1000, OTHER) is Missing
