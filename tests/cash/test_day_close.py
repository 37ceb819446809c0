"""The day's end at a village counter: counted blind, explained, booked, corrected, never edited."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.cash.actions import (
    Explanation,
    close_day,
    correct_close,
    count_cash,
    decide_difference,
)
from app.cash.kinds import Bears, DifferenceReason
from app.cash.models import CashClose, CashCount, CashDifference
from app.cash.queries import (
    box_days,
    closes_of_shop,
    differences_waiting,
    last_close_of,
    unclosed_shops,
    waiting_fen,
)
from app.db import session, transaction
from app.ground.refusals import (
    BoxMovedSinceCount,
    DayClosed,
    FieldMissing,
    Missing,
    Refusal,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.queries import balance
from tests.cash.boxes import (
    NOTHING_TO_SAY,
    WRONG_CHANGE,
    Box,
    assert_books_balance,
    closed,
    counted,
    next_key,
    notes_of,
    sell,
    set_up_box,
)
from tests.clocks import Clock
from tests.makers import make_postal, make_shop, make_shopkeeper

pytestmark = pytest.mark.usefixtures("database")
EVENING = "2026-08-10 18:30"


@pytest.fixture
def box(clock: Clock) -> Box:
    clock.stop(EVENING)
    return set_up_box(6000)


def rows() -> tuple[int, ...]:
    session.expire_all()
    return tuple(
        session.scalar(select(func.count()).select_from(model)) or 0
        for model in (CashCount, CashClose, CashDifference)
    )


def refuses(act: Callable[[], object], refusal: type[Refusal]) -> None:
    before = rows()
    with pytest.raises(refusal), transaction():
        act()
    assert rows() == before


def test_a_box_that_is_right_is_closed_without_a_word(box: Box) -> None:
    paid = sell(box).total_fen
    close = closed(box, paid)
    assert (close.difference_fen, close.reason, str(close.day)) == (0, None, "2026-08-10")
    assert close.count.booked_fen == close.count.counted_fen == paid
    assert balance("cash_differences") == 0
    assert_books_balance()


def test_a_small_difference_is_explained_and_booked_at_once(box: Box) -> None:
    paid = sell(box).total_fen
    count = counted(box, paid - 1000)
    refuses(
        lambda: close_day(count.id, box.shop.id, NOTHING_TO_SAY, box.keeper.id, "k"), FieldMissing
    )
    speechless = Explanation(DifferenceReason.unknown, "")
    refuses(lambda: close_day(count.id, box.shop.id, speechless, box.keeper.id, "k"), FieldMissing)
    with transaction():
        close_day(count.id, box.shop.id, WRONG_CHANGE, box.keeper.id, "k")
    assert box.held_fen == paid - 1000
    assert balance("cash_differences") == 1000
    assert_books_balance()


def test_too_much_in_the_box_is_a_gain(box: Box) -> None:
    paid = sell(box).total_fen
    closed(box, paid + 500, Explanation(DifferenceReason.not_written_down, "有人多付了"))
    assert (box.held_fen, balance("cash_differences")) == (paid + 500, -500)
    assert_books_balance()


def test_a_great_difference_waits_for_a_second_person_and_is_not_found_again(
    box: Box, clock: Clock
) -> None:
    paid = sell(box).total_fen
    close = closed(box, paid - 3000, WRONG_CHANGE)
    assert (box.held_fen, balance("cash_differences")) == (paid, 0)
    assert waiting_fen(box.shop.id) == -3000
    clock.stop("2026-08-11 18:30")
    assert closed(box, paid - 3000).difference_fen == 0  # known since yesterday
    (waiting,) = differences_waiting()
    refuses(
        lambda: decide_difference(waiting.id, Bears.platform, "", box.keeper.id), SecondPersonNeeded
    )
    with transaction():
        decide_difference(waiting.id, Bears.shop, "掌柜认了", box.officer.id)
    assert (box.held_fen, balance(f"shop_payable:{box.shop.id}")) == (paid - 3000, 3000)
    refuses(
        lambda: decide_difference(waiting.id, Bears.platform, "", box.officer.id), StepNotAllowed
    )
    assert waiting.close_id == close.id
    assert_books_balance()


def test_money_that_was_found_needs_no_entry(box: Box) -> None:
    paid = sell(box).total_fen
    closed(box, paid - 5000, WRONG_CHANGE)
    with transaction():
        decide_difference(differences_waiting()[0].id, Bears.found, "在抽屉里", box.officer.id)
    assert (box.held_fen, waiting_fen(box.shop.id)) == (paid, 0)
    assert_books_balance()


def test_what_comes_after_the_close_counts_for_the_next_day(box: Box, clock: Clock) -> None:
    first = sell(box).total_fen
    closed(box, first)
    second = sell(box).total_fen
    refuses(lambda: count_cash(box.shop.id, {}, box.keeper.id, "k"), DayClosed)
    clock.stop("2026-08-12 01:00")  # late in the evening of the 11th
    close = closed(box, first + second)
    assert (str(close.day), close.difference_fen) == ("2026-08-11", 0)
    assert_books_balance()


def test_a_box_that_moved_since_it_was_counted_is_counted_again(box: Box) -> None:
    paid = sell(box).total_fen
    count = counted(box, paid)
    sell(box)
    refuses(
        lambda: close_day(count.id, box.shop.id, NOTHING_TO_SAY, box.keeper.id, "k"),
        BoxMovedSinceCount,
    )
    assert closed(box, paid * 2).difference_fen == 0


def test_counting_and_closing_twice_is_harmless(box: Box) -> None:
    paid = sell(box).total_fen
    first, again = (counted(box, paid - 200, "same") for _ in range(2))
    assert first.id == again.id
    for _ in range(2):
        with transaction():
            close_day(first.id, box.shop.id, WRONG_CHANGE, box.keeper.id, "close")
    assert rows() == (1, 1, 1)
    assert balance("cash_differences") == 200


def test_a_count_of_another_shop_is_missing(box: Box) -> None:
    count = counted(box, 0)
    other = make_shop()
    keeper = make_shopkeeper(other)
    refuses(lambda: close_day(count.id, other.id, NOTHING_TO_SAY, keeper.id, "k"), Missing)


def test_the_office_corrects_by_a_close_that_replaces_the_last(box: Box, clock: Clock) -> None:
    """The keeper typed one ten too few; the day after everything is right again."""
    paid = sell(box).total_fen
    close = closed(box, paid - 1000, WRONG_CHANGE)
    correct = Explanation(DifferenceReason.miscounted, "少数了一张十元")
    refuses(lambda: correct_close(close.id, paid, correct, box.keeper.id, "c"), SecondPersonNeeded)
    for _ in range(2):
        with transaction():
            correct_close(close.id, paid, correct, box.officer.id, "c")
    assert (box.held_fen, balance("cash_differences")) == (paid, 0)
    last = last_close_of(box.shop.id)
    assert last is not None
    assert (last.replaces_id, last.difference_fen) == (close.id, 0)
    assert closes_of_shop(box.shop.id) == [last]
    refuses(lambda: correct_close(close.id, paid, correct, box.officer.id, "d"), StepNotAllowed)
    clock.stop("2026-08-11 18:30")
    assert closed(box, paid).difference_fen == 0
    assert_books_balance()


def test_a_correction_of_a_difference_that_waits_takes_its_place(box: Box) -> None:
    paid = sell(box).total_fen
    close = closed(box, paid - 4000, WRONG_CHANGE)
    with transaction():
        correct_close(close.id, paid - 3500, WRONG_CHANGE, box.officer.id, "c")
    (waiting,) = differences_waiting()
    assert (waiting.amount_fen, waiting_fen(box.shop.id)) == (-3500, -3500)
    second = make_postal("邮政小李")
    with transaction():
        decide_difference(waiting.id, Bears.platform, "", second.id)
    assert balance("cash_differences") == 3500
    assert_books_balance()


def test_days_are_drawn_from_the_books(box: Box, clock: Clock) -> None:
    paid = sell(box).total_fen
    closed(box, paid - 100, WRONG_CHANGE)
    clock.stop("2026-08-11 09:00")
    sell(box)
    *_, yesterday, today = box_days(box.shop.id)
    assert (yesterday.in_fen, yesterday.out_fen, yesterday.difference_fen) == (paid, 100, -100)
    assert (today.in_fen, today.difference_fen) == (paid, 0)


def test_a_shop_that_does_not_close_is_asked_why(box: Box, clock: Clock) -> None:
    sell(box)
    assert unclosed_shops() == []
    clock.stop("2026-08-14 18:30")
    assert [one.shop.id for one in unclosed_shops()] == [box.shop.id]
    closed(box, box.held_fen)
    assert unclosed_shops() == []


def test_notes_of_a_count_are_kept(box: Box) -> None:
    count = counted(box, 46_070)
    assert count.notes == {kind: one for kind, one in notes_of(46_070).items() if one}
    assert next_key() != next_key()
