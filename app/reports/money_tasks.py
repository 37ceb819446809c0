"""Money that does not match or waits for somebody: one list, each with its age, sum and owner.

Nothing is kept for it but owner and note: every line is asked of where the thing itself is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Text, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.cash.queries import differences_waiting, remittances_waiting, unclosed_shops
from app.db import session
from app.ground.payment_states import RefundState
from app.ground.postings import SUSPENSE
from app.ledger.corrections import asked_corrections
from app.ledger.models import Account, JournalEntry, Posting
from app.payments.bank_receipts import waiting_receipts
from app.payments.proposals import waiting_proposals
from app.payments.queries import disputes, refunds_in, unmatched_events
from app.people.queries import names_of
from app.reconciliation.kinds import TaskKind
from app.reconciliation.queries import card_differences, tasks_of
from app.settlement.payouts import frozen_batches, payouts_that_came_back

MOST_OF_A_KIND = 50
SLOW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Task:
    """`subject` names it for good; `key` is what stands in the address where it is looked at;
    `about` is a shop's, an order's or a fact's own name."""

    kind: TaskKind
    subject: str
    since: datetime | None
    amount_fen: int | None
    about: str
    key: str
    owner_id: int | None = None
    owner: str = ""
    note: str = field(default="")


def money_tasks(kind: TaskKind | None = None, owner_id: int | None = None) -> list[Task]:
    """The oldest first, at most fifty of a kind. A fixed number of statements."""
    asked = [ask for one, ask in _TASKS.items() if kind is None or one == kind]
    found = [task for ask in asked for task in ask()]
    owned = tasks_of((task.kind, task.subject) for task in found) if found else {}
    names = names_of({one.owner_id for one in owned.values() if one.owner_id})
    told = []
    for task in found:
        row = owned.get((task.kind, task.subject))
        if row is not None:
            name = names.get(row.owner_id, "") if row.owner_id else ""
            task = replace(task, owner_id=row.owner_id, owner=name, note=row.note)
        if owner_id is None or task.owner_id == owner_id:
            told.append(task)
    return sorted(told, key=lambda one: (one.since is not None, one.since or clock.now()))


def _failed_refunds() -> Iterable[Task]:
    for one in refunds_in([RefundState.failed], None, MOST_OF_A_KIND):
        number = one.payment.order.number
        yield Task(
            TaskKind.failed_refund, one.number, one.requested_at, -one.amount_fen, number, number
        )


def _slow_refunds() -> Iterable[Task]:
    """Cash waits for the buyer to come by: that is the shop's list, not this one."""
    states = [RefundState.requested, RefundState.sent]
    for one in refunds_in(states, None, MOST_OF_A_KIND):
        if one.payment.shop_id is None and one.requested_at < clock.now() - SLOW:
            number = one.payment.order.number
            yield Task(
                TaskKind.slow_refund, one.number, one.requested_at, -one.amount_fen, number, number
            )


def _disputes() -> Iterable[Task]:
    """Those with the nearest deadline are answered first, whatever their age."""
    for one in disputes(running=True)[:MOST_OF_A_KIND]:
        number = one.payment.order.number if one.payment else ""
        subject = f"{one.tender}:{one.external_id}"
        yield Task(
            TaskKind.dispute, subject, one.opened_at, one.amount_fen, number or subject, number
        )


def _corrections() -> Iterable[Task]:
    for one in asked_corrections(MOST_OF_A_KIND):
        yield Task(TaskKind.correction, str(one.id), one.requested_at, None, one.reason, "")


def _unmatched_events() -> Iterable[Task]:
    for one in unmatched_events(None, MOST_OF_A_KIND):
        subject = f"{one.tender}:{one.external_id}"
        about = f"{one.kind}: {one.reason}"
        yield Task(TaskKind.unmatched_event, subject, one.received_at, None, about, "")


def _suspense() -> Iterable[Task]:
    """Entries that brought money nobody could place; what belongs to an order goes back by itself,
    what was decided has an entry `suspense:<entry>`."""
    own = select(Account.id).where(Account.name == SUSPENSE).scalar_subquery()
    came = case((Posting.credit_id == own, Posting.amount_fen), else_=-Posting.amount_fen)
    decision = aliased(JournalEntry)
    decided = select(decision.id).where(
        decision.fact == literal("suspense:") + cast(JournalEntry.id, Text)
    )
    statement = (
        select(JournalEntry.id, JournalEntry.fact, JournalEntry.happened_at, func.sum(came))
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .where(
            or_(Posting.debit_id == own, Posting.credit_id == own),
            JournalEntry.order_id.is_(None),
            ~JournalEntry.fact.startswith("suspense:", autoescape=True),
            ~decided.exists(),
        )
        .group_by(JournalEntry.id, JournalEntry.fact, JournalEntry.happened_at)
        .order_by(JournalEntry.id.desc())
        .limit(MOST_OF_A_KIND)
    )
    for entry_id, fact, happened_at, fen in session.execute(statement):
        if fen:
            yield Task(TaskKind.suspense, fact, happened_at, int(fen), fact, str(entry_id))


def _reconciliation() -> Iterable[Task]:
    for one in card_differences(limit=MOST_OF_A_KIND):
        about = one.fact or (one.movement.external_id if one.movement else "")
        fen = one.ours_fen - one.theirs_fen
        yield Task(TaskKind.reconciliation, str(one.id), one.happened_at, fen, about, str(one.id))


def _cash_differences() -> Iterable[Task]:
    for one in differences_waiting(limit=MOST_OF_A_KIND):
        yield Task(
            TaskKind.cash_difference,
            str(one.id),
            one.named_at,
            one.amount_fen,
            one.shop.name,
            str(one.id),
        )


def _cash_remittances() -> Iterable[Task]:
    for one in remittances_waiting(limit=MOST_OF_A_KIND):
        yield Task(
            TaskKind.cash_remittance,
            str(one.id),
            one.handed_at,
            one.amount_fen,
            one.shop.name,
            str(one.id),
        )


def _unclosed_boxes() -> Iterable[Task]:
    for one in unclosed_shops()[:MOST_OF_A_KIND]:
        subject = str(one.shop.id)
        yield Task(TaskKind.unclosed_box, subject, one.since, one.held_fen, one.shop.name, subject)


def _refund_proposals() -> Iterable[Task]:
    for one in waiting_proposals(MOST_OF_A_KIND):
        number = one.sub_order.number
        yield Task(
            TaskKind.refund_proposal, str(one.id), one.proposed_at, -one.amount_fen, number, ""
        )


def _bank_receipts() -> Iterable[Task]:
    for one in waiting_receipts(MOST_OF_A_KIND):
        about = one.order.number if one.order else one.shop.name if one.shop else ""
        yield Task(TaskKind.bank_receipt, str(one.id), one.recorded_at, one.amount_fen, about, "")


def _payout_batches() -> Iterable[Task]:
    for one in frozen_batches(MOST_OF_A_KIND):
        number = one.number
        yield Task(TaskKind.payout_batch, number, one.frozen_at, -one.total_fen, number, number)


def _failed_payouts() -> Iterable[Task]:
    for one in payouts_that_came_back(MOST_OF_A_KIND):
        yield Task(
            TaskKind.failed_payout,
            one.number,
            one.ended_at,
            -one.amount_fen,
            one.payee.holder,
            one.batch.number,
        )


_TASKS: dict[TaskKind, Callable[[], Iterable[Task]]] = {
    TaskKind.failed_refund: _failed_refunds,
    TaskKind.slow_refund: _slow_refunds,
    TaskKind.dispute: _disputes,
    TaskKind.unmatched_event: _unmatched_events,
    TaskKind.suspense: _suspense,
    TaskKind.reconciliation: _reconciliation,
    TaskKind.correction: _corrections,
    TaskKind.cash_difference: _cash_differences,
    TaskKind.cash_remittance: _cash_remittances,
    TaskKind.unclosed_box: _unclosed_boxes,
    TaskKind.refund_proposal: _refund_proposals,
    TaskKind.bank_receipt: _bank_receipts,
    TaskKind.payout_batch: _payout_batches,
    TaskKind.failed_payout: _failed_payouts,
}
