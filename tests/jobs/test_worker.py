"""The worker: once in effect, however often it is killed, stopped or doubled (C4, C5, C13)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session, transaction
from app.jobs.handlers import HANDLERS
from app.jobs.timetable import TIMETABLE, Timed
from app.jobs.worker import LEASE_SECONDS, Worker
from app.outbox.actions import MOST_TRIES, leave
from app.outbox.models import Message
from app.outbox.queries import given_up, waiting_count
from tests.clocks import Clock
from tests.makers import make_person


def left(kind: str = "note", **facts: object) -> int:
    with transaction():
        return leave(kind, dict(facts)).id


class Notes:
    """A handler that remembers what it was given, and fails when told to."""

    def __init__(self) -> None:
        self.seen: list[object] = []
        self.fault: Exception | None = None

    def __call__(self, facts: dict[str, object]) -> None:
        self.seen.append(facts["n"])
        if self.fault:
            raise self.fault


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def worker(app: Flask, notes: Notes) -> Worker:
    return Worker(app, {"note": notes}, {})


def test_messages_are_done_in_order_and_once(worker: Worker, notes: Notes) -> None:
    for n in range(25):
        left(n=n)
    assert worker.drain() == 25
    assert notes.seen == list(range(25))
    assert (worker.drain(), waiting_count()) == (0, 0)


def test_what_a_handler_leaves_is_done_as_well(app: Flask) -> None:
    seen = []

    def first(facts: dict[str, object]) -> None:
        left("second")

    worker = Worker(app, {"first": first, "second": seen.append}, {})
    left("first")
    assert worker.drain() == 2
    assert seen == [{}]


def test_a_poison_message_is_given_up_and_the_others_go_on(
    worker: Worker, notes: Notes, clock: Clock
) -> None:
    clock.stop("2026-07-20 08:00")
    poison = left("unheard of", n=0)
    left(n=1)
    for _ in range(MOST_TRIES):
        worker.drain()
        clock.move(hours=1)
    assert notes.seen == [1]
    assert [(one.id, one.last_fault) for one in given_up()] == [(poison, "KeyError: 'unheard of'")]


def test_a_failure_is_tried_again_after_its_pause(
    worker: Worker, notes: Notes, clock: Clock
) -> None:
    clock.stop("2026-07-20 08:00")
    message_id = left(n=1)
    notes.fault = ValueError("no answer for 13812345678\nstatement: with values")
    worker.drain()
    assert worker.drain() == 0
    session.rollback()
    assert (
        session.get_one(Message, message_id).last_fault == "ValueError: no answer for 138****5678"
    )
    notes.fault = None
    clock.move(seconds=10)
    assert worker.drain() == 1
    assert notes.seen == [1, 1]


def test_a_worker_that_was_paused_past_its_lease_changes_nothing(
    app: Flask, notes: Notes, clock: Clock
) -> None:
    clock.stop("2026-07-20 08:00")
    quick = Worker(app, {"note": notes}, {})

    def stop_for_long(facts: dict[str, object]) -> None:
        clock.move(seconds=LEASE_SECONDS)
        quick.drain()
        raise TimeoutError

    message_id = left(n=1)
    Worker(app, {"note": stop_for_long}, {}).do_messages()
    session.rollback()
    message = session.get_one(Message, message_id)
    assert (message.done_at is not None, message.last_fault, notes.seen) == (True, None, [1])


def test_a_worker_told_to_stop_finishes_one_and_gives_back_the_rest(
    app: Flask, notes: Notes
) -> None:
    stopped = Worker(app, {"note": notes}, {})

    def note_and_stop(facts: dict[str, object]) -> None:
        notes(facts)
        stopped.stop()

    stopped.handlers = {"note": note_and_stop}
    for n in range(3):
        left(n=n)
    stopped.run()
    assert notes.seen == [0]
    session.rollback()
    waiting = select(Message.tries, Message.claim).where(Message.done_at.is_(None))
    assert session.execute(waiting).all() == [(0, None), (0, None)]


def test_a_handlers_half_work_is_undone(app: Flask) -> None:
    def half(facts: dict[str, object]) -> None:
        with transaction():
            leave("never", {})
            raise ValueError

    left("half")
    Worker(app, {"half": half}, {}).do_messages()
    session.rollback()
    assert session.scalars(select(Message.kind)).all() == ["half"]


def test_a_timed_job_has_its_turns_and_a_failing_one_stops_no_other(
    app: Flask, clock: Clock
) -> None:
    clock.stop("2026-07-20 08:00")
    done: list[str] = []

    def fail() -> None:
        done.append("fail")
        raise ValueError

    timetable = {
        "fail": Timed(timedelta(minutes=1), fail),
        "work": Timed(timedelta(minutes=2), lambda: done.append("work")),
    }
    first, second = Worker(app, {}, timetable), Worker(app, {}, timetable)
    first.do_timed_work()
    second.do_timed_work()
    assert done == ["fail", "work"]
    clock.move(minutes=1)
    second.do_timed_work()
    assert done == ["fail", "work", "fail"]


def test_the_real_timetable_runs_on_an_empty_market(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    Worker(app).do_timed_work()
    assert caplog.messages == []


def test_every_message_that_is_left_has_a_handler() -> None:
    assert set(HANDLERS) >= {"index_product", "send_refund", "announce_parcels", "send_letter"}
    assert all(timed.every >= timedelta(seconds=1) for timed in TIMETABLE.values())


def test_a_letter_goes_to_the_address_that_the_person_has_now(
    app: Flask, letters: list[object]
) -> None:
    person = make_person(email="wang@example.com")
    left("send_letter", person_id=person.id, subject="您的订单", text="梨已发出。")
    with transaction():
        person.email = "wang@example.cn"
    Worker(app).drain()
    (letter,) = letters
    assert (letter["To"], letter["Subject"]) == ("wang@example.cn", "您的订单")
    assert letter.get_content() == "梨已发出。\n"


def test_nobody_is_written_to_without_an_address(app: Flask, letters: list[object]) -> None:
    left("send_letter", person_id=make_person().id, subject="您的订单", text="梨已发出。")
    Worker(app).drain()
    assert (len(letters), waiting_count()) == (0, 0)
