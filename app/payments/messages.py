"""What a card company tells us, or answers when asked: kept once, fitted to our payment, followed.

The message decides nothing: number, session, amount and currency must be those of our payment. One
that fits none is kept as unmatched, and its money lies in suspense where the office sees it.
"""

from sqlalchemy import select

from app import clock
from app.db import insert_into, lock_rows, session
from app.ground.payment_states import TABLE as STEPS
from app.ground.payment_states import PaymentState, PaymentStep, step
from app.ground.postings import SUSPENSE, card_clearing, move
from app.ledger.actions import post
from app.ledger.models import JournalEntry
from app.orders.models import Order
from app.partners.cards import CURRENCY, CardAnswer, CardMessage, Standing
from app.payments.actions import capture
from app.payments.kinds import EventOutcome, Tender
from app.payments.models import CardEvent, Payment


def record_message(tender: Tender, message: CardMessage) -> EventOutcome:
    """A signed message: kept once by its id, then applied, ignored, or kept as unmatched."""
    kept = (
        insert_into(CardEvent)
        .values(
            tender=tender,
            external_id=message.external_id,
            kind=message.kind,
            facts=message.facts,
            outcome=EventOutcome.ignored,
            reason="",
            received_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[CardEvent.tender, CardEvent.external_id])
        .returning(CardEvent.id)
    )
    event_id = session.execute(kept).scalar_one_or_none()
    if event_id is None:
        return EventOutcome.ignored
    event = session.get_one(CardEvent, event_id)
    if message.answer is not None:
        event.outcome, event.reason, event.payment_id = _apply(tender, message.answer)
        session.flush()
    return EventOutcome(event.outcome)


def record_answer(tender: Tender, answer: CardAnswer) -> EventOutcome:
    """What the company said when we asked: the same as a message, without one to keep."""
    payment = _payment_of(tender, answer)
    if payment is None or _fault(payment, answer) is not None:
        return EventOutcome.unmatched
    return _follow(payment, answer)


def _apply(tender: Tender, answer: CardAnswer) -> tuple[EventOutcome, str, int | None]:
    payment = _payment_of(tender, answer)
    fault = "no such payment" if payment is None else _fault(payment, answer)
    if payment is None or fault is not None:
        _park(tender, answer, fault or "")
        return EventOutcome.unmatched, fault or "", None
    return _follow(payment, answer), "", payment.id


def _payment_of(tender: Tender, answer: CardAnswer) -> Payment | None:
    statement = select(Payment).where(
        Payment.number == answer.payment_number, Payment.tender == tender
    )
    return session.scalars(statement).one_or_none()


def _fault(payment: Payment, answer: CardAnswer) -> str | None:
    """Amount, currency and session must be those of our own payment; the message decides none."""
    if payment.external_id not in (None, answer.external_id):
        return "another session"
    if answer.currency != CURRENCY:
        return f"currency {answer.currency}"
    if answer.amount_fen != payment.amount_fen:
        return f"amount {answer.amount_fen} instead of {payment.amount_fen}"
    return None


def _park(tender: Tender, answer: CardAnswer, fault: str) -> None:
    """Money that we cannot place is in the books all the same, where the office sees it: once,
    however many messages tell of its session."""
    if answer.standing is not Standing.paid or answer.currency != CURRENCY or not answer.amount_fen:
        return
    fact = f"card_session:{tender}:{answer.external_id}"
    booked = session.scalar(select(JournalEntry.id).where(JournalEntry.fact == fact))
    if booked is None:
        money = move(card_clearing(tender), SUSPENSE, answer.amount_fen)
        post(fact, f"unmatched payment: {fault}", money)


def _follow(payment: Payment, answer: CardAnswer) -> EventOutcome:
    """Rows are locked order first, then payment: everywhere in this order (docs/locking.md)."""
    order = lock_rows(Order, [payment.order_id])[0]
    payment = lock_rows(Payment, [payment.id])[0]
    payment.external_id = answer.external_id
    if answer.standing is Standing.paid:
        if payment.state == PaymentState.captured:
            return EventOutcome.ignored
        return capture(payment, order)
    wanted = {Standing.failed: PaymentStep.fail, Standing.expired: PaymentStep.expire}
    taken = wanted.get(answer.standing)
    if taken is None or (PaymentState(payment.state), taken) not in STEPS:
        return EventOutcome.ignored
    payment.state = step(PaymentState(payment.state), taken)
    session.flush()
    return EventOutcome.applied
