"""Work on many things, each in a transaction of its own: one that is refused holds up no other."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from app.db import session, transaction
from app.ground.refusals import Refusal

log = logging.getLogger("market.jobs")

One = TypeVar("One")


def each_alone(name: str, them: Iterable[One], work: Callable[[One], object]) -> int:
    """How many were refused; each stands in the log and is asked for again next time."""
    refused = 0
    for one in them:
        try:
            with transaction():
                work(one)
        except Refusal as refusal:
            session.rollback()
            refused += 1
            log.warning("%s: %s was refused: %s", name, one, refusal.code)
    return refused
