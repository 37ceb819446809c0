"""Leaving messages for later, and what the worker writes down about them.

A message is claimed for a while in one transaction, handled outside of any, and marked in a third.
Tries are counted when it is claimed, so that one which kills its worker is given up as well.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from app import clock
from app.db import Facts, changed, insert_into, session
from app.ground.phones import mask_in_text
from app.ground.refusals import Missing
from app.outbox.models import Message, TimetableRun

MOST_TRIES = 8
FIRST_PAUSE_SECONDS = 10
LONGEST_PAUSE_SECONDS = 3600
LONGEST_FAULT = 300
# Between a look at the clock and the row lie no more than the waits that a database allows.
QUICKER = timedelta(minutes=1)
IS_OPEN = (Message.done_at.is_(None), Message.given_up_at.is_(None))


def leave(kind: str, facts: Facts, due_at: datetime | None = None) -> Message:
    """Delivered after the caller's commit, or never when it is undone. `facts` are ids, not what
    they stand for: nobody's name or address waits here.
    """
    moment = clock.now()
    message = Message(kind=kind, facts=facts, left_at=moment, due_at=due_at or moment)
    session.add(message)
    session.flush()
    return message


def leave_once(kind: str, facts: Facts) -> None:
    """Unless one that says the same waits already, or was given up and waits for the office."""
    waiting = select(Message).where(Message.kind == kind, Message.done_at.is_(None))
    if all(one.facts != facts for one in session.scalars(waiting)):
        leave(kind, facts)


def is_waiting(kind: str) -> bool:
    waiting = select(Message.id).where(*IS_OPEN, Message.kind == kind).limit(1)
    return session.scalar(waiting) is not None


def hurry(kind: str) -> int:
    """What these messages waited for is there: they are due now. Claimed ones are at work."""
    moment = clock.now()
    waiting = update(Message).where(
        *IS_OPEN, Message.kind == kind, Message.claimed_until.is_(None), Message.due_at > moment
    )
    return changed(waiting.values(due_at=moment))


def claim(claim: str, limit: int, lease_seconds: int) -> list[Message]:
    """The oldest that are due become the claimer's until the lease ends; then anybody's again."""
    moment = clock.now()
    _give_up_the_abandoned(moment)
    is_free = or_(Message.claimed_until.is_(None), Message.claimed_until <= moment)
    due = (
        select(Message.id)
        .where(*IS_OPEN, Message.due_at <= moment, is_free)
        .order_by(Message.due_at, Message.id)
        .limit(limit)
        # Another worker's are passed over, not waited for.
        .with_for_update(skip_locked=True)
    )
    taken = update(Message).where(Message.id.in_(list(session.scalars(due))))
    changed(
        taken.values(
            claim=claim,
            claimed_until=moment + timedelta(seconds=lease_seconds),
            tries=Message.tries + 1,
        )
    )
    mine = select(Message).where(*IS_OPEN, Message.claim == claim, Message.claimed_until > moment)
    ordered = mine.order_by(Message.due_at, Message.id)
    return list(session.scalars(ordered.execution_options(populate_existing=True)))


def give_back(claim: str) -> int:
    """Claimed but not begun, because the worker is told to stop: not a try."""
    mine = update(Message).where(*IS_OPEN, Message.claim == claim)
    return changed(mine.values(claim=None, claimed_until=None, tries=Message.tries - 1))


def mark_done(message_id: int, claim: str) -> bool:
    """False when the lease had ended and somebody else has it now."""
    mine = update(Message).where(*IS_OPEN, Message.id == message_id, Message.claim == claim)
    done = mine.values(done_at=clock.now(), claim=None, claimed_until=None, last_fault=None)
    return changed(done) == 1


def mark_failed(message_id: int, claim: str, fault: str) -> bool:
    """Due again after a pause that grows, or given up and shown to the office."""
    message = session.scalar(
        select(Message)
        .where(*IS_OPEN, Message.id == message_id, Message.claim == claim)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if message is None:
        return False
    moment = clock.now()
    message.claim = message.claimed_until = None
    message.last_fault = mask_in_text(fault)[:LONGEST_FAULT]
    message.due_at = moment + pause_after(message.tries)
    message.given_up_at = moment if message.tries >= MOST_TRIES else None
    session.flush()
    return True


def pause_after(tries: int) -> timedelta:
    """10 s after the first failure, then four times as long each time, at most an hour."""
    seconds = FIRST_PAUSE_SECONDS * 4 ** max(tries - 1, 0)
    return timedelta(seconds=min(seconds, LONGEST_PAUSE_SECONDS))


def try_again(message_id: int) -> None:
    """The office has put right what was wrong: a message given up starts from the beginning."""
    given_up = update(Message).where(Message.id == message_id, Message.given_up_at.is_not(None))
    if not changed(given_up.values(given_up_at=None, tries=0, due_at=clock.now())):
        raise Missing()


def forget_done(older_than: timedelta) -> int:
    return changed(delete(Message).where(Message.done_at < clock.now() - older_than))


def take_turn(job: str, every: timedelta) -> bool:
    """True for exactly one worker each time the job is due. A due time much further ahead than
    `every` was written by a clock that was wrong; a little further, by a worker that looked at the
    clock after us and was quicker.
    """
    moment = clock.now()
    first = insert_into(TimetableRun).values(job=job, due_at=moment)
    changed(first.on_conflict_do_nothing())
    is_due = or_(TimetableRun.due_at <= moment, TimetableRun.due_at > moment + every + QUICKER)
    turn = update(TimetableRun).where(TimetableRun.job == job, is_due)
    return changed(turn.values(due_at=moment + every, last_run_at=moment)) == 1


def _give_up_the_abandoned(moment: datetime) -> None:
    """Claimed for the last time and never heard of again."""
    abandoned = update(Message).where(
        *IS_OPEN, Message.tries >= MOST_TRIES, Message.claimed_until <= moment
    )
    changed(abandoned.values(given_up_at=moment, last_fault="the worker ended before it did"))
