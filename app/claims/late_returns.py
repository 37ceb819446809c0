"""A return that had ended, and came all the same: the goods are there, and what happens to them and
to the money is said by the office, in one tap, with a note (docs/returns.md)."""

from sqlalchemy import Select, select, update
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.claims.claims_of_returns import follow_again, lock_claim_of
from app.claims.models import GoodsReturn
from app.claims.returns import lock_return
from app.db import changed, session
from app.ground.parcel_steps import ARRIVED, ParcelState, TrackingStep
from app.ground.postings import CARRIER_PAYABLE, CLAIMS_EXPENSE, move
from app.ground.refusals import Missing, StepNotAllowed
from app.ground.return_states import (
    OPEN_RETURNS,
    SETTLE_WITHIN,
    ReturnState,
    ReturnStep,
    return_step,
)
from app.ledger.actions import post
from app.orders.actions import SYSTEM, Actor, note_turn
from app.orders.models import SubOrder
from app.outbox.actions import leave
from app.parcels.kinds import EventSource, WaybillState
from app.parcels.models import Parcel, ParcelContent, Waybill
from app.parcels.own_steps import carry
from app.parcels.standings import believed_events
from app.parcels.tracking import TrackingFact, record

_NO_NEWS = frozenset({None, TrackingStep.label, TrackingStep.pack, TrackingStep.cancel})


def notice_late_return(parcel_id: int) -> bool:
    """For the worker, late or twice: the carrier has it although its label was void. That it was
    cancelled is taken back, so that its scans tell where it is. What was brought in time, and only
    told of late, goes on as if nothing had been."""
    known = session.scalars(select(GoodsReturn.id).where(GoodsReturn.parcel_id == parcel_id))
    return_id = known.first()
    if return_id is None:
        raise Missing
    found, parcel = lock_return(return_id)
    if parcel.state != ParcelState.cancelled:
        return False
    came = [one.occurred_at for one in believed_events(parcel) if one.step not in _NO_NEWS]
    if not came or found.state not in (ReturnState.expired, ReturnState.withdrawn):
        return False
    was_expired = found.state == ReturnState.expired
    found.state = return_step(ReturnState(found.state), ReturnStep.arrive_late)
    found.settled_at, found.late_since = None, clock.now()
    changed(
        update(Waybill)
        .where(Waybill.number == parcel.waybill_number)
        .values(state=WaybillState.drawn)
    )
    _take_back_cancelling(parcel)
    if was_expired and min(came) <= found.send_by:
        found.state = return_step(ReturnState(found.state), ReturnStep.accept_late)
        found.late_since = None
        follow_again(lock_claim_of(found), SYSTEM, "")
    session.flush()
    return True


def _take_back_cancelling(parcel: Parcel) -> None:
    ours = [one for one in parcel.events if one.code == TrackingStep.cancel]
    record(
        parcel,
        [
            TrackingFact(
                external_id=f"{one.external_id}:void",
                code=TrackingStep.cancel.value,
                place="",
                note="",
                source=EventSource.system,
                happened_at=one.happened_at,
                cancels=one.external_id,
            )
            for one in ours
        ],
    )


def accept_late(return_id: int, actor: Actor, words: str) -> None:
    """As if it had come in time: the cooperative receives it, and money follows receipt."""
    found, parcel = lock_return(return_id)
    _decide(found, ReturnStep.accept_late, actor, words)
    if parcel.state in ARRIVED:
        found.settle_by = clock.now() + SETTLE_WITHIN
    session.flush()
    follow_again(lock_claim_of(found), actor, words)


def send_late_back(return_id: int, actor: Actor, words: str) -> None:
    """The carrier turns it round, by the same number, to the buyer. There is no refund, so the
    house pays its way here; for turning it round the carrier takes nothing. StepNotAllowed when it
    is lost or with the buyer already."""
    found, parcel = lock_return(return_id)
    if parcel.received_back_at is not None:
        raise StepNotAllowed(step=ReturnStep.send_back.value, state=parcel.state)
    _decide(found, ReturnStep.send_back, actor, words)
    if parcel.state != ParcelState.returning:
        carry(parcel, TrackingStep.turn_back.value, "", actor)
    post(
        f"return:{found.number}:way",
        f"the way back of {parcel.waybill_number}",
        move(CLAIMS_EXPENSE, CARRIER_PAYABLE, found.way_fen),
        order_id=found.sub_order.order_id,
    )
    session.flush()


def _decide(found: GoodsReturn, taken: ReturnStep, actor: Actor, words: str) -> None:
    found.state = return_step(ReturnState(found.state), taken)
    found.late_words, found.decided_by_id = words, actor.person_id
    found.settled_at = None if found.state in OPEN_RETURNS else clock.now()
    part = found.sub_order
    note_turn(part.order, taken.value, part.state, actor, sub_order=part, reason=words)
    leave("tell_late_return", {"return_id": found.id})


def late_returns(limit: int = 100) -> list[GoodsReturn]:
    """Only for the office's face: the longest waiting first."""
    statement = _whole().where(GoodsReturn.state == ReturnState.late)
    return list(session.scalars(statement.order_by(GoodsReturn.late_since).limit(limit)))


def get_late_return(number: str) -> GoodsReturn:
    """Only for the office's face."""
    is_late = GoodsReturn.late_since.is_not(None)
    found = session.scalars(_whole().where(GoodsReturn.number == number, is_late)).first()
    if found is None:
        raise Missing
    return found


def undecided_parcels(parcels: list[Parcel]) -> set[int]:
    """Ids of those of which the office has still to say what becomes of them."""
    wanted = sorted(one.id for one in parcels)
    is_late = GoodsReturn.state == ReturnState.late
    waiting = select(GoodsReturn.parcel_id).where(GoodsReturn.parcel_id.in_(wanted), is_late)
    return set(session.scalars(waiting))


def _whole() -> Select[GoodsReturn]:
    return select(GoodsReturn).options(
        joinedload(GoodsReturn.sub_order).joinedload(SubOrder.order),
        joinedload(GoodsReturn.sub_order).joinedload(SubOrder.cooperative),
        selectinload(GoodsReturn.parcel, Parcel.contents).joinedload(ParcelContent.line),
    )
