"""Money that fits nothing finds its place: an order that waits for just this sum, or the way back.

One person proposes, another confirms. Until then it lies in suspense, where it cannot be forgotten.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select

from app import clock
from app.db import lock_rows, session
from app.ground.postings import SUSPENSE, card_clearing, move
from app.ground.refusals import (
    AmountsDiffer,
    ChoiceUnknown,
    FieldMissing,
    Missing,
    OrderExpired,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.actions import post
from app.ledger.models import Account, JournalEntry, Posting
from app.orders.actions import lock_order
from app.orders.models import Order
from app.orders.queries import is_open_for_payment
from app.payments.actions import capture, start_payment
from app.payments.kinds import Tender
from app.payments.queries import open_payment_of
from app.reconciliation.kinds import PlacingState, PlacingWay
from app.reconciliation.models import SuspensePlacing


@dataclass(frozen=True, slots=True)
class Parked:
    """`session_id` is the card company's name for how it came."""

    entry_id: int
    fact: str
    memo: str
    tender: Tender
    session_id: str
    amount_fen: int
    happened_at: datetime


def get_parked(entry_id: int) -> Parked:
    """Missing for entries that put no card money into suspense."""
    own = select(Account.id).where(Account.name == SUSPENSE).scalar_subquery()
    came = case((Posting.credit_id == own, Posting.amount_fen), else_=-Posting.amount_fen)
    statement = (
        select(JournalEntry.fact, JournalEntry.memo, JournalEntry.happened_at, func.sum(came))
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .where(
            JournalEntry.id == entry_id,
            JournalEntry.fact.startswith("card_session:", autoescape=True),
            or_(Posting.debit_id == own, Posting.credit_id == own),
        )
        .group_by(JournalEntry.id, JournalEntry.fact, JournalEntry.memo, JournalEntry.happened_at)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise Missing
    fact, memo, happened_at, fen = row
    _, tender, session_id = fact.split(":", 2)
    return Parked(entry_id, fact, memo, Tender(tender), session_id, int(fen), happened_at)


def find_placing(entry_id: int) -> SuspensePlacing | None:
    statement = select(SuspensePlacing).where(SuspensePlacing.entry_id == entry_id)
    return session.scalars(statement).one_or_none()


def propose_placing(
    entry_id: int, way: PlacingWay, order_number: str, note: str, by_id: int
) -> SuspensePlacing:
    """A later proposal takes the place of one that nobody has confirmed."""
    parked = get_parked(entry_id)
    placing = find_placing(entry_id)
    if placing is not None:
        placing = lock_rows(SuspensePlacing, [placing.id])[0]
        if placing.state == PlacingState.placed:
            raise StepNotAllowed(step="propose", state=placing.state)
    placing = placing or SuspensePlacing(entry_id=entry_id)
    placing.amount_fen = parked.amount_fen
    placing.way = way
    placing.order_id = _order_for(parked, order_number) if way == PlacingWay.order else None
    placing.note = note
    placing.state = PlacingState.proposed
    placing.proposed_by_id = by_id
    placing.proposed_at = clock.now()
    session.add(placing)
    session.flush()
    return placing


def confirm_placing(entry_id: int, by_id: int) -> SuspensePlacing:
    """Taken out of suspense and paid for the order, all in one; or given back to the company, whose
    own list will show that it has sent it back."""
    parked, placing = get_parked(entry_id), find_placing(entry_id)
    if placing is None:
        raise StepNotAllowed(step="confirm", state="not proposed")
    placing = lock_rows(SuspensePlacing, [placing.id])[0]
    if placing.state != PlacingState.proposed:
        raise StepNotAllowed(step="confirm", state=placing.state)
    if placing.proposed_by_id == by_id:
        raise SecondPersonNeeded
    placing.state = PlacingState.placed
    placing.confirmed_by_id = by_id
    placing.confirmed_at = clock.now()
    post(
        f"suspense:{entry_id}",
        f"{placing.way}: {placing.note}"[:200],
        move(SUSPENSE, card_clearing(parked.tender), parked.amount_fen),
        order_id=placing.order_id,
    )
    if placing.order_id is not None:
        _pay(placing.order_id, parked)
    session.flush()
    return placing


def _order_for(parked: Parked, number: str) -> int:
    if not number:
        raise FieldMissing(field="order")
    order = session.scalars(select(Order).where(Order.number == number)).one_or_none()
    if order is None:
        raise ChoiceUnknown(field="order")
    if not is_open_for_payment(order, clock.now()):
        raise OrderExpired(field="order")
    if order.total_fen != parked.amount_fen:
        raise AmountsDiffer(field="order")
    return order.id


def _pay(order_id: int, parked: Parked) -> None:
    """By a payment of its own. One that is open at the company could still be paid there: it has to
    end first, or the buyer would pay twice."""
    order = lock_order(order_id)
    if order.total_fen != parked.amount_fen:
        raise AmountsDiffer
    if open_payment_of(order_id) is not None:
        raise StepNotAllowed(step="place", state="being paid")
    payment = start_payment(order_id, parked.tender)
    payment.external_id = parked.session_id
    capture(payment, order)
