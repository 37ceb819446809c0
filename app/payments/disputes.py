"""A buyer's bank takes a payment back: followed, answered, and decided when it is lost.

The money lies in `disputed` meanwhile. Won, it comes back; lost, the office says who bears it, and
that is booked as a refund that has been paid already: what the bank has taken can be refunded only
once, whichever way.
"""

from sqlalchemy import select

from app import clock
from app.db import insert_into, lock_rows, session
from app.ground.box_deposits import DepositBack
from app.ground.money import allocate
from app.ground.order_states import OrderState
from app.ground.payment_states import (
    DisputeState,
    RefundState,
    RefundStep,
    later_dispute_state,
    refund_step,
)
from app.ground.postings import (
    CARD_FEES,
    CLAIMS_EXPENSE,
    DISPUTED,
    REFUND_PAYABLE,
    Bearer,
    card_clearing,
    move,
)
from app.ground.refusals import ChoiceUnknown, Missing, StepNotAllowed
from app.ledger.actions import post
from app.orders.actions import Actor, lock_order
from app.orders.models import SubOrder
from app.outbox.actions import leave
from app.parcels.queries import parcels_of_sub_orders
from app.partners.cards import CURRENCY, DisputeAnswer
from app.payments.box_deposits import held_deposits
from app.payments.giving_back import give_back, left_of_line, left_of_postage
from app.payments.kinds import RefundReason, Tender
from app.payments.models import Dispute, Payment, PaymentShare, Refund
from app.payments.queries import OPEN_DISPUTES
from app.payments.refund_wishes import RefundWish

BEARERS = (Bearer.cooperative, Bearer.platform)
# What the buyer has told her bank, in our words; anything else is nobody's fault that we know of.
_REASONS = {
    "product_not_received": RefundReason.lost,
    "product_unacceptable": RefundReason.bad_goods,
    "duplicate": RefundReason.paid_twice,
}


def record_dispute(tender: Tender, answer: DisputeAnswer) -> Dispute:
    """How it stands at the company, whatever of it was known: told in any order, and again, it
    comes to the same."""
    dispute = _kept(tender, answer)
    told = DisputeState(answer.standing.value)
    state = later_dispute_state(DisputeState(dispute.state), told)
    if state == told:
        dispute.due_by = answer.due_by
    if state not in OPEN_DISPUTES and dispute.closed_at is None:
        dispute.closed_at = clock.now()
    dispute.state = state
    if answer.currency == CURRENCY:
        _book_movements(dispute, answer)
    session.flush()
    return dispute


def _kept(tender: Tender, answer: DisputeAnswer) -> Dispute:
    """Its row, locked; the first time it is written down as just opened."""
    payment_id = session.scalar(
        select(Payment.id).where(Payment.number == answer.payment_number, Payment.tender == tender)
    )
    new = insert_into(Dispute).values(
        tender=tender,
        external_id=answer.external_id,
        payment_id=payment_id,
        state=DisputeState.needs_response,
        amount_fen=max(answer.amount_fen, 1),
        withdrawn_fen=0,
        fee_fen=0,
        reinstated_fen=0,
        reason=answer.reason[:200],
        due_by=answer.due_by,
        opened_at=answer.opened_at,
    )
    names = [Dispute.tender, Dispute.external_id]
    session.execute(new.on_conflict_do_nothing(index_elements=names))
    found = select(Dispute.id).where(
        Dispute.tender == tender, Dispute.external_id == answer.external_id
    )
    dispute = lock_rows(Dispute, [session.scalars(found).one()])[0]
    if dispute.payment_id is None:
        dispute.payment_id = payment_id
    return dispute


def _book_movements(dispute: Dispute, answer: DisputeAnswer) -> None:
    """Only what is new: the sums of what was withdrawn and given back never fall."""
    clearing, name = card_clearing(dispute.tender), f"dispute:{dispute.tender}:{answer.external_id}"
    order_id = dispute.payment.order_id if dispute.payment else None
    taken_fen = answer.withdrawn_fen - dispute.withdrawn_fen
    fee_fen = max(0, answer.fee_fen - dispute.fee_fen)
    if taken_fen > 0:
        dispute.withdrawn_fen, dispute.fee_fen = answer.withdrawn_fen, dispute.fee_fen + fee_fen
        post(
            f"{name}:withdrawn:{answer.withdrawn_fen}",
            f"dispute {answer.external_id}: {answer.reason[:80]}",
            [*move(DISPUTED, clearing, taken_fen), *move(CARD_FEES, clearing, fee_fen)],
            order_id=order_id,
        )
    back_fen = answer.reinstated_fen - dispute.reinstated_fen
    if back_fen > 0 and answer.reinstated_fen <= dispute.withdrawn_fen:
        dispute.reinstated_fen = answer.reinstated_fen
        post(
            f"{name}:reinstated:{answer.reinstated_fen}",
            f"dispute {answer.external_id}: given back",
            move(clearing, DISPUTED, back_fen),
            order_id=order_id,
        )


def write_evidence(dispute_id: int, text: str, person_id: int) -> Dispute:
    """What the bank is told, once; the worker sends it."""
    dispute = _lock(dispute_id)
    if dispute.state != DisputeState.needs_response or dispute.evidence is not None:
        raise StepNotAllowed(step="answer", state=dispute.state)
    dispute.evidence, dispute.evidence_by_id = text, person_id
    leave("send_evidence", {"dispute_id": dispute.id})
    session.flush()
    return dispute


def record_evidence(dispute_id: int, answer: DisputeAnswer | None) -> None:
    """None: the company did not take it, and another may be written while there is time."""
    dispute = _lock(dispute_id)
    if answer is None:
        if dispute.evidence_sent_at is None:
            dispute.evidence = dispute.evidence_by_id = None
    else:
        dispute.evidence_sent_at = dispute.evidence_sent_at or clock.now()
        record_dispute(Tender(dispute.tender), answer)
    session.flush()


def decide_dispute(dispute_id: int, borne_by: Bearer, actor: Actor) -> Dispute:
    """It was lost: refunds of the payment that could not be sent are thereby paid, then every part
    bears its share of what is left, by the cooperative or by the platform. What the buyer has got
    twice, as a refund and from her bank, is the platform's loss."""
    if borne_by not in BEARERS:
        raise ChoiceUnknown(field="borne_by")
    dispute = _lock(dispute_id)
    if dispute.state != DisputeState.lost or dispute.decided_at is not None:
        raise StepNotAllowed(step="decide", state=dispute.state)
    dispute.borne_by, dispute.decided_at = borne_by, clock.now()
    dispute.decided_by_id = actor.person_id
    session.flush()
    left_fen = dispute.withdrawn_fen - dispute.reinstated_fen
    if dispute.payment is not None:
        left_fen -= _end_refunds(dispute, left_fen)
        left_fen -= _share_out(dispute, dispute.payment, left_fen, borne_by, actor)
    if left_fen:
        post(
            f"dispute:{dispute.tender}:{dispute.external_id}:excess",
            f"dispute {dispute.external_id}: lost beyond what was left to refund",
            move(CLAIMS_EXPENSE, DISPUTED, left_fen),
            order_id=dispute.payment.order_id if dispute.payment else None,
        )
    session.flush()
    return dispute


def _lock(dispute_id: int) -> Dispute:
    """The order and its parts first (docs/locking.md)."""
    statement = select(Payment.order_id).join(Dispute, Dispute.payment_id == Payment.id)
    order_id = session.scalar(statement.where(Dispute.id == dispute_id))
    if order_id is not None:
        lock_order(order_id)
    found = lock_rows(Dispute, [dispute_id])
    if not found:
        raise Missing
    return found[0]


def _end_refunds(dispute: Dispute, most_fen: int) -> int:
    """Failed for the dispute's sake, as a rule: the buyer has that money from her bank."""
    failed = select(Refund.id).where(
        Refund.payment_id == dispute.payment_id,
        Refund.state == RefundState.failed,
        # Somebody may have paid it by bank transfer; that is for her to say.
        Refund.transfer_reference.is_(None),
    )
    ended_fen = 0
    for refund in lock_rows(Refund, session.scalars(failed.order_by(Refund.id)).all()):
        if ended_fen + refund.amount_fen <= most_fen:
            _pay(refund, dispute)
            ended_fen += refund.amount_fen
    return ended_fen


def _share_out(
    dispute: Dispute, payment: Payment, lost_fen: int, borne_by: Bearer, actor: Actor
) -> int:
    """By what is left of each part's share; largest remainders, as everywhere."""
    if payment.order.state not in (OrderState.paid, OrderState.cancelled):
        return 0
    shares = session.scalars(
        select(PaymentShare)
        .where(PaymentShare.payment_id == payment.id)
        .order_by(PaymentShare.sub_order_id)
        .execution_options(populate_existing=True)
    ).all()
    parts = [session.get_one(SubOrder, share.sub_order_id) for share in shares]
    lefts = [
        min(share.amount_fen - share.refunded_fen, _left_of(part))
        for share, part in zip(shares, parts, strict=True)
    ]
    borne_fen = min(lost_fen, sum(lefts))
    each = allocate(borne_fen, lefts) if borne_fen else [0] * len(parts)
    rest_fen = lost_fen - borne_fen
    for part, share, fen in zip(parts, shares, each, strict=True):
        deposits = _deposits_within(
            part, min(rest_fen, share.amount_fen - share.refunded_fen - fen)
        )
        rest_fen -= sum(one.amount_fen for one in deposits)
        if fen or deposits:
            _bear(dispute, payment, part, fen, deposits, borne_by, actor)
    return lost_fen - rest_fen


def _deposits_within(part: SubOrder, most_fen: int) -> tuple[DepositBack, ...]:
    """What is kept for its boxes was hers, and the bank has given it back to her with the rest."""
    held = held_deposits(part)
    return held if sum(one.amount_fen for one in held) <= most_fen else ()


def _left_of(part: SubOrder) -> int:
    return left_of_postage(part) + sum(left_of_line(line) for line in part.lines)


def _bear(
    dispute: Dispute,
    payment: Payment,
    part: SubOrder,
    fen: int,
    deposits: tuple[DepositBack, ...],
    borne_by: Bearer,
    actor: Actor,
) -> None:
    """Of its lines and its postage by what is left of each."""
    lines = part.lines
    lefts = [left_of_postage(part), *map(left_of_line, lines)]
    postage_fen, *goods = allocate(fen, lefts) if fen else [0] * len(lefts)
    wish = RefundWish(
        reason=_REASONS.get(dispute.reason, RefundReason.goodwill),
        goods={line.id: one for line, one in zip(lines, goods, strict=True) if one},
        postage_fen=postage_fen,
        borne_by=borne_by,
        note=dispute.external_id,
        deposits=deposits,
    )
    is_carried = any(parcel.sent_at for parcel in parcels_of_sub_orders([part.id]))
    key = f"dispute:{dispute.id}:{part.id}"
    for refund in give_back(part, wish, actor, key, is_carried=is_carried, taken_already=payment):
        _pay(refund, dispute)


def _pay(refund: Refund, dispute: Dispute) -> None:
    """By the bank, out of what it has taken."""
    refund.state = refund_step(RefundState(refund.state), RefundStep.succeed)
    refund.external_id, refund.ended_at = dispute.external_id, clock.now()
    post(
        refund.paid_fact,
        f"refund {refund.number} paid by dispute {dispute.external_id}",
        move(REFUND_PAYABLE, DISPUTED, refund.amount_fen),
        order_id=refund.payment.order_id,
    )
