"""Refunds that one person decides alone, and those that need a second one (docs/money.md)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.db import lock_rows, session
from app.ground.postings import Bearer
from app.ground.refusals import (
    ChoiceUnknown,
    Missing,
    RefundTooLarge,
    RequestKeyUsed,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import SubOrder
from app.payments.giving_back import left_of_part
from app.payments.kinds import ProposalState, RefundReason
from app.payments.models import Refund, RefundProposal
from app.payments.refunds import RefundWish, refund_part

# Beyond this a mistake, or a friend's favour, costs more than asking a colleague.
ALONE_UP_TO_FEN = 20_000
# What the carrier bears goes back by a claim: from nothing else the carrier is asked for it.
BEARERS = (Bearer.sale, Bearer.cooperative, Bearer.platform)


@dataclass(frozen=True, slots=True)
class Decided:
    """Either refunds, or a proposal that waits for somebody else."""

    refunds: list[Refund]
    proposal: RefundProposal | None


def decide_refund(sub_order_id: int, wish: RefundWish, person_id: int, request_key: str) -> Decided:
    """The office's way: at once, or written down for a second person to agree with."""
    _check_bearer(wish)
    if wish.amount_fen <= ALONE_UP_TO_FEN:
        actor = Actor(ActorKind.postal, person_id)
        return Decided(refund_part(sub_order_id, wish, actor, request_key), None)
    wish.check()
    sub_order = lock_rows(SubOrder, [sub_order_id])
    if not sub_order:
        raise Missing
    if wish.amount_fen > left_of_part(sub_order[0]):
        raise RefundTooLarge(most_fen=left_of_part(sub_order[0]))
    return Decided([], _propose(sub_order_id, wish, person_id, request_key))


def _propose(
    sub_order_id: int, wish: RefundWish, person_id: int, request_key: str
) -> RefundProposal:
    known = select(RefundProposal).where(RefundProposal.request_key == request_key)
    proposal = session.scalars(known).one_or_none()
    if proposal is not None:
        if (proposal.sub_order_id, proposal.facts) != (sub_order_id, wish.as_facts()):
            raise RequestKeyUsed
        return proposal
    proposal = RefundProposal(
        request_key=request_key,
        sub_order_id=sub_order_id,
        amount_fen=wish.amount_fen,
        reason=wish.reason,
        borne_by=wish.borne_by,
        facts=wish.as_facts(),
        note=wish.note,
        state=ProposalState.waiting,
        proposed_by_id=person_id,
        proposed_at=clock.now(),
    )
    session.add(proposal)
    session.flush()
    return proposal


def agree(proposal_id: int, person_id: int) -> list[Refund]:
    """A second person agrees: it goes back now, if so much is still left."""
    proposal = _decide(proposal_id, person_id, ProposalState.agreed)
    wish = RefundWish.from_facts(
        proposal.facts, RefundReason(proposal.reason), Bearer(proposal.borne_by), proposal.note
    )
    _check_bearer(wish)
    actor = Actor(ActorKind.postal, person_id)
    return refund_part(proposal.sub_order_id, wish, actor, proposal.request_key)


def _check_bearer(wish: RefundWish) -> None:
    if wish.borne_by not in BEARERS:
        raise ChoiceUnknown(field="borne_by")


def reject(proposal_id: int, person_id: int) -> None:
    _decide(proposal_id, person_id, ProposalState.rejected)


def _decide(proposal_id: int, person_id: int, state: ProposalState) -> RefundProposal:
    found = lock_rows(RefundProposal, [proposal_id])
    if not found:
        raise Missing
    proposal = found[0]
    if proposal.state != ProposalState.waiting:
        raise StepNotAllowed(step=state.value, state=proposal.state)
    if proposal.proposed_by_id == person_id:
        raise SecondPersonNeeded
    proposal.state = state
    proposal.decided_by_id = person_id
    proposal.decided_at = clock.now()
    session.flush()
    return proposal


def waiting_proposals(limit: int = 50) -> list[RefundProposal]:
    statement = select(RefundProposal).where(RefundProposal.state == ProposalState.waiting)
    statement = statement.options(
        joinedload(RefundProposal.sub_order).joinedload(SubOrder.order),
        joinedload(RefundProposal.sub_order).joinedload(SubOrder.cooperative),
    )
    return list(session.scalars(statement.order_by(RefundProposal.id).limit(limit)))
