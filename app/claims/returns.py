"""Goods that are sent back: started by the buyer, or by the shop or the office for her, and ended
before they have left. What becomes of them afterwards is in settling_returns."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app import clock
from app.claims.claims_of_returns import follow_end, lock_claim_of
from app.claims.evidence import has_arrived
from app.claims.models import GoodsReturn
from app.db import lock_rows, session
from app.ground.order_states import OrderState
from app.ground.parcel_steps import ARRIVED, AT_HOME, ParcelState, TrackingStep
from app.ground.refusals import (
    ClaimWindowOver,
    Missing,
    NothingToClaim,
    OrderNotPaid,
    RequestKeyUsed,
    StepNotAllowed,
)
from app.ground.return_states import (
    PAYERS,
    SEND_WITHIN,
    START_WITHIN,
    ReturnReason,
    ReturnState,
    ReturnStep,
    WayPayer,
    return_step,
)
from app.orders.actions import Actor, lock_order, note_turn
from app.orders.kinds import ActorKind
from app.outbox.actions import leave
from app.parcels.actions import cancel_parcels, locked
from app.parcels.bringing_back import book_return
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_order


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

    Without a reason goes back what does not spoil, within seven days of its arrival, whoever says
    so: the buyer, her shop or the office. Only the office sends back what is wrong with the goods,
    anything that has arrived. The buyer is told of what somebody else has started for her.
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
    if wish.reason is ReturnReason.no_reason:
        _check_no_reason(origin, wish)
    elif actor.kind is not ActorKind.postal:
        # What is wrong with goods is a claim: she keeps the boxes and has her money sooner.
        raise NothingToClaim
    return write_return(origin, wish, PAYERS[wish.reason], actor)


def write_return(origin: Parcel, wish: ReturnWish, payer: WayPayer, actor: Actor) -> GoodsReturn:
    """The rows, and the turn on the order's timeline. The caller holds order and parcel, and has
    looked whether it may."""
    parcel = book_return(origin, wish.boxes)
    started = GoodsReturn(
        number=f"T{origin.sub_order.order.number}{secrets.token_hex(3)}",
        request_key=wish.request_key,
        sub_order_id=origin.sub_order_id,
        parcel_id=parcel.id,
        reason=wish.reason,
        payer=payer,
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
    part = origin.sub_order
    note_turn(
        part.order, "start_return", part.state, actor, sub_order=part, reason=parcel.waybill_number
    )
    if actor.kind is not ActorKind.buyer:
        leave("tell_return", {"return_id": started.id})
    return started


def is_returnable(origin: Parcel) -> bool:
    """Whether the office may have any of it sent back."""
    is_return = origin.kind == ParcelKind.return_
    return not is_return and has_arrived(origin) and origin.made_good is None


def _check_origin(origin: Parcel) -> None:
    if origin.kind == ParcelKind.return_ or not has_arrived(origin):
        raise StepNotAllowed(step="return", state=origin.state)
    if origin.made_good is not None:
        raise StepNotAllowed(step="return", state=origin.made_good)


def _check_no_reason(origin: Parcel, wish: ReturnWish) -> None:
    until = return_until(origin)
    if until is None or clock.now() >= until:
        raise ClaimWindowOver(ended_at=until or clock.now())
    for content in origin.contents:
        if wish.boxes.get(content.order_line_id) and not content.line.no_reason_return:
            raise NothingToClaim


def return_until(origin: Parcel) -> datetime | None:
    """When the days without a reason end; None while it has not arrived by any scan."""
    there = [
        event.happened_at
        for event in origin.events
        if event.step in (TrackingStep.deliver, TrackingStep.collect)
    ]
    return min(there) + START_WITHIN if there and origin.state in ARRIVED else None


def may_return(origin: Parcel) -> bool:
    """Whether something of it may still go back without a reason; asked of what a page has
    loaded."""
    until = return_until(origin)
    return (
        until is not None
        and clock.now() < until
        and origin.made_good is None
        and origin.kind != ParcelKind.return_
        and any(content.line.no_reason_return for content in origin.contents)
    )


def withdraw_return(return_id: int, actor: Actor) -> None:
    """As long as the post has not got it."""
    end_return(return_id, ReturnStep.withdraw, actor)


def end_return(return_id: int, taken: ReturnStep, actor: Actor) -> None:
    found, parcel = lock_return(return_id)
    ended = return_step(ReturnState(found.state), taken)
    if parcel.state not in AT_HOME | {ParcelState.cancelled}:
        raise StepNotAllowed(step=taken.value, state=parcel.state)
    found.state, found.settled_at = ended, clock.now()
    cancel_parcels([parcel], actor)
    session.flush()
    follow_end(lock_claim_of(found), actor)


def lock_return(return_id: int) -> tuple[GoodsReturn, Parcel]:
    known = session.get(GoodsReturn, return_id)
    if known is None:
        raise Missing
    lock_order(known.sub_order.order_id)
    parcel = locked([known.parcel_id])[0]
    return lock_rows(GoodsReturn, [return_id])[0], parcel
