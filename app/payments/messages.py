"""What a card company tells us, or answers when asked: kept once, fitted to our payment, followed.

The message decides nothing: number, session, amount and currency must be those of our payment. One
that fits none is kept as unmatched, and its money lies in suspense where the office sees it.
"""

from sqlalchemy import select

from app import clock
from app.db import insert_into, lock_rows, session
from app.ground.payment_states import TABLE as STEPS
from app.ground.payment_states import PaymentState, PaymentStep, step
from app.ground.postings import SUSPENSE, card_clearing, move, turned_round
from app.ledger.actions import post
from app.ledger.models import JournalEntry
from app.orders.models import Order
from app.outbox.actions import leave
from app.partners.cards import (
    CURRENCY,
    METHODS,
    CardAnswer,
    CardMessage,
    RefundNews,
    RefundStanding,
    Standing,
)
from app.payments.actions import capture
from app.payments.kinds import EventOutcome, Tender
from app.payments.models import CardEvent, Payment, Refund


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
    elif message.refund is not None:
        event.outcome, event.reason, event.payment_id = _hear_of_refund(tender, message.refund)
    elif message.dispute_id is not None:
        leave("follow_dispute", {"tender": tender, "external_id": message.dispute_id})
        event.outcome = EventOutcome.applied
    session.flush()
    return EventOutcome(event.outcome)


def record_answer(tender: Tender, answer: CardAnswer) -> EventOutcome:
    """What the company said when we asked: the same as a message, without one to keep."""
    outcome, _, _ = _apply(tender, answer)
    return outcome


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
    """Amount, currency, session and ways to pay must be those of our own payment; the message
    decides none."""
    if payment.external_id not in (None, answer.external_id):
        return "another session"
    if answer.currency != CURRENCY:
        return f"currency {answer.currency}"
    if foreign := sorted(set(answer.methods).difference(METHODS)):
        return f"method {foreign[0][:40]}"
    if answer.amount_fen != payment.amount_fen:
        return f"amount {answer.amount_fen} instead of {payment.amount_fen}"
    return None


def _park(tender: Tender, answer: CardAnswer, fault: str) -> None:
    """Money that we cannot place is in the books all the same, where the office sees it: once,
    however many messages tell of its session."""
    if answer.standing is not Standing.paid or answer.currency != CURRENCY or not answer.amount_fen:
        return
    fact = f"card_session:{tender}:{answer.external_id}"
    if not _is_booked(fact):
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


def _hear_of_refund(tender: Tender, news: RefundNews) -> tuple[EventOutcome, str, int | None]:
    """One of ours is asked about: the message may be older than what we know. Money that somebody
    gave back at the company's own desk has left all the same; it is booked, and the office told."""
    found = (
        select(Refund)
        .join(Refund.payment)
        .where(Refund.number == news.number, Payment.tender == tender)
    )
    refund = session.scalars(found).one_or_none() if news.number else None
    if refund is not None:
        if (news.amount_fen, news.currency) != (refund.amount_fen, CURRENCY):
            return EventOutcome.unmatched, f"refund of {news.amount_fen}", refund.payment_id
        leave("follow_refund", {"refund_id": refund.id})
        return EventOutcome.applied, "", refund.payment_id
    if news.currency == CURRENCY and news.amount_fen:
        _park_refund(tender, news)
    return EventOutcome.unmatched, "refund that we did not ask for", None


def _park_refund(tender: Tender, news: RefundNews) -> None:
    """Once, and turned round once when it came back, in whatever order that is told."""
    fact = f"card_refund:{tender}:{news.external_id}"
    money = move(SUSPENSE, card_clearing(tender), news.amount_fen)
    if not _is_booked(fact):
        post(fact, "refund that we did not ask for", money)
    if news.standing is RefundStanding.returned and not _is_booked(f"{fact}:returned"):
        post(f"{fact}:returned", "refund that we did not ask for: came back", turned_round(money))


def _is_booked(fact: str) -> bool:
    return session.scalar(select(JournalEntry.id).where(JournalEntry.fact == fact)) is not None
