"""A closed month takes nothing any more, and its sums are those of its postings."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from app import clock
from app.db import session, transaction
from app.ground.postings import Posting
from app.ground.refusals import (
    BooksBroken,
    DateNotAllowed,
    Missing,
    PeriodClosed,
    PeriodNotOver,
    PeriodOutOfOrder,
    Refusal,
)
from app.ledger.actions import post
from app.ledger.chain import Place, find_head, links_of
from app.ledger.periods import (
    TrialLine,
    broken_periods,
    by_kind,
    close_period,
    closed_periods,
    next_to_close,
    prove_since_last_close,
    trial_balance,
)

pytestmark = pytest.mark.usefixtures("database")
MAY, JUNE, JULY, AUGUST = (date(2026, month, 1) for month in (5, 6, 7, 8))
CLOSER = 12


def book(fact: str, moment: datetime, postings: list[Posting]) -> int:
    with clock.stopped_at(moment), transaction():
        return post(fact, "", postings).id


@pytest.fixture
def last() -> int:
    """May to July in Shanghai: the last hours of June are in UTC those before 16:00."""
    book("sale:1", datetime(2026, 5, 20, 8, tzinfo=UTC), [Posting("bank", "shop_held:1", 500)])
    book("sale:2", datetime(2026, 6, 30, 15, 59, tzinfo=UTC), [Posting("bank", "shop_held:2", 70)])
    book("refund:1", datetime(2026, 6, 30, 16, tzinfo=UTC), [Posting("shop_held:1", "bank", 200)])
    return book("sale:3", datetime(2026, 8, 2, 8, tzinfo=UTC), [Posting("bank", "suspense", 9)])


def close(month: date, on: datetime = datetime(2026, 8, 3, 2, tzinfo=UTC)) -> None:
    with clock.stopped_at(on), transaction():
        close_period(month, CLOSER, prove_since_last_close())


def refused(month: date, on: datetime = datetime(2026, 8, 3, 2, tzinfo=UTC)) -> type[Refusal]:
    before = [one.month for one in closed_periods()]
    with pytest.raises(Refusal) as refusal:
        close(month, on)
    assert [one.month for one in closed_periods()] == before
    return refusal.type


def test_months_are_closed_in_order_and_when_they_are_over(last: int) -> None:
    assert next_to_close() == MAY
    assert refused(JUNE) is PeriodOutOfOrder
    assert refused(date(2026, 5, 2)) is DateNotAllowed
    close(MAY)
    assert refused(MAY) is PeriodOutOfOrder
    close(JUNE)
    assert refused(JULY, datetime(2026, 7, 31, 15, 59, tzinfo=UTC)) is PeriodNotOver
    close(JULY, datetime(2026, 7, 31, 16, tzinfo=UTC))
    assert refused(AUGUST) is PeriodNotOver
    assert [one.month for one in closed_periods()] == [JULY, JUNE, MAY]
    assert next_to_close() == AUGUST
    newest = closed_periods()[0]
    assert Place(newest.position, newest.digest) == find_head() == links_of([last])[last]
    assert newest.closed_by_id == CLOSER
    assert broken_periods() == []


def test_nothing_is_booked_into_a_closed_month_and_late_facts_go_into_the_open_one(
    last: int,
) -> None:
    close(MAY)
    head = find_head()

    def book_late(moment: datetime) -> None:
        with transaction():
            post("late", "", [Posting("bank", "suspense", 5)], happened_at=moment)

    with pytest.raises(PeriodClosed) as refusal:
        book_late(datetime(2026, 5, 31, 15, 59, 59, tzinfo=UTC))
    assert refusal.value.facts == {"opens_on": JUNE}
    assert find_head() == head
    book_late(datetime(2026, 5, 31, 16, tzinfo=UTC))
    assert [line.debits_fen for line in trial_balance(JUNE) if line.account == "bank"] == [75]


def test_broken_books_are_not_closed(last: int) -> None:
    with transaction():
        session.execute(text("UPDATE accounts SET name = 'my_bank' WHERE name = 'bank'"))
    assert refused(MAY) is BooksBroken


def test_what_was_booked_since_the_proof_is_proved_while_everybody_waits(last: int) -> None:
    proved = prove_since_last_close()
    book("sale:4", datetime(2026, 8, 2, 9, tzinfo=UTC), [Posting("bank", "suspense", 9)])
    with transaction():
        session.execute(text("UPDATE accounts SET name = 'oddity' WHERE name = 'suspense'"))
    with (
        clock.stopped_at(datetime(2026, 8, 3, tzinfo=UTC)),
        pytest.raises(BooksBroken),
        transaction(),
    ):
        close_period(MAY, CLOSER, proved)


def test_a_months_sums_are_what_was_before_what_came_and_what_went(last: int) -> None:
    with clock.stopped_at(datetime(2026, 8, 3, tzinfo=UTC)):
        assert trial_balance(MAY) == [
            TrialLine("bank", 0, 500, 0),
            TrialLine("shop_held:1", 0, 0, 500),
        ]
        assert trial_balance(JULY) == [
            TrialLine("bank", 570, 0, 200),
            TrialLine("shop_held:1", -500, 200, 0),
            TrialLine("shop_held:2", -70, 0, 0),
        ]
        july = by_kind(trial_balance(JULY))
        assert july == [TrialLine("bank", 570, 0, 200), TrialLine("shop_held", -570, 200, 0)]
        assert sum(line.closing_fen for line in july) == 0
        for month in (date(2026, 4, 1), date(2026, 9, 1)):
            with pytest.raises(Missing):
                trial_balance(month)


def test_a_closed_month_that_was_tampered_with_is_named(last: int) -> None:
    close(MAY)
    close(JUNE)
    head = find_head()
    with transaction():
        session.execute(text("UPDATE journal_head SET open_from = '2026-05-01'"))
        moment = datetime(2026, 5, 1, tzinfo=UTC)
        entry = post("sly", "", [Posting("bank", "suspense", 1)], happened_at=moment)
    assert head is not None
    assert broken_periods() == [
        f"2026-06: entry {entry.id} was booked into it after it was closed",
        "the end of the chain names another open month than the closed ones do",
    ]
