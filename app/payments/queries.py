"""Payments and refunds, and what of the card companies' messages fitted nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from app import clock
from app.db import session
from app.ground.payment_states import DisputeState, PaymentState, RefundState
from app.ground.refusals import Missing
from app.payments.kinds import EventOutcome, Tender
from app.payments.models import CardEvent, Dispute, Payment, PaymentShare, Refund

OPEN_DISPUTES = (DisputeState.needs_response, DisputeState.under_review)
STILL_OPEN = (PaymentState.started, PaymentState.requires_action)


def payments_of_order(order_id: int) -> list[Payment]:
    statement = select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)
    return list(session.scalars(statement))


def open_payment_of(order_id: int) -> Payment | None:
    statement = select(Payment).where(Payment.order_id == order_id, Payment.state.in_(STILL_OPEN))
    return session.scalars(statement.order_by(Payment.id.desc())).first()


def refunds_of_order(order_id: int) -> list[Refund]:
    statement = (
        select(Refund)
        .join(Refund.payment)
        .where(Payment.order_id == order_id)
        .options(joinedload(Refund.payment))
        .order_by(Refund.id)
    )
    return list(session.scalars(statement))


def cash_refunds_waiting(shop_id: int) -> list[Refund]:
    """Notes that the shop still has to hand back."""
    statement = (
        select(Refund)
        .join(Refund.payment)
        .where(
            Payment.shop_id == shop_id,
            Payment.tender == Tender.cash_box,
            Refund.state == RefundState.requested,
        )
        .options(joinedload(Refund.payment).joinedload(Payment.order))
        .order_by(Refund.id)
    )
    return list(session.scalars(statement))


def refunds_in(
    states: Sequence[RefundState], before_id: int | None = None, limit: int = 100
) -> list[Refund]:
    """The newest first."""
    statement = (
        select(Refund)
        .where(Refund.state.in_(list(states)))
        .options(joinedload(Refund.payment).joinedload(Payment.order))
        .order_by(Refund.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(Refund.id < before_id)
    return list(session.scalars(statement))


def refunds_to_ask_about(tender: str, limit: int = 100) -> list[Refund]:
    """Those that the company has named and not ended, the oldest first."""
    statement = (
        select(Refund)
        .join(Refund.payment)
        .where(
            Refund.state == RefundState.sent,
            Refund.external_id.is_not(None),
            Payment.tender == tender,
        )
    )
    return list(session.scalars(statement.order_by(Refund.id).limit(limit)))


def unmatched_events(before_id: int | None = None, limit: int = 100) -> list[CardEvent]:
    statement = select(CardEvent).where(CardEvent.outcome == EventOutcome.unmatched)
    if before_id is not None:
        statement = statement.where(CardEvent.id < before_id)
    return list(session.scalars(statement.order_by(CardEvent.id.desc()).limit(limit)))


def payments_to_ask_about(tender: str, older_than: timedelta, limit: int = 50) -> list[Payment]:
    """Attempts that nobody has told us the end of: the worker asks the company."""
    before: datetime = clock.now() - older_than
    statement = (
        select(Payment)
        .where(
            Payment.state.in_(STILL_OPEN),
            Payment.tender == tender,
            Payment.started_at <= before,
        )
        .options(joinedload(Payment.order))
        .order_by(Payment.started_at, Payment.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def open_payments_of(order_ids: Sequence[int]) -> list[Payment]:
    statement = select(Payment).where(
        Payment.order_id.in_(sorted(order_ids)), Payment.state.in_(STILL_OPEN)
    )
    return list(session.scalars(statement.order_by(Payment.id)))


def get_payment(payment_id: int) -> Payment:
    statement = select(Payment).where(Payment.id == payment_id).options(joinedload(Payment.order))
    payment = session.scalars(statement).one_or_none()
    if payment is None:
        raise Missing
    return payment


def get_refund(refund_id: int) -> Refund:
    statement = select(Refund).where(Refund.id == refund_id).options(joinedload(Refund.payment))
    refund = session.scalars(statement).one_or_none()
    if refund is None:
        raise Missing
    return refund


def dispute_runs() -> ColumnElement[bool]:
    """Nobody knows yet who bears it: the bank is still at it, or it was lost and the office has not
    decided."""
    undecided = (Dispute.state == DisputeState.lost) & Dispute.decided_at.is_(None)
    return Dispute.state.in_(OPEN_DISPUTES) | undecided


def waiting_disputes() -> tuple[ColumnElement[bool]]:
    """Those in which the office has the next word."""
    undecided = (Dispute.state == DisputeState.lost) & Dispute.decided_at.is_(None)
    unanswered = (Dispute.state == DisputeState.needs_response) & Dispute.evidence.is_(None)
    return (undecided | unanswered,)


def is_disputed(sub_order_id: int) -> bool:
    """A payment of it was taken back by the buyer's bank, and it is not over."""
    statement = (
        select(Dispute.id)
        .join(PaymentShare, PaymentShare.payment_id == Dispute.payment_id)
        .where(PaymentShare.sub_order_id == sub_order_id, dispute_runs())
    )
    return session.execute(statement.limit(1)).first() is not None


def sub_orders_in_dispute() -> Select[int]:
    """Their ids, for whoever must leave them alone until it is over."""
    return (
        select(PaymentShare.sub_order_id)
        .join(Dispute, Dispute.payment_id == PaymentShare.payment_id)
        .where(dispute_runs())
    )


def disputes(*, running: bool, before_id: int | None = None, limit: int = 100) -> list[Dispute]:
    """Running ones with the nearest deadline first (and all of them: there are never many), closed
    ones the newest first."""
    statement = select(Dispute).options(joinedload(Dispute.payment).joinedload(Payment.order))
    if running:
        statement = statement.where(dispute_runs()).order_by(
            Dispute.due_by.is_(None), Dispute.due_by, Dispute.id
        )
    else:
        statement = statement.where(~dispute_runs()).order_by(Dispute.id.desc()).limit(limit)
        if before_id is not None:
            statement = statement.where(Dispute.id < before_id)
    return list(session.scalars(statement))


def get_dispute(dispute_id: int) -> Dispute:
    """With payment, order and shares."""
    statement = (
        select(Dispute)
        .where(Dispute.id == dispute_id)
        .options(joinedload(Dispute.payment).joinedload(Payment.order))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise Missing
    return found
