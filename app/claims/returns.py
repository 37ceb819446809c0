"""Goods that a buyer sends back: started, received box by box, and only then paid back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.claims.evidence import has_arrived
from app.claims.models import GoodsReturn
from app.claims.on_behalf import pay_on_behalf, whole_parcel
from app.claims.opening import Asked
from app.db import lock_rows, session
from app.ground.claim_states import ClaimCause
from app.ground.money import allocate
from app.ground.order_states import OrderState
from app.ground.parcel_steps import ARRIVED, AT_HOME, ParcelState, TrackingStep
from app.ground.postings import (
    CARRIER_PAYABLE,
    CLAIMS_EXPENSE,
    COMMISSION_INCOME,
    Bearer,
    Posting,
    move,
)
from app.ground.refusals import (
    ClaimWindowOver,
    Missing,
    NothingToClaim,
    OrderNotPaid,
    RequestKeyUsed,
    StepNotAllowed,
)
from app.ground.return_states import (
    BEARERS,
    PAYERS,
    SEND_WITHIN,
    SETTLE_WITHIN,
    START_WITHIN,
    ReturnReason,
    ReturnState,
    ReturnStep,
    WayPayer,
    return_step,
)
from app.ledger.actions import post
from app.orders.actions import SYSTEM, Actor, lock_order
from app.orders.kinds import ActorKind
from app.orders.models import SubOrder
from app.parcels.actions import cancel_parcels, locked
from app.parcels.bringing_back import book_return
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_order
from app.parcels.receiving import Fate, receive_boxes
from app.payments.giving_back import left_of_line
from app.payments.kinds import RefundReason
from app.payments.refunds import RefundWish, refund_part
from app.payments.shares import cooperative_account

# Not found or not whole: after three days nobody waits for it any more.
GONE = frozenset({ParcelState.lost, ParcelState.damaged})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWish:
    """`waybill` names the parcel that brought the boxes; `boxes` are by order line."""

    request_key: str
    waybill: str
    reason: ReturnReason
    boxes: Mapping[int, int]
    note: str = ""


def start_return(order_id: int, wish: ReturnWish, actor: Actor) -> GoodsReturn:
    """A parcel for the way back is booked. The same request key gives the same return.

    A buyer may send back what spoils not, without a reason, within seven days of its arrival; the
    office anything that has arrived.
    """
    order = lock_order(order_id)
    known = select(GoodsReturn).where(GoodsReturn.request_key == wish.request_key)
    earlier = session.scalars(known).first()
    if earlier is not None:
        if earlier.sub_order.order_id != order.id:
            raise RequestKeyUsed
        return earlier
    if order.state != OrderState.paid:
        raise OrderNotPaid
    named = [one.id for one in parcels_of_order(order.id) if one.waybill_number == wish.waybill]
    if not named:
        raise Missing
    origin = locked(named)[0]
    _check_origin(origin)
    if actor.kind is ActorKind.buyer:
        _check_buyer(origin, wish)
    parcel = book_return(origin, wish.boxes)
    started = GoodsReturn(
        number=f"T{order.number}{secrets.token_hex(3)}",
        request_key=wish.request_key,
        sub_order_id=origin.sub_order_id,
        parcel_id=parcel.id,
        reason=wish.reason,
        payer=PAYERS[wish.reason],
        way_fen=parcel.postage_fen,
        note=wish.note,
        words="",
        state=ReturnState.announced,
        started_by=actor.kind,
        started_by_id=actor.person_id,
        started_at=clock.now(),
        send_by=clock.now() + SEND_WITHIN,
        refunded_fen=0,
        is_automatic=False,
    )
    session.add(started)
    session.flush()
    return started


def _check_origin(origin: Parcel) -> None:
    if origin.kind == ParcelKind.return_ or not has_arrived(origin):
        raise StepNotAllowed(step="return", state=origin.state)
    if origin.made_good is not None:
        raise StepNotAllowed(step="return", state=origin.made_good)


def _check_buyer(origin: Parcel, wish: ReturnWish) -> None:
    if wish.reason is not ReturnReason.no_reason:
        # What is wrong with goods is a claim: she keeps the boxes and has her money sooner.
        raise NothingToClaim
    until = return_until(origin)
    if until is None or clock.now() >= until:
        raise ClaimWindowOver(ended_at=until or clock.now())
    for content in origin.contents:
        if wish.boxes.get(content.order_line_id) and not content.line.no_reason_return:
            raise NothingToClaim


def return_until(origin: Parcel) -> datetime | None:
    """When the buyer's days end; None while it has not arrived by any scan."""
    there = [
        event.happened_at
        for event in origin.events
        if event.step in (TrackingStep.deliver, TrackingStep.collect)
    ]
    return min(there) + START_WITHIN if there and origin.state in ARRIVED else None


def may_return(origin: Parcel) -> bool:
    """Whether a buyer may still send something of it back; asked of what a page has loaded."""
    until = return_until(origin)
    return (
        until is not None
        and clock.now() < until
        and origin.made_good is None
        and origin.kind != ParcelKind.return_
        and any(content.line.no_reason_return for content in origin.contents)
    )


def settle_return(
    return_id: int, fates: Mapping[int, Fate], actor: Actor, words: str
) -> GoodsReturn:
    """The cooperative has looked at every box: what it accepts is paid back, less the way when the
    buyer pays it. Whoever pays the way, the carrier has it."""
    found, parcel = _locked(return_id)
    settled = return_step(ReturnState(found.state), ReturnStep.settle)
    accepted = receive_boxes(parcel, fates, actor)
    found.state, found.words, found.settled_at = settled, words, clock.now()
    found.is_automatic = actor.kind is ActorKind.system
    session.flush()
    _pay(found, parcel, accepted, actor)
    return found


def withdraw_return(return_id: int, actor: Actor) -> None:
    """As long as the post has not got it."""
    _end(return_id, ReturnStep.withdraw, actor)


def pass_return_deadline(return_id: int) -> bool:
    """For the worker, late or twice: what was never brought is over; what arrived is accepted, and
    written off, when nobody has looked at it in time."""
    found, parcel = _locked(return_id)
    moment = clock.now()
    if found.state != ReturnState.announced:
        return False
    if parcel.state in AT_HOME and found.send_by <= moment:
        _end(return_id, ReturnStep.expire, SYSTEM)
        return True
    if parcel.state in GONE and parcel.changed_at + SETTLE_WITHIN <= moment:
        _settle_gone(found, parcel)
        return True
    if parcel.state in ARRIVED and found.settle_by is None:
        found.settle_by = parcel.changed_at + SETTLE_WITHIN
        session.flush()
    if parcel.state in ARRIVED and found.settle_by is not None and found.settle_by <= moment:
        fates = {one.order_line_id: Fate(write_off=one.boxes) for one in parcel.contents}
        settle_return(return_id, fates, SYSTEM, "")
        return True
    return False


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


def _end(return_id: int, taken: ReturnStep, actor: Actor) -> None:
    found, parcel = _locked(return_id)
    ended = return_step(ReturnState(found.state), taken)
    if parcel.state not in AT_HOME | {ParcelState.cancelled}:
        raise StepNotAllowed(step=taken.value, state=parcel.state)
    found.state, found.settled_at = ended, clock.now()
    cancel_parcels([parcel], actor)
    session.flush()


def _locked(return_id: int) -> tuple[GoodsReturn, Parcel]:
    known = session.get(GoodsReturn, return_id)
    if known is None:
        raise Missing
    lock_order(known.sub_order.order_id)
    parcel = locked([known.parcel_id])[0]
    return lock_rows(GoodsReturn, [return_id])[0], parcel


def _pay(found: GoodsReturn, parcel: Parcel, accepted: Mapping[int, int], actor: Actor) -> None:
    lines = {line.id: line for line in found.sub_order.lines}
    goods = {
        one: min(boxes * lines[one].unit_price_fen, left_of_line(lines[one]))
        for one, boxes in accepted.items()
    }
    kept_fen = min(found.way_fen, sum(goods.values())) if found.payer == WayPayer.buyer else 0
    kept = dict(zip(goods, allocate(kept_fen, [*goods.values()]), strict=True)) if kept_fen else {}
    wish = RefundWish(
        reason=RefundReason.returned,
        goods={one: fen - kept.get(one, 0) for one, fen in goods.items() if fen > kept.get(one, 0)},
        borne_by=BEARERS[ReturnReason(found.reason)],
        note=found.number,
    )
    if wish.amount_fen:
        refund_part(found.sub_order_id, wish, actor, f"return:{found.number}")
    found.refunded_fen = wish.amount_fen
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


def returns_past_deadline(limit: int = 100) -> list[int]:
    """Ids: not brought in time, or here and not looked at."""
    moment = clock.now()
    never_brought = (GoodsReturn.send_by <= moment) & Parcel.state.in_(sorted(AT_HOME))
    is_here = Parcel.state.in_(sorted(ARRIVED))
    is_gone = Parcel.state.in_(sorted(GONE)) & (Parcel.changed_at <= moment - SETTLE_WITHIN)
    due = is_here & or_(GoodsReturn.settle_by.is_(None), GoodsReturn.settle_by <= moment)
    statement = (
        select(GoodsReturn.id)
        .join(GoodsReturn.parcel)
        .where(GoodsReturn.state == ReturnState.announced, or_(never_brought, is_gone, due))
        .order_by(GoodsReturn.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def returns_of_order(order_id: int) -> list[GoodsReturn]:
    """The caller has got the order for whoever asks."""
    return list(
        session.scalars(
            select(GoodsReturn)
            .join(GoodsReturn.sub_order)
            .where(SubOrder.order_id == order_id)
            .options(joinedload(GoodsReturn.parcel))
            .order_by(GoodsReturn.id)
        )
    )


def get_return_of_order(order_id: int, number: str) -> GoodsReturn:
    found = [one for one in returns_of_order(order_id) if one.number == number]
    if not found:
        raise Missing
    return found[0]


def find_return_of_parcel(parcel_id: int) -> GoodsReturn | None:
    return session.scalars(select(GoodsReturn).where(GoodsReturn.parcel_id == parcel_id)).first()
