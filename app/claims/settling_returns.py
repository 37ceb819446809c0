"""What becomes of goods that are sent back: received and paid for, lost, or left unlooked at."""

from collections.abc import Mapping

from app import clock
from app.claims.claims_of_returns import follow_loss, follow_receipt, lock_claim_of
from app.claims.given import left_of_parcel
from app.claims.models import Claim, GoodsReturn
from app.claims.on_behalf import pay_on_behalf, whole_parcel
from app.claims.opening import Asked
from app.claims.return_queries import GONE, find_return_of_parcel
from app.claims.returns import end_return, lock_return
from app.db import lock_rows, session
from app.ground.claim_states import ClaimCause, ClaimState
from app.ground.money import allocate
from app.ground.parcel_steps import ARRIVED, AT_HOME
from app.ground.postings import (
    CARRIER_PAYABLE,
    CLAIMS_EXPENSE,
    COMMISSION_INCOME,
    Bearer,
    Posting,
    move,
)
from app.ground.return_states import (
    BEARERS,
    SETTLE_WITHIN,
    ReturnReason,
    ReturnState,
    ReturnStep,
    WayPayer,
    return_step,
)
from app.ledger.actions import post
from app.orders.actions import SYSTEM, Actor
from app.orders.kinds import ActorKind
from app.parcels.models import Parcel
from app.parcels.receiving import Fate, receive_boxes
from app.payments.giving_back import left_of_line
from app.payments.kinds import RefundReason
from app.payments.refunds import RefundWish, refund_part
from app.payments.shares import cooperative_account


def settle_return(
    return_id: int, fates: Mapping[int, Fate], actor: Actor, words: str
) -> GoodsReturn:
    """The cooperative has looked at every box: what it accepts is paid back, less the way when the
    buyer pays it. Whoever pays the way, the carrier has it."""
    found, parcel = lock_return(return_id)
    settled = return_step(ReturnState(found.state), ReturnStep.settle)
    accepted = receive_boxes(parcel, fates, actor)
    found.state, found.words, found.settled_at = settled, words, clock.now()
    found.is_automatic = actor.kind is ActorKind.system
    session.flush()
    _pay(found, parcel, accepted, actor)
    return found


def pass_return_deadline(return_id: int) -> bool:
    """For the worker, late or twice: what was never brought is over; what arrived is accepted, and
    written off, when nobody has looked at it in time."""
    found, parcel = lock_return(return_id)
    moment = clock.now()
    if found.state != ReturnState.announced:
        return False
    if parcel.state in AT_HOME and found.send_by <= moment:
        end_return(return_id, ReturnStep.expire, SYSTEM)
        return True
    if parcel.state in GONE and parcel.changed_at + SETTLE_WITHIN <= moment:
        _settle_gone(found, parcel)
        return True
    if parcel.state in ARRIVED and found.settle_by is None:
        found.settle_by = parcel.changed_at + SETTLE_WITHIN
        session.flush()
    if parcel.state in ARRIVED and found.settle_by is not None and found.settle_by <= moment:
        settle_return(return_id, _unseen(parcel), SYSTEM, "")
        return True
    return False


def _unseen(parcel: Parcel) -> dict[int, Fate]:
    """Nobody has looked: written off, as far as its line has boxes that came back by no other
    return. What is more than that cannot be of this order."""
    fates = {}
    for one in parcel.contents:
        line = one.line
        left = line.boxes - line.boxes_withdrawn - line.boxes_returned
        fits = min(one.boxes, left)
        fates[one.order_line_id] = Fate(write_off=fits, refused=one.boxes - fits)
    return fates


def _settle_gone(found: GoodsReturn, parcel: Parcel) -> None:
    """Nobody will receive it: she has done her part, and the carrier owes for what it lost."""
    lines = {line.id: left_of_line(line) for line in found.sub_order.lines}
    goods = whole_parcel(parcel, lines)
    if goods:
        asked = Asked(goods, 0, Bearer.carrier)
        pay_on_behalf(parcel, ClaimCause.lost, asked, SYSTEM, found.number, f"gone:{found.number}")
    end_without_receipt(parcel, sum(goods.values()), is_automatic=True)


def end_without_receipt(parcel: Parcel, refunded_fen: int, *, is_automatic: bool) -> None:
    """She was paid for what the carrier lost on the way back, which costs nobody its way. Nothing
    when the return has ended before. The caller holds order and parcel."""
    known = find_return_of_parcel(parcel.id)
    if known is None or known.state != ReturnState.announced:
        return
    found = lock_rows(GoodsReturn, [known.id])[0]
    found.state = return_step(ReturnState(found.state), ReturnStep.settle)
    found.settled_at, found.refunded_fen = clock.now(), refunded_fen
    found.is_automatic = is_automatic
    session.flush()
    follow_loss(lock_claim_of(found))


def _pay(found: GoodsReturn, parcel: Parcel, accepted: Mapping[int, int], actor: Actor) -> None:
    claim = lock_claim_of(found)
    goods = _worth(found, parcel, accepted, claim)
    if claim is not None and claim.state == ClaimState.returning:
        found.refunded_fen = follow_receipt(claim, goods, actor, found.words)
        _pay_the_way(found, parcel, {})
        return
    kept_fen = min(found.way_fen, sum(goods.values())) if found.payer == WayPayer.buyer else 0
    kept = dict(zip(goods, allocate(kept_fen, [*goods.values()]), strict=True)) if kept_fen else {}
    wish = RefundWish(
        reason=RefundReason.returned,
        goods={one: fen - kept.get(one, 0) for one, fen in goods.items() if fen > kept.get(one, 0)},
        borne_by=Bearer(claim.bearer) if claim else BEARERS[ReturnReason(found.reason)],
        note=found.number,
    )
    if wish.amount_fen:
        refund_part(found.sub_order_id, wish, actor, f"return:{found.number}")
    found.refunded_fen, found.kept = wish.amount_fen, {str(one): fen for one, fen in kept.items()}
    _pay_the_way(found, parcel, kept)


def _worth(
    found: GoodsReturn, parcel: Parcel, accepted: Mapping[int, int], claim: Claim | None
) -> dict[int, int]:
    """Fen by line of the boxes, without what was given for them already. A claim that they were
    asked back for is about these very boxes, so that its money comes off first."""
    prices = {line.id: line.unit_price_fen for line in found.sub_order.lines}
    left = left_of_parcel(parcel)
    before_fen = (claim.decided_fen or 0) if claim is not None else 0
    return {
        one: min(max(0, boxes * prices[one] - before_fen), left[one])
        for one, boxes in accepted.items()
    }


def _pay_the_way(found: GoodsReturn, parcel: Parcel, kept: Mapping[int, int]) -> None:
    post(
        f"return:{found.number}:way",
        f"the way back of {parcel.waybill_number}",
        _way(found, kept),
        order_id=found.sub_order.order_id,
    )
    session.flush()


def _way(found: GoodsReturn, kept: Mapping[int, int]) -> list[Posting]:
    """To the carrier: what was kept of the refund from those who have it, the market its commission
    on it and the cooperative the rest; of what no refund pays for, the cooperative all."""
    cooperative = cooperative_account(found.sub_order)
    if found.payer == WayPayer.platform:
        return move(CLAIMS_EXPENSE, CARRIER_PAYABLE, found.way_fen)
    lines = {line.id: line for line in found.sub_order.lines}
    house_fen = sum(
        (lines[one].commission_fen - lines[one].shop_commission_fen) * fen // lines[one].total_fen
        for one, fen in kept.items()
    )
    return [
        *move(cooperative, CARRIER_PAYABLE, found.way_fen - house_fen),
        *move(COMMISSION_INCOME, CARRIER_PAYABLE, house_fen),
    ]
