"""One tap for the buyer of a parcel in trouble: her money, the goods once more, or what the rules
give and the carrier owes. Each is one action in one transaction; what costs more than one person
may decide alone waits for a second (docs/exceptions.md).

Whoever is second finds the parcel made good already: order, part and parcel are locked before that
is looked at, and of money and goods the table takes only one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from app import clock
from app.claims.evidence import asked_for, boxes_of, complaint_of, judged, postage_of
from app.claims.models import Remedy
from app.claims.on_behalf import give_goods_on_behalf, pay_on_behalf, whole_parcel
from app.claims.opening import Asked, is_claimed
from app.claims.settling_returns import end_without_receipt
from app.db import lock_rows, session
from app.ground.claim_states import OF_GOODS, ClaimCause
from app.ground.parcel_exceptions import ExceptionKind
from app.ground.postings import CARRIER_PAYABLE, Bearer, move
from app.ground.refusals import (
    ChoiceUnknown,
    ClaimOpenAlready,
    Missing,
    NothingToClaim,
    RequestKeyUsed,
    SecondPersonNeeded,
    StepNotAllowed,
    TotalChanged,
)
from app.ground.remedies import CAUSES, INSTEAD, RemedyKind, bearers_of
from app.ledger.actions import post
from app.orders.actions import Actor, lock_order
from app.orders.models import OrderLine, SubOrder
from app.parcels.actions import locked
from app.parcels.exceptions import lock_exception, make_good, write_note
from app.parcels.kinds import ExceptionState, MadeGood, NoteKind, ParcelKind
from app.parcels.models import Parcel, ParcelException
from app.parcels.replacing import book_replacement, lots_for_replacement, postage_again
from app.parcels.watching import look_again
from app.payments.giving_back import left_of_line, left_of_postage, pocket
from app.payments.kinds import ProposalState, RefundReason
from app.payments.proposals import ALONE_UP_TO_FEN
from app.payments.refunds import RefundWish, refund_part
from app.payments.shares import cooperative_account

REASONS: Mapping[ExceptionKind, RefundReason] = {
    ExceptionKind.lost: RefundReason.lost,
    ExceptionKind.silent: RefundReason.lost,
    ExceptionKind.damaged: RefundReason.bad_goods,
    ExceptionKind.late: RefundReason.late,
    ExceptionKind.not_delivered: RefundReason.late,
    ExceptionKind.will_spoil: RefundReason.late,
    ExceptionKind.refused: RefundReason.returned,
    ExceptionKind.returned: RefundReason.returned,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyWish:
    """`lots` names for each line the lot that is to send its boxes again; where it names none, the
    one picked last is taken."""

    request_key: str
    exception_id: int
    kind: RemedyKind
    bearer: Bearer
    words: str = ""
    lots: Mapping[int, int] = field(default_factory=dict)


def decide_remedy(wish: RemedyWish, actor: Actor) -> Remedy:
    """At once, or written down for a second person. The same request key gives the same remedy.

    StepNotAllowed when the exception is closed, the parcel has not left, or was made good before;
    SoldOut when no place has the boxes: a refund is what is left then.
    """
    row, parcel = _locked(wish.exception_id)
    earlier = session.scalars(select(Remedy).where(Remedy.request_key == wish.request_key)).first()
    if earlier is not None:
        if (earlier.exception_id, earlier.kind) != (row.id, wish.kind):
            raise RequestKeyUsed
        return earlier
    check_remedy(row, parcel, wish.kind)
    kind = ExceptionKind(row.kind)
    if wish.bearer not in bearers_of(kind, wish.kind):
        raise ChoiceUnknown(field="bearer")
    amount_fen = worth_of(parcel, kind, wish.kind)
    if not amount_fen:
        raise NothingToClaim
    is_alone = amount_fen <= ALONE_UP_TO_FEN
    remedy = Remedy(
        request_key=wish.request_key,
        exception_id=row.id,
        parcel_id=parcel.id,
        kind=wish.kind,
        state=ProposalState.waiting,
        bearer=wish.bearer,
        lots={str(line): lot for line, lot in sorted(wish.lots.items())},
        amount_fen=amount_fen,
        words=wish.words,
        proposed_by_id=actor.person_id,
        proposed_at=clock.now(),
    )
    session.add(remedy)
    session.flush()
    if is_alone:
        _carry_out(remedy, parcel, actor)
    else:
        write_note(row.id, NoteKind.asked, actor, wish.words)
    return remedy


def agree_remedy(exception_id: int, remedy_id: int, actor: Actor) -> Remedy:
    """A second person agrees, and it is done, if nothing has come in between: to a sum that has
    changed since (a parcel grows later) nobody has agreed, and it is proposed anew."""
    remedy, parcel = _waiting(exception_id, remedy_id)
    if actor.person_id is None or actor.person_id == remedy.proposed_by_id:
        raise SecondPersonNeeded
    if parcel.made_good is not None:
        raise StepNotAllowed(step=remedy.kind, state=parcel.made_good)
    is_fen = worth_of(parcel, ExceptionKind(remedy.exception.kind), RemedyKind(remedy.kind))
    if is_fen != remedy.amount_fen:
        raise TotalChanged(was_fen=remedy.amount_fen, is_fen=is_fen)
    _carry_out(remedy, parcel, actor)
    return remedy


def reject_remedy(exception_id: int, remedy_id: int, actor: Actor) -> Remedy:
    """By anybody, also by whoever had proposed it."""
    remedy, _ = _waiting(exception_id, remedy_id)
    remedy.state, remedy.decided_at = ProposalState.rejected, clock.now()
    remedy.decided_by_id = actor.person_id
    session.flush()
    return remedy


def lock_remedy(exception_id: int, remedy_id: int) -> tuple[Remedy, Parcel]:
    """With order, part, parcel and exception; Missing for one of another exception."""
    _, parcel = _locked(exception_id)
    found = lock_rows(Remedy, [remedy_id])
    if not found or found[0].exception_id != exception_id:
        raise Missing
    return found[0], parcel


def _waiting(exception_id: int, remedy_id: int) -> tuple[Remedy, Parcel]:
    remedy, parcel = lock_remedy(exception_id, remedy_id)
    if remedy.state != ProposalState.waiting:
        raise StepNotAllowed(step="agree", state=remedy.state)
    return remedy, parcel


def _locked(exception_id: int) -> tuple[ParcelException, Parcel]:
    """Order, part and parcel first (docs/locking.md)."""
    named = session.execute(
        select(ParcelException.parcel_id, SubOrder.order_id)
        .join(Parcel, Parcel.id == ParcelException.parcel_id)
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .where(ParcelException.id == exception_id)
    ).first()
    if named is None:
        raise Missing
    lock_order(named.order_id)
    parcel = locked([named.parcel_id])[0]
    return lock_exception(exception_id), parcel


def check_remedy(row: ParcelException, parcel: Parcel, kind: RemedyKind) -> None:
    if row.state != ExceptionState.open:
        raise StepNotAllowed(step=kind.value, state=row.state)
    if parcel.made_good is not None:
        raise StepNotAllowed(step=kind.value, state=parcel.made_good)
    if parcel.sent_at is None or parcel.sub_order.order.paid_at is None:
        raise StepNotAllowed(step=kind.value, state=parcel.state)
    if parcel.kind == ParcelKind.return_ and kind is not RemedyKind.refund:
        raise StepNotAllowed(step=kind.value, state=parcel.kind)
    same = Remedy.kind.in_(sorted(INSTEAD)) if kind in INSTEAD else Remedy.kind == kind
    stands = (Remedy.state != ProposalState.rejected) & Remedy.called_off_at.is_(None)
    if session.scalars(
        select(Remedy.id).where(Remedy.parcel_id == parcel.id, same, stands)
    ).first():
        raise StepNotAllowed(step=kind.value, state=ProposalState.waiting.value)
    if kind is RemedyKind.resend and is_claimed(parcel):
        raise ClaimOpenAlready


def worth_of(parcel: Parcel, kind: ExceptionKind, remedy: RemedyKind) -> int:
    """What it costs in all, in fen; 0 when nothing is left to give."""
    if remedy is RemedyKind.resend:
        return postage_again(parcel) + earned_of(parcel)
    goods, postage_fen = _money(parcel, kind, remedy)
    return sum(goods.values()) + postage_fen


def _money(parcel: Parcel, kind: ExceptionKind, remedy: RemedyKind) -> tuple[dict[int, int], int]:
    """By line and of the postage. A refund is all that is left of its goods, of a lost one with its
    share of the postage; a claim is what the rules give for the cause."""
    cause = CAUSES.get(kind)
    if remedy is RemedyKind.claim and cause is not None and cause not in OF_GOODS:
        return asked_for(judged(complaint_of(parcel, None, cause), parcel), parcel, None)
    lines = {line.id: left_of_line(line) for line in parcel.sub_order.lines}
    # The way back costs nobody anything when it did not arrive; the way out it had done.
    is_lost = cause is ClaimCause.lost and parcel.kind != ParcelKind.return_
    left_fen = left_of_postage(parcel.sub_order) if is_lost else 0
    return whole_parcel(parcel, lines), min(left_fen, postage_of(parcel))


def _carry_out(remedy: Remedy, parcel: Parcel, actor: Actor) -> None:
    kind, replacement = ExceptionKind(remedy.exception.kind), None
    if remedy.kind == RemedyKind.resend:
        replacement = _resend(remedy, kind, parcel, actor)
    else:
        _refund(remedy, kind, parcel, actor)
    remedy.replacement_id = replacement.id if replacement else None
    remedy.state, remedy.decided_at = ProposalState.agreed, clock.now()
    remedy.decided_by_id = actor.person_id
    session.flush()
    look_again(parcel)


def _refund(remedy: Remedy, kind: ExceptionKind, parcel: Parcel, actor: Actor) -> None:
    goods, postage_fen = _money(parcel, kind, RemedyKind(remedy.kind))
    if not goods and not postage_fen:
        raise NothingToClaim
    bearer = Bearer(remedy.bearer)
    key = f"remedy:{remedy.id}"
    if bearer is Bearer.carrier:
        asked = Asked(goods, postage_fen, bearer)
        pay_on_behalf(parcel, CAUSES[kind], asked, actor, remedy.words, key)
    else:
        wish = RefundWish(
            reason=REASONS.get(kind, RefundReason.goodwill),
            goods=goods,
            postage_fen=postage_fen,
            borne_by=bearer,
            note=remedy.words,
        )
        refund_part(parcel.sub_order_id, wish, actor, key)
    end_without_receipt(parcel, sum(goods.values()), is_automatic=False)
    if remedy.kind == RemedyKind.refund or CAUSES[kind] is not ClaimCause.late:
        if parcel.made_good is None:
            make_good(parcel, MadeGood.refunded, actor)
    else:
        # She keeps waiting for what comes late, and has been paid for that.
        write_note(remedy.exception_id, NoteKind.asked, actor, remedy.words)


def _resend(remedy: Remedy, kind: ExceptionKind, parcel: Parcel, actor: Actor) -> Parcel:
    make_good(parcel, MadeGood.resent, actor)
    replacement = book_replacement(parcel, _lots(remedy, parcel), actor)
    bearer = Bearer(remedy.bearer)
    # Together what was proposed and agreed to: the same two figures as `worth_of`.
    way_fen, earned_fen = replacement.postage_fen, earned_of(parcel)
    payer, cooperative = pocket(parcel.sub_order, bearer), cooperative_account(parcel.sub_order)
    postings = move(payer, CARRIER_PAYABLE, way_fen)
    if payer != cooperative:
        # It has given its boxes a second time, and not by its own fault.
        postings += move(payer, cooperative, earned_fen)
    post(
        f"remedy:{remedy.id}:resent",
        f"parcel {parcel.waybill_number} sent again as {replacement.waybill_number}",
        postings,
        order_id=parcel.sub_order.order_id,
    )
    if bearer is Bearer.carrier:
        give_goods_on_behalf(
            parcel, CAUSES[kind], way_fen + earned_fen, actor, remedy.words, f"remedy:{remedy.id}"
        )
    return replacement


def _lots(remedy: Remedy, parcel: Parcel) -> dict[int, int]:
    """For each line the lot that was chosen, or the best one there is."""
    found = {}
    for line_id, lots in lots_for_replacement(parcel).items():
        chosen = remedy.lots.get(str(line_id), lots[0].id)
        if chosen not in {lot.id for lot in lots}:
            raise ChoiceUnknown(field=f"lot-{line_id}")
        found[line_id] = chosen
    return found


def earned_of(parcel: Parcel) -> int:
    """What the boxes in it had brought the cooperative, in fen."""
    return sum(_earned(line, boxes) for line, boxes in boxes_of(parcel, None))


def _earned(line: OrderLine, boxes: int) -> int:
    """What these boxes had brought the cooperative: their price less the commission on it, of which
    a part of a fen stays with the cooperative."""
    price_fen = boxes * line.unit_price_fen
    return price_fen - line.commission_fen * boxes // line.boxes
