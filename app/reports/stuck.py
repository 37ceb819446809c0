"""What does not move by itself, since when, and whose move it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app import clock
from app.cash.kinds import DifferenceState, RemittanceState
from app.cash.models import CashDifference, CashRemittance
from app.claims.models import Claim, GoodsReturn
from app.commissions.models import CommissionDraft
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.payment_states import RefundState
from app.ground.payout_states import BatchState
from app.ground.return_states import ReturnState
from app.ledger.kinds import CorrectionState
from app.ledger.models import BooksCheck, Correction
from app.orders.deadlines import late_parts
from app.orders.models import SubOrder
from app.orders.queries import overdue_parts
from app.outbox.models import Message
from app.parcels.inbox import needs_somebody, spoils_today
from app.parcels.models import ParcelException, StrayEvent
from app.payments.kinds import EventOutcome, ProposalState, Tender
from app.payments.models import (
    BankReceipt,
    CardEvent,
    Dispute,
    Payment,
    Refund,
    RefundProposal,
    ShopTerms,
)
from app.payments.queries import waiting_disputes
from app.reconciliation.models import CardDifference
from app.reconciliation.queries import UNSETTLED
from app.settlement.models import PayeeAccount, Payout, PayoutBatch
from app.settlement.payees import undecided
from app.settlement.payouts import came_back

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Matter:
    """`count` is counted up to MOST_COUNTED; `whose` is who has to do something."""

    kind: str
    whose: str
    count: int
    since: datetime | None


def matters() -> list[Matter]:
    """All of them, those that stand still as well as those where nothing is wrong."""
    return [_ask(kind, whose, statement()) for kind, whose, statement in _MATTERS]


def _ask(kind: str, whose: str, moments: Select[Any]) -> Matter:
    some = moments.limit(MOST_COUNTED).subquery()
    count, since = session.execute(
        select(func.count(), func.min(some.c[0])).select_from(some)
    ).one()
    return Matter(kind, whose, int(count), since)


def _moments(column: Any, *which: ColumnElement[bool]) -> Select[Any]:
    return select(column.label("since")).where(*which).order_by(column)


def _refunds(*states: RefundState, cash: bool) -> Select[Any]:
    in_box = (Payment.tender == Tender.cash_box) == cash
    return _moments(Refund.requested_at, Refund.state.in_(list(states)), in_box).join(
        Refund.payment
    )


def _slow_refunds() -> Select[Any]:
    """With the card company for more than a day."""
    return _refunds(RefundState.requested, RefundState.sent, cash=False).where(
        Refund.requested_at < clock.now() - timedelta(days=1)
    )


def _exceptions(*which: ColumnElement[bool]) -> Select[Any]:
    """The office's inbox, that of all owners."""
    return _moments(ParcelException.since, *needs_somebody(), *which)


def _broken_books() -> Select[Any]:
    """What the last night found; an earlier fault is over when a later night found none."""
    last = select(func.max(BooksCheck.day)).scalar_subquery()
    return _moments(BooksCheck.checked_at, BooksCheck.day == last, BooksCheck.fault_count > 0)


_MATTERS: tuple[tuple[str, str, Callable[[], Select[Any]]], ...] = (
    ("broken_books", "office", _broken_books),
    ("overdue_parts", "cooperative", lambda: _moments(SubOrder.ship_by, *overdue_parts())),
    ("late_parts", "office", lambda: _moments(SubOrder.receive_by, *late_parts())),
    ("spoiling_parcels", "office", lambda: _exceptions(spoils_today())),
    ("parcels_in_trouble", "office", lambda: _exceptions()),
    (
        "unmatched_events",
        "office",
        lambda: _moments(CardEvent.received_at, CardEvent.outcome == EventOutcome.unmatched),
    ),
    ("running_disputes", "office", lambda: _moments(Dispute.opened_at, *waiting_disputes())),
    ("failed_refunds", "office", lambda: _refunds(RefundState.failed, cash=False)),
    ("slow_refunds", "card_company", _slow_refunds),
    (
        "overdue_claims",
        "office",
        lambda: _moments(Claim.decide_by, Claim.decide_by < clock.now()),
    ),
    ("cash_refunds", "shop", lambda: _refunds(RefundState.requested, cash=True)),
    (
        "cash_differences",
        "office",
        lambda: _moments(CashDifference.named_at, CashDifference.state == DifferenceState.waiting),
    ),
    (
        "cash_remittances",
        "office",
        lambda: _moments(CashRemittance.handed_at, CashRemittance.state == RemittanceState.handed),
    ),
    (
        "card_differences",
        "office",
        lambda: _moments(CardDifference.found_at, CardDifference.state.in_(list(UNSETTLED))),
    ),
    (
        "late_returns",
        "office",
        lambda: _moments(GoodsReturn.late_since, GoodsReturn.state == ReturnState.late),
    ),
    ("stray_events", "office", lambda: _moments(StrayEvent.received_at)),
    (
        "given_up_messages",
        "office",
        lambda: _moments(Message.given_up_at, Message.given_up_at.is_not(None)),
    ),
    ("failed_payouts", "office", lambda: _moments(Payout.ended_at, *came_back())),
    (
        "payees_to_confirm",
        "office",
        lambda: _moments(PayeeAccount.proposed_at, *undecided()),
    ),
    (
        "refund_proposals",
        "office",
        lambda: _moments(RefundProposal.proposed_at, RefundProposal.state == ProposalState.waiting),
    ),
    (
        "bank_receipts",
        "office",
        lambda: _moments(BankReceipt.recorded_at, BankReceipt.state == ProposalState.waiting),
    ),
    (
        "shop_terms",
        "office",
        lambda: _moments(ShopTerms.set_at, ShopTerms.state == ProposalState.waiting),
    ),
    (
        "frozen_batches",
        "office",
        lambda: _moments(PayoutBatch.frozen_at, PayoutBatch.state == BatchState.frozen),
    ),
    ("commission_drafts", "office", lambda: _moments(CommissionDraft.created_at)),
    (
        "corrections",
        "administrator",
        lambda: _moments(Correction.requested_at, Correction.state == CorrectionState.asked),
    ),
    (
        "applied_cooperatives",
        "administrator",
        lambda: _moments(Cooperative.created_at, Cooperative.state == CooperativeState.applied),
    ),
)
