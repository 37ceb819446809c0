"""The worker: claims messages in one transaction, acts outside, marks them in a third.

Any number may run beside each other. One that is killed loses nothing: what it had claimed is
anybody's when the lease ends.
"""

import logging
import secrets
import signal
from collections.abc import Mapping
from threading import Event, current_thread, main_thread

from flask import Flask

from app.db import transaction
from app.ground.phones import mask_in_text
from app.jobs.handlers import HANDLERS, Handler
from app.jobs.timetable import TIMETABLE, Timed
from app.outbox.actions import claim, give_back, mark_done, mark_failed, take_turn
from app.outbox.models import Message

BATCH = 10
# Longer than a batch takes when every partner lets us wait.
LEASE_SECONDS = 300
REST_SECONDS = 1.0
REST_AFTER_FAULT_SECONDS = 5.0
log = logging.getLogger("market.worker")


class Worker:
    def __init__(
        self,
        app: Flask,
        handlers: Mapping[str, Handler] = HANDLERS,
        timetable: Mapping[str, Timed] = TIMETABLE,
    ) -> None:
        self.app = app
        self.handlers = handlers
        self.timetable = timetable
        self.name = secrets.token_hex(8)
        self.stopping = Event()

    def run(self) -> None:
        """Until SIGTERM or SIGINT, and then to the end of the message at hand."""
        if current_thread() is main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: self.stop())
        while not self.stopping.is_set():
            try:
                self.do_timed_work()
                rest = 0.0 if self.do_messages() else REST_SECONDS
            except Exception as fault:
                # Most likely the database: it may come back, and then so must the worker.
                log.error("the worker could not work: %s", described(fault))
                rest = REST_AFTER_FAULT_SECONDS
            self.stopping.wait(rest)

    def stop(self) -> None:
        self.stopping.set()

    def drain(self) -> int:
        """Everything that is due now, and what that leads to; says how many messages it was.
        Timed work is not done."""
        total = 0
        while count := self.do_messages():
            total += count
        return total

    def do_messages(self) -> int:
        with self.app.app_context(), transaction():
            messages = claim(self.name, BATCH, LEASE_SECONDS)
        for position, message in enumerate(messages):
            if self.stopping.is_set():
                with self.app.app_context(), transaction():
                    give_back(self.name)
                return position
            self.do_message(message)
        return len(messages)

    def do_message(self, message: Message) -> None:
        fault = None
        try:
            with self.app.app_context():
                self.handlers[message.kind](message.facts)
        except Exception as raised:
            fault = described(raised)
            log.warning("message %s (%s) failed: %s", message.id, message.kind, fault)
        with self.app.app_context(), transaction():
            if fault is None:
                mark_done(message.id, self.name)
            else:
                mark_failed(message.id, self.name, fault)

    def do_timed_work(self) -> None:
        """A job that fails is tried at its next turn; the others are done all the same."""
        for name, timed in self.timetable.items():
            if self.stopping.is_set():
                return
            with self.app.app_context(), transaction():
                is_mine = take_turn(name, timed.every)
            if not is_mine:
                continue
            try:
                with self.app.app_context():
                    timed.work()
            except Exception as fault:
                log.warning("timed job %s failed: %s", name, described(fault))


def described(fault: BaseException) -> str:
    """Its kind and first line. What follows may hold a statement's values: people's names."""
    first_line = mask_in_text(str(fault).partition("\n")[0])
    return f"{type(fault).__name__}: {first_line}"
