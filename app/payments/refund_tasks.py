"""Refunds that did not go through: somebody sees to each, and it may be paid another way."""

from sqlalchemy import select

from app import clock
from app.db import lock_rows, session
from app.ground.payment_states import RefundState, RefundStep, refund_step
from app.ground.postings import BANK, REFUND_PAYABLE, move
from app.ground.refusals import Missing, NumberTaken, SecondPersonNeeded, StepNotAllowed
from app.ledger.actions import post
from app.payments.models import Refund


def own_refund(refund_id: int, person_id: int, note: str) -> Refund:
    """I see to it; the note says how far I am."""
    refund = _failed(refund_id)
    refund.owner_id = person_id
    refund.owner_note = note
    session.flush()
    return refund


def record_transfer(refund_id: int, reference: str, person_id: int) -> Refund:
    """It was paid by bank transfer; counted only when a second person has seen the transfer.
    NumberTaken when another refund has the same reference."""
    refund = _failed(refund_id)
    known = select(Refund.id).where(Refund.transfer_reference == reference, Refund.id != refund_id)
    if session.scalar(known) is not None:
        raise NumberTaken(field="reference")
    refund.transfer_reference = reference
    refund.transferred_by_id = person_id
    session.flush()
    return refund


def confirm_transfer(refund_id: int, person_id: int) -> Refund:
    refund = _failed(refund_id)
    if refund.transfer_reference is None:
        raise StepNotAllowed(step="confirm", state=refund.state)
    if refund.transferred_by_id == person_id:
        raise SecondPersonNeeded
    refund.transfer_seen_by_id = person_id
    refund.state = refund_step(RefundState.failed, RefundStep.succeed)
    refund.ended_at = clock.now()
    post(
        refund.paid_fact,
        f"refund {refund.number} paid by bank transfer {refund.transfer_reference}",
        move(REFUND_PAYABLE, BANK, refund.amount_fen),
        order_id=refund.payment.order_id,
    )
    session.flush()
    return refund


def _failed(refund_id: int) -> Refund:
    found = lock_rows(Refund, [refund_id])
    if not found:
        raise Missing
    if found[0].state != RefundState.failed:
        raise StepNotAllowed(step="pay", state=found[0].state)
    return found[0]
