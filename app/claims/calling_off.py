"""What was to be sent again stays here: its boxes go back to their lots, its money to whoever bore
it, and the first parcel is in trouble as before, so that something else can be done."""

from sqlalchemy import select

from app import clock
from app.claims.carrier import withdraw_carrier_claim
from app.claims.models import Claim, Remedy
from app.claims.remedies import earned_of, lock_remedy
from app.claims.turns import note
from app.db import session
from app.ground.parcel_steps import ParcelState
from app.ground.postings import (
    CARRIER_CLAIMS,
    CARRIER_PAYABLE,
    CLAIMS_EXPENSE,
    Bearer,
    Posting,
    move,
)
from app.ground.refusals import Missing, StepNotAllowed
from app.ledger.actions import post
from app.orders.actions import SYSTEM, Actor
from app.parcels.actions import cancel_parcels, locked
from app.parcels.exceptions import wait_again, write_note
from app.parcels.kinds import MadeGood, NoteKind
from app.parcels.models import Parcel
from app.parcels.tracking import lock_boxes, move_sub_orders
from app.parcels.watching import look_again
from app.payments.giving_back import pocket
from app.payments.shares import cooperative_account


def call_off(exception_id: int, remedy_id: int, actor: Actor, words: str = "") -> Remedy:
    """As long as the replacement has not left: StepNotAllowed then, or when there is none, or it
    was called off before."""
    remedy, origin = lock_remedy(exception_id, remedy_id)
    if remedy.replacement_id is None or remedy.called_off_at is not None:
        raise StepNotAllowed(step="call_off", state=remedy.state)
    both = {one.id: one for one in locked([origin.id, remedy.replacement_id])}
    replacement = both[remedy.replacement_id]
    lock_boxes([replacement])
    cancel_parcels([replacement], actor)
    remedy.called_off_at = clock.now()
    _money_back(remedy, replacement, actor)
    wait_again(origin)
    write_note(remedy.exception_id, NoteKind.note, actor, words)
    for parcel in (origin, replacement):
        look_again(parcel)
    move_sub_orders([origin.sub_order])
    return remedy


def call_off_unsent(parcel_id: int) -> bool:
    """For the worker, late or twice: only what the carrier has cancelled and not revived since."""
    known = session.scalars(select(Remedy).where(Remedy.replacement_id == parcel_id)).first()
    if known is None:
        raise Missing
    remedy, _ = lock_remedy(known.exception_id, known.id)
    replacement = locked([parcel_id])[0]
    is_waited_for = replacement.made_good is None and replacement.sent_at is None
    if replacement.state != ParcelState.cancelled or not is_waited_for:
        return False
    call_off(remedy.exception_id, remedy.id, SYSTEM)
    return True


def may_call_off(remedy: Remedy) -> bool:
    """Asked of what a page has loaded."""
    again = remedy.replacement
    return again is not None and again.sent_at is None and again.made_good != MadeGood.called_off


def _money_back(remedy: Remedy, replacement: Parcel, actor: Actor) -> None:
    """The entry of sending again, turned round. What the carrier was asked for is withdrawn; where
    it has paid or refused already, the house has it as it had the loss."""
    part, bearer = replacement.sub_order, Bearer(remedy.bearer)
    payer, cooperative = pocket(part, bearer), cooperative_account(part)
    earned_fen = earned_of(replacement)
    postings: list[Posting] = []
    if bearer is Bearer.carrier:
        claim = _claim_of(remedy)
        asked_fen = withdraw_carrier_claim(claim, actor)
        if asked_fen is None:
            payer = CLAIMS_EXPENSE
        else:
            beyond_fen = replacement.postage_fen + earned_fen - asked_fen
            postings += move(CARRIER_CLAIMS, CLAIMS_EXPENSE, beyond_fen)
        note(claim, "call_off", actor, words=replacement.waybill_number)
    postings += move(CARRIER_PAYABLE, payer, replacement.postage_fen)
    if payer != cooperative:
        postings += move(cooperative, payer, earned_fen)
    post(
        f"remedy:{remedy.id}:called_off",
        f"parcel {replacement.waybill_number} stays here after all",
        postings,
        order_id=part.order_id,
    )


def _claim_of(remedy: Remedy) -> Claim:
    """The one that was opened for the buyer when it was decided."""
    key = f"remedy:{remedy.id}"
    named = (Claim.request_key == key) | Claim.request_key.startswith(f"{key}:", autoescape=True)
    return session.scalars(select(Claim).where(named)).one()
