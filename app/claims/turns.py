"""A turn of a claim: its state and deadlines move, the timeline is told, money follows, and the
buyer is written to. The caller holds the order's and the claim's rows."""

from collections.abc import Mapping, Sequence

from app import clock
from app.claims.carrier import draft_carrier_claim
from app.claims.models import Claim, ClaimEvent, ClaimPhoto
from app.db import session
from app.ground.claim_matrix import APPEAL_WITHIN, DECIDE_WITHIN
from app.ground.claim_states import (
    ENDED,
    FOR_THE_BUYER,
    FOR_THE_OFFICE,
    ClaimCause,
    ClaimState,
    ClaimStep,
    step,
)
from app.ground.money import allocate
from app.ground.postings import Bearer
from app.orders.actions import SYSTEM, Actor
from app.outbox.actions import leave
from app.parcels.exceptions import make_good
from app.parcels.kinds import MadeGood
from app.payments.giving_back import left_of_line, left_of_postage
from app.payments.kinds import RefundReason
from app.payments.refunds import RefundWish, refund_part

REASONS: Mapping[ClaimCause, RefundReason] = {
    ClaimCause.bad: RefundReason.bad_goods,
    ClaimCause.short_weight: RefundReason.short_weight,
    ClaimCause.late: RefundReason.late,
    ClaimCause.lost: RefundReason.lost,
    ClaimCause.wrong: RefundReason.wrong_goods,
}

TOLD = frozenset(
    {"open", "accept", "contest", "approve", "deny", "arbitrate", "settle_back", "return_over"}
)


def note(
    claim: Claim,
    taken: str,
    actor: Actor,
    *,
    words: str = "",
    amount_fen: int | None = None,
    photos: Sequence[int] = (),
) -> None:
    """Every turn is on the timeline; of those that somebody else took the buyer is told."""
    event = ClaimEvent(
        claim_id=claim.id,
        step=taken,
        state_after=claim.state,
        actor_kind=actor.kind,
        actor_id=actor.person_id,
        words=words,
        amount_fen=amount_fen,
        happened_at=clock.now(),
        photos=[ClaimPhoto(photo_id=photo_id) for photo_id in photos],
    )
    session.add(event)
    session.flush()
    session.expire(claim, ["events"])
    if taken in TOLD:
        leave("tell_claim", {"claim_id": claim.id, "step": taken})


def take(
    claim: Claim,
    taken: ClaimStep,
    actor: Actor,
    *,
    words: str = "",
    amount_fen: int | None = None,
    photos: Sequence[int] = (),
) -> None:
    """The step, or StepNotAllowed; the new state says who is waited for, and until when."""
    moment = clock.now()
    claim.state = step(ClaimState(claim.state), taken)
    claim.answer_by = None
    claim.decide_by = moment + DECIDE_WITHIN if claim.state in FOR_THE_OFFICE else None
    claim.appeal_by = moment + APPEAL_WITHIN if claim.state in FOR_THE_BUYER else None
    claim.ended_at = moment if claim.state in ENDED else None
    note(claim, taken, actor, words=words, amount_fen=amount_fen, photos=photos)


def approve(
    claim: Claim, amount_fen: int, taken: ClaimStep, actor: Actor, *, words: str = ""
) -> None:
    """`amount_fen` is what the buyer gets in all; it is over when that is all she asked for."""
    before_fen = claim.decided_fen or 0
    claim.decided_fen = before_fen + _give(claim, amount_fen - before_fen, actor)
    take(claim, taken, actor, words=words, amount_fen=claim.decided_fen)
    if claim.state not in ENDED and amount_fen == claim.asked_fen:
        take(claim, ClaimStep.close, SYSTEM)


def deny(claim: Claim, actor: Actor, words: str) -> None:
    claim.decided_fen = 0
    take(claim, ClaimStep.deny, actor, words=words, amount_fen=0)


def _give(claim: Claim, amount_fen: int, actor: Actor) -> int:
    """Pays what is still there to be given back of what it is about; says how much that was."""
    goods, postage_fen = _divided(claim, amount_fen)
    given_fen = sum(goods.values()) + postage_fen
    if not given_fen:
        return 0
    wish = RefundWish(
        reason=REASONS[ClaimCause(claim.cause)],
        goods=goods,
        postage_fen=postage_fen,
        borne_by=Bearer(claim.bearer),
        note=claim.number,
    )
    key = f"claim:{claim.number}:{(claim.decided_fen or 0) + given_fen}"
    refund_part(claim.sub_order_id, wish, actor, key)
    if claim.bearer == Bearer.carrier:
        draft_carrier_claim(claim, given_fen)
    if claim.cause == ClaimCause.lost and claim.parcel.made_good is None:
        # Whoever has her money for the whole of it waits for nothing more.
        make_good(claim.parcel, MadeGood.refunded, actor)
    return given_fen


def _divided(claim: Claim, amount_fen: int) -> tuple[dict[int, int], int]:
    """Over lines and postage as they were asked for, each at most what is left of it."""
    asked: dict[str, int] = claim.asked["goods"]
    parts = allocate(amount_fen, [*asked.values(), claim.asked["postage_fen"]])
    lines = {str(line.id): line for line in claim.sub_order.lines}
    goods = {
        lines[key].id: min(part, left_of_line(lines[key]))
        for key, part in zip(asked, parts, strict=False)
    }
    postage_fen = min(parts[-1], left_of_postage(claim.sub_order))
    return {line_id: fen for line_id, fen in goods.items() if fen}, postage_fen
