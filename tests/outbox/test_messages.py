"""Messages: left in the change's own transaction, claimed, done, tried again, given up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock as market_clock
from app.db import session, transaction
from app.ground.refusals import Missing
from app.outbox.actions import (
    MOST_TRIES,
    claim,
    forget_done,
    give_back,
    leave,
    mark_done,
    mark_failed,
    pause_after,
    take_turn,
    try_again,
)
from app.outbox.models import Message, TimetableRun
from app.outbox.queries import find_oldest_due, given_up, waiting_count
from tests.clocks import Clock

pytestmark = pytest.mark.usefixtures("database")


def left(kind: str = "tell", **facts: int) -> int:
    with transaction():
        return leave(kind, facts).id


def claimed(name: str, limit: int = 10, lease_seconds: int = 60) -> list[int]:
    with transaction():
        return [message.id for message in claim(name, limit, lease_seconds)]


def fail(message_id: int, name: str) -> bool:
    with transaction():
        return mark_failed(message_id, name, "the carrier is silent")


def done(message_id: int, name: str) -> bool:
    with transaction():
        return mark_done(message_id, name)


def test_a_message_left_in_an_undone_change_was_never_there() -> None:
    def change_and_fail() -> None:
        leave("tell", {"order_id": 1})
        raise LookupError

    with pytest.raises(LookupError), transaction():
        change_and_fail()
    assert waiting_count() == 0


def test_the_oldest_due_come_first_and_facts_come_back_as_they_were(clock: Clock) -> None:
    clock.stop("2026-07-20 08:00")
    with transaction():
        later = leave("tell", {"at": "八点"}, due_at=market_clock.now() + timedelta(minutes=1)).id
        first, second = leave("tell", {"ids": [1, 2]}).id, leave("tell", {}).id
    assert claimed("a", lease_seconds=120) == [first, second]
    assert session.get_one(Message, first).facts == {"ids": [1, 2]}
    clock.move(minutes=1)
    assert claimed("b") == [later]


def test_what_one_worker_has_another_does_not_get() -> None:
    ids = [left() for _ in range(3)]
    assert claimed("a", limit=2) == ids[:2]
    assert claimed("b") == ids[2:]
    assert claimed("c") == []


def test_what_is_done_is_done_once_and_waits_no_longer() -> None:
    message_id = left()
    claimed("a")
    assert done(message_id, "a") is True
    assert done(message_id, "a") is False
    assert waiting_count() == 0
    assert claimed("b") == []


def test_after_its_lease_a_message_is_anybodys_and_the_slow_worker_cannot_mark_it(
    clock: Clock,
) -> None:
    clock.stop("2026-07-20 08:00")
    message_id = left()
    claimed("slow", lease_seconds=60)
    clock.move(seconds=59)
    assert claimed("quick") == []
    clock.move(seconds=1)
    assert claimed("quick") == [message_id]
    assert done(message_id, "slow") is False
    assert fail(message_id, "slow") is False
    assert done(message_id, "quick") is True


def test_pauses_grow_to_an_hour() -> None:
    pauses = [int(pause_after(tries).total_seconds()) for tries in range(1, MOST_TRIES + 1)]
    assert pauses == [10, 40, 160, 640, 2560, 3600, 3600, 3600]


def test_a_failure_comes_again_after_its_pause(clock: Clock) -> None:
    clock.stop("2026-07-20 08:00")
    message_id = left()
    claimed("a")
    assert fail(message_id, "a") is True
    clock.move(seconds=9)
    assert claimed("b") == []
    clock.move(seconds=1)
    assert claimed("b") == [message_id]


def test_after_eight_failures_it_is_given_up_and_the_office_can_start_it_anew(
    clock: Clock,
) -> None:
    clock.stop("2026-07-20 08:00")
    message_id = left()
    for _ in range(MOST_TRIES):
        assert claimed("a") == [message_id]
        fail(message_id, "a")
        clock.move(hours=1)
    assert claimed("a") == []
    assert [(one.id, one.last_fault) for one in given_up()] == [
        (message_id, "the carrier is silent")
    ]
    assert waiting_count() == 0
    with transaction():
        try_again(message_id)
    assert given_up() == []
    assert claimed("a") == [message_id]
    with pytest.raises(Missing), transaction():
        try_again(message_id)


def test_a_message_that_kills_its_worker_is_given_up_as_well(clock: Clock) -> None:
    clock.stop("2026-07-20 08:00")
    message_id = left()
    for _ in range(MOST_TRIES):
        assert claimed("a", lease_seconds=60) == [message_id]
        clock.move(seconds=60)
    assert claimed("a") == []
    assert [one.id for one in given_up()] == [message_id]


def test_given_back_without_a_try_by_a_worker_that_stops() -> None:
    first, second = left(), left()
    claimed("a")
    done(first, "a")
    with transaction():
        assert give_back("a") == 1
    assert claimed("b") == [second]
    assert session.get_one(Message, second).tries == 1


def test_a_fault_is_kept_short_and_without_phone_numbers() -> None:
    message_id = left()
    claimed("a")
    with transaction():
        mark_failed(message_id, "a", "no such number 13812345678 " + "x" * 400)
    fault = session.get_one(Message, message_id).last_fault
    assert fault is not None
    assert fault.startswith("no such number 138****5678 x")
    assert len(fault) == 300


def test_since_when_something_has_been_waiting(clock: Clock) -> None:
    moment = clock.stop("2026-07-20 08:00")
    assert find_oldest_due() is None
    left()
    clock.move(minutes=5)
    left()
    assert find_oldest_due() == moment


def test_done_messages_are_forgotten_after_a_while(clock: Clock) -> None:
    clock.stop("2026-07-20 08:00")
    message_id, waiting = left(), left()
    claimed("a", limit=1)
    done(message_id, "a")
    clock.move(days=30, seconds=1)
    with transaction():
        assert forget_done(timedelta(days=30)) == 1
    assert session.scalars(select(Message.id)).all() == [waiting]


# ----------------------------------------------------------------------------------- timetable


def turn(seconds: int = 60) -> bool:
    with transaction():
        return take_turn("sweep", timedelta(seconds=seconds))


def test_a_timed_job_is_one_workers_each_time(clock: Clock) -> None:
    clock.stop("2026-07-20 08:00")
    assert [turn(), turn()] == [True, False]
    clock.move(seconds=59)
    assert turn() is False
    clock.move(seconds=1)
    assert [turn(), turn()] == [True, False]


def test_who_looked_at_the_clock_first_and_came_second_has_no_turn(clock: Clock) -> None:
    moment = clock.stop("2026-07-20 08:00")
    assert turn()
    clock.move(milliseconds=-5)
    assert turn() is False
    assert session.scalars(select(TimetableRun.last_run_at)).one() == moment


def test_a_clock_that_was_a_year_ahead_does_not_stop_the_timetable(clock: Clock) -> None:
    clock.stop("2027-07-20 08:00")
    assert turn()
    clock.stop("2026-07-20 08:00")
    assert [turn(), turn()] == [True, False]
    assert session.scalars(select(TimetableRun.last_run_at)).one() == market_clock.now()
