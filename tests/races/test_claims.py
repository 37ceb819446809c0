"""Many at once at the counters of sign-in and outbox (N1, C4). The twin reads first and writes
afterwards, as one would who does not think of the others; PostgreSQL then lets too many in."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.db import session, transaction
from app.ground.refusals import PhoneTaken, TooManyTries
from app.jobs.timetable import TIMETABLE
from app.outbox.actions import claim, leave, take_turn
from app.outbox.models import Message
from app.people.actions import sign_up
from app.people.models import Person, SignInTries
from app.people.tries import MOST_PER_ACCOUNT, WINDOW, take_try
from tests.makers import PASSWORD
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race


def test_of_thirty_guesses_at_once_ten_are_looked_at(app: Flask) -> None:
    def guess(number: int) -> bool:
        try:
            with transaction():
                take_try("13812345678", f"203.0.113.{number}")
        except TooManyTries:
            return False
        return True

    assert sum(all_at_once(app, 30, guess)) == MOST_PER_ACCOUNT


def test_without_the_condition_in_the_update_more_are_looked_at(app: Flask, kind: str) -> None:
    if kind == "sqlite":
        # Its writers come one after the other, so the twin cannot fail there.
        return
    with transaction():
        session.add(SignInTries(key="twin", failures=0, window_ends_at=clock.now() + WINDOW))
    everybody_has_read = threading.Barrier(12)

    def guess(number: int) -> bool:
        with transaction():
            failures = session.scalars(select(SignInTries.failures)).one()
            everybody_has_read.wait(30)
            session.get_one(SignInTries, "twin").failures = failures + 1
            return failures < MOST_PER_ACCOUNT

    assert sum(all_at_once(app, 12, guess)) == 12


def test_every_message_is_claimed_by_one_worker(app: Flask) -> None:
    with transaction():
        for number in range(20):
            leave("note", {"n": number})

    def work(number: int) -> list[int]:
        with transaction():
            return [message.id for message in claim(f"worker{number}", 4, 60)]

    claimed = [one for batch in all_at_once(app, 8, work) for one in batch]
    assert len(claimed) == len(set(claimed))
    while batch := work(99):
        claimed += batch
        if len(claimed) >= 20:
            break
    assert sorted(claimed) == list(session.scalars(select(Message.id).order_by(Message.id)))


def test_a_timed_jobs_turn_is_one_workers(app: Flask) -> None:
    def turn(number: int) -> bool:
        with transaction():
            return take_turn("sweep", TIMETABLE["sweep"].every)

    assert sum(all_at_once(app, 8, turn)) == 1


def test_a_phone_gets_one_account_from_two_browsers(app: Flask) -> None:
    def join(number: int) -> bool:
        try:
            with transaction():
                sign_up(f"王秀英{number}", "13812345678", PASSWORD, "2026-01")
        except PhoneTaken:
            return False
        return True

    assert sum(all_at_once(app, 6, join)) == 1
    assert len(session.scalars(select(Person.id)).all()) == 1
