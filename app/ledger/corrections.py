"""What was booked wrongly is put right by another entry and by two persons: one asks, one books."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.db import lock_rows, session
from app.ground.fact_owners import owner_of
from app.ground.postings import Posting as PlannedPosting
from app.ground.postings import turned_round
from app.ground.refusals import (
    CorrectedAlready,
    CorrectionNotAllowed,
    Missing,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.actions import lock_head, post
from app.ledger.kinds import CorrectionState
from app.ledger.models import Account, Correction, JournalEntry, Posting


def correct(entry_id: int, memo: str) -> JournalEntry:
    """The entry turned round, as a fact of its own; an entry is turned round once."""
    entry = session.get(JournalEntry, entry_id)
    if entry is None:
        raise Missing
    _check_free(entry.fact)
    fact = f"correction:{entry.fact}"
    if session.scalar(select(JournalEntry.id).where(JournalEntry.fact == fact)) is not None:
        raise CorrectedAlready
    return post(fact, memo, turned_round(_planned(entry_id)), order_id=entry.order_id)


def ask_for_correction(entry_id: int, reason: str, person_id: int) -> Correction:
    # Of two who ask at the same moment the second sees what the first has asked for. Not the entry
    # is held: locking a row takes the right to change it, which nobody needs to have of entries.
    lock_head()
    entry = session.get(JournalEntry, entry_id)
    if entry is None:
        raise Missing
    _check_free(entry.fact)
    live = select(Correction.id).where(
        Correction.entry_id == entry_id, Correction.state != CorrectionState.declined
    )
    if session.scalar(live) is not None:
        raise CorrectedAlready
    correction = Correction(
        entry_id=entry_id,
        reason=reason,
        state=CorrectionState.asked,
        requested_by_id=person_id,
        requested_at=clock.now(),
    )
    session.add(correction)
    session.flush()
    return correction


def book_correction(correction_id: int, person_id: int) -> JournalEntry:
    """By somebody else than who asked for it."""
    correction = _lock_asked(correction_id)
    if correction.requested_by_id == person_id:
        raise SecondPersonNeeded
    counter = correct(correction.entry_id, correction.reason)
    _decide(correction, CorrectionState.booked, person_id, counter.id)
    return counter


def decline_correction(correction_id: int, person_id: int) -> None:
    """By anybody, also by who asked for it and has thought again."""
    _decide(_lock_asked(correction_id), CorrectionState.declined, person_id, None)


def asked_corrections(limit: int = 50) -> list[Correction]:
    """Those that wait for a second person, the oldest first."""
    statement = (
        select(Correction)
        .where(Correction.state == CorrectionState.asked)
        .order_by(Correction.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def corrections_about(entry_id: int) -> Sequence[Correction]:
    """What was asked for about the entry, and what the entry itself corrects; the oldest first."""
    statement = (
        select(Correction)
        .where(or_(Correction.entry_id == entry_id, Correction.counter_entry_id == entry_id))
        .order_by(Correction.id)
    )
    return session.scalars(statement).all()


def is_live(correction: Correction, entry_id: int) -> bool:
    """Whether it is about the entry and was not declined: an entry has one of these at most."""
    return correction.entry_id == entry_id and correction.state != CorrectionState.declined


def people_of(corrections: Iterable[Correction]) -> set[int]:
    both = ((one.requested_by_id, one.decided_by_id) for one in corrections)
    return {person_id for pair in both for person_id in pair if person_id is not None}


def _check_free(fact: str) -> None:
    if owner_of(fact) is not None:
        raise CorrectionNotAllowed


def _lock_asked(correction_id: int) -> Correction:
    found = lock_rows(Correction, [correction_id])
    if not found:
        raise Missing
    if found[0].state != CorrectionState.asked:
        raise StepNotAllowed(step="decide", state=found[0].state)
    return found[0]


def _decide(
    correction: Correction, state: CorrectionState, person_id: int, counter_entry_id: int | None
) -> None:
    correction.state = state
    correction.decided_by_id = person_id
    correction.decided_at = clock.now()
    correction.counter_entry_id = counter_entry_id
    session.flush()


def _planned(entry_id: int) -> list[PlannedPosting]:
    debit, credit = aliased(Account), aliased(Account)
    statement = (
        select(debit.name, credit.name, Posting.amount_fen)
        .join(debit, debit.id == Posting.debit_id)
        .join(credit, credit.id == Posting.credit_id)
        .where(Posting.entry_id == entry_id)
        .order_by(Posting.id)
    )
    return [PlannedPosting(*row) for row in session.execute(statement)]
