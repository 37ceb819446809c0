"""A claim is decided as "send it back, then refund": it follows the return, and money follows
receipt, never both (docs/claims.md)."""

from collections.abc import Mapping

from sqlalchemy import func, select

from app.claims.actions import check_last_word
from app.claims.claims_of_returns import put_at_stake
from app.claims.models import Claim, GoodsReturn
from app.claims.returns import ReturnWish, write_return
from app.claims.turns import take
from app.db import lock_rows, session
from app.ground.claim_states import FOR_THE_OFFICE, OF_GOODS, ClaimCause, ClaimState, ClaimStep
from app.ground.postings import Bearer
from app.ground.refusals import ChoiceUnknown, NothingToClaim, StepNotAllowed
from app.ground.return_states import ReturnReason, WayPayer
from app.orders.actions import Actor, lock_order
from app.parcels.actions import locked
from app.payments.giving_back import left_of_line

REASONS: Mapping[ClaimCause, ReturnReason] = {
    ClaimCause.bad: ReturnReason.quality,
    ClaimCause.short_weight: ReturnReason.quality,
    ClaimCause.wrong: ReturnReason.wrong,
}
# The carrier is not asked for the way back: it would be its own postage.
PAYERS: Mapping[Bearer, WayPayer] = {
    Bearer.cooperative: WayPayer.cooperative,
    Bearer.carrier: WayPayer.platform,
    Bearer.platform: WayPayer.platform,
}


def can_ask_back(claim: Claim) -> bool:
    """What is wrong with goods, waiting for the office, and nothing given for it yet."""
    waits = claim.state in FOR_THE_OFFICE
    return waits and claim.cause in OF_GOODS and not claim.decided_fen


def ask_back(claim: Claim, boxes: int, bearer: Bearer, actor: Actor, words: str) -> GoodsReturn:
    """The buyer is sent a label; the way costs her nothing. NumberOutOfRange for more boxes than
    came and are not on their way back already; nothing is changed then."""
    if bearer not in PAYERS:
        raise ChoiceUnknown(field="bearer")
    lock_order(claim.sub_order.order_id)
    parcel = locked([claim.parcel_id])[0]
    claim = lock_rows(Claim, [claim.id])[0]
    if not can_ask_back(claim) or claim.line is None:
        raise StepNotAllowed(step=ClaimStep.ask_back.value, state=claim.state)
    if claim.state == ClaimState.appealed:
        check_last_word(claim, actor)
    else:
        claim.first_decider_id = actor.person_id
    worth_fen = min(boxes * claim.line.unit_price_fen, left_of_line(claim.line))
    if boxes and not worth_fen:
        raise NothingToClaim
    before = select(func.count()).where(GoodsReturn.claim_id == claim.id)
    wish = ReturnWish(
        request_key=f"claim:{claim.number}:{session.execute(before).scalar_one()}",
        waybill=parcel.waybill_number,
        reason=REASONS[ClaimCause(claim.cause)],
        boxes={claim.line.id: boxes},
        note=words,
    )
    back = write_return(parcel, wish, PAYERS[bearer], actor)
    back.claim_id, claim.bearer = claim.id, bearer
    put_at_stake(claim, {claim.line.id: worth_fen})
    take(claim, ClaimStep.ask_back, actor, words=words)
    return back
