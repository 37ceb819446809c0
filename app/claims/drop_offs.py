"""A labelled return is brought to a village shop 收退件: taken in for the post, it waits there for
the postman (docs/returns.md)."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.claims.models import GoodsReturn, ReturnDropOff
from app.claims.returns import lock_return
from app.db import session
from app.ground.parcel_steps import AT_HOME, ON_THE_WAY, ParcelState, TrackingStep
from app.ground.refusals import (
    Missing,
    Refusal,
    ReturnHereAlready,
    ReturnOverdue,
    ReturnUnknown,
    ReturnWithdrawn,
    ReturnWithPost,
)
from app.ground.return_states import ReturnState
from app.orders.actions import Actor
from app.orders.models import Order, SubOrder
from app.outbox.actions import leave
from app.parcels.actions import locked
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, ParcelContent, TrackingEvent
from app.parcels.own_steps import carry
from app.people.tries import give_back_return_try, take_return_try
from app.shops.models import Shop


def take_in_return(shop: Shop, waybill: str, actor: Actor) -> Refusal | None:
    """Any return with a label that holds good, whoever's it is: whoever has the boxes in her hands
    brings them. A refusal is returned, not raised, because the try must be counted; nothing has
    changed then. TooManyTries: this shop has typed too many wrong numbers."""
    take_return_try(shop.id)
    known = session.scalars(
        select(GoodsReturn).join(GoodsReturn.parcel).where(Parcel.waybill_number == waybill)
    ).first()
    if known is None:
        return ReturnUnknown(field="waybill")
    found, parcel = lock_return(known.id)
    refusal = _refusal_of(found, parcel, shop)
    if refusal is not None:
        return refusal
    assert actor.person_id is not None
    carry(parcel, TrackingStep.drop_off.value, "", actor, place=shop.name)
    session.add(
        ReturnDropOff(
            parcel_id=parcel.id,
            shop_id=shop.id,
            taken_by_id=actor.person_id,
            taken_at=clock.now(),
        )
    )
    session.flush()
    leave("tell_dropped_off", {"parcel_id": parcel.id})
    give_back_return_try(shop.id)
    return None


def _refusal_of(found: GoodsReturn, parcel: Parcel, shop: Shop) -> Refusal | None:
    before = session.get(ReturnDropOff, parcel.id)
    if before is not None and before.shop_id == shop.id:
        return ReturnHereAlready(taken_at=before.taken_at, field="waybill")
    if found.state == ReturnState.withdrawn:
        return ReturnWithdrawn(field="waybill")
    if found.state == ReturnState.expired:
        return ReturnOverdue(until_at=found.send_by, field="waybill")
    if found.state != ReturnState.announced or parcel.state not in AT_HOME:
        return ReturnWithPost(field="waybill")
    if found.send_by <= clock.now():
        # The worker has not come by yet.
        return ReturnOverdue(until_at=found.send_by, field="waybill")
    return None


def hand_to_postman(shop_id: int, waybills: Sequence[str], actor: Actor) -> int:
    """He has taken them along; how many those were. What he has already, by his own scan, is passed
    over; Missing for what was never brought here."""
    drops = [get_drop_off(shop_id, one) for one in dict.fromkeys(waybills)]
    parcels = {one.id: one for one in locked([drop.parcel_id for drop in drops])}
    handed = 0
    for drop in drops:
        parcel = parcels[drop.parcel_id]
        session.refresh(drop, ["handed_at"])
        if drop.handed_at is not None or parcel.state != ParcelState.accepted:
            continue
        drop.handed_at, drop.handed_by_id = clock.now(), actor.person_id
        carry(parcel, TrackingStep.accept.value, "", actor, place=drop.shop.name)
        handed += 1
    session.flush()
    return handed


def get_drop_off(shop_id: int, waybill: str) -> ReturnDropOff:
    """Missing for what was brought to another shop, or nowhere."""
    here = (ReturnDropOff.shop_id == shop_id, Parcel.waybill_number == waybill)
    found = session.scalars(_whole().where(*here)).first()
    if found is None:
        raise Missing
    return found


def find_drop_off(parcel_id: int) -> ReturnDropOff | None:
    return session.scalars(_whole().where(ReturnDropOff.parcel_id == parcel_id)).first()


def waiting_for_postman(shop_id: int, limit: int = 100) -> list[ReturnDropOff]:
    """Those that nobody has fetched: the keeper did not hand them over, and the carrier has told of
    nothing. The longest waiting first."""
    told = exists().where(
        TrackingEvent.parcel_id == ReturnDropOff.parcel_id,
        TrackingEvent.source == EventSource.carrier,
        TrackingEvent.received_at >= ReturnDropOff.taken_at,
    )
    statement = (
        _whole()
        .where(
            ReturnDropOff.shop_id == shop_id,
            ReturnDropOff.handed_at.is_(None),
            Parcel.state.in_(sorted(ON_THE_WAY)),
            ~told,
        )
        .order_by(ReturnDropOff.taken_at, ReturnDropOff.parcel_id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def _whole() -> Select[ReturnDropOff]:
    return (
        select(ReturnDropOff)
        .join(ReturnDropOff.parcel)
        .options(
            joinedload(ReturnDropOff.shop),
            joinedload(ReturnDropOff.parcel)
            .joinedload(Parcel.sub_order)
            .joinedload(SubOrder.order)
            .joinedload(Order.villager),
            joinedload(ReturnDropOff.parcel)
            .joinedload(Parcel.sub_order)
            .joinedload(SubOrder.cooperative),
            selectinload(ReturnDropOff.parcel, Parcel.contents).joinedload(ParcelContent.line),
        )
    )
