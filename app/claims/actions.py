"""Turns of a claim after it was opened: the cooperative answers, the office decides, the buyer
appeals once, somebody else at the office has the last word. A deadline that passes acts by itself.
"""

from collections.abc import Sequence

from sqlalchemy import select

from app import clock
from app.claims.models import Claim
from app.claims.opening import photo_owner
from app.claims.turns import approve, deny, take
from app.db import lock_rows, session
from app.ground.claim_states import ClaimState, ClaimStep
from app.ground.postings import Bearer
from app.ground.refusals import (
    AppealOver,
    ChoiceUnknown,
    Missing,
    MoneyNotAllowed,
    RefundTooLarge,
    SamePersonTwice,
)
from app.orders.actions import SYSTEM, Actor, lock_order
from app.orders.models import SubOrder
from app.payments.queries import is_disputed
from app.photos.actions import need_photos

MOST_ANSWER_PHOTOS = 4


def lock_claim(claim_id: int) -> Claim:
    """Its order first (docs/locking.md): money of the order may move."""
    order_id = session.scalar(
        select(SubOrder.order_id)
        .join(Claim, Claim.sub_order_id == SubOrder.id)
        .where(Claim.id == claim_id)
    )
    if order_id is None:
        raise Missing
    lock_order(order_id)
    return lock_rows(Claim, [claim_id])[0]


def accept_claim(claim: Claim, actor: Actor, words: str) -> None:
    """The cooperative agrees: the buyer is paid all she asked for."""
    claim = lock_claim(claim.id)
    approve(claim, claim.asked_fen, ClaimStep.accept, actor, words=words)


def contest_claim(claim: Claim, actor: Actor, words: str, photos: Sequence[str]) -> None:
    """The cooperative does not agree, and says why: the office decides."""
    claim = lock_claim(claim.id)
    owner = cooperative_photo_owner(claim.cooperative_id)
    shown = need_photos(owner, photos, MOST_ANSWER_PHOTOS, field="photos")
    take(claim, ClaimStep.contest, actor, words=words, photos=[photo.id for photo in shown])


def cooperative_photo_owner(cooperative_id: int) -> str:
    return f"cooperative:{cooperative_id}"


def decide_claim(claim: Claim, amount_fen: int, bearer: Bearer, actor: Actor, words: str) -> None:
    """The office's first word. Nothing is a denial; all of it ends the claim."""
    claim = lock_claim(claim.id)
    _check_decision(claim, amount_fen, bearer)
    claim.first_decider_id = actor.person_id
    if not amount_fen:
        deny(claim, actor, words)
        return
    claim.bearer = bearer
    approve(claim, amount_fen, ClaimStep.approve, actor, words=words)


def appeal(claim: Claim, actor: Actor, words: str, photos: Sequence[str]) -> None:
    """Once, and in time: somebody else at the office looks again."""
    claim = lock_claim(claim.id)
    if claim.appeal_by is None or clock.now() >= claim.appeal_by or claim.appealed_at is not None:
        raise AppealOver
    owner = photo_owner(claim.sub_order.order)
    shown = need_photos(owner, photos, MOST_ANSWER_PHOTOS, field="photos")
    claim.appealed_at = clock.now()
    take(claim, ClaimStep.appeal, actor, words=words, photos=[photo.id for photo in shown])


def arbitrate(claim: Claim, amount_fen: int, bearer: Bearer, actor: Actor, words: str) -> None:
    """The last word, of another person: what was given stays given, more may be added."""
    claim = lock_claim(claim.id)
    check_last_word(claim, actor)
    _check_decision(claim, amount_fen, bearer)
    given_fen = claim.decided_fen or 0
    if amount_fen < given_fen:
        raise MoneyNotAllowed(field="amount", least_fen=given_fen, most_fen=claim.asked_fen)
    claim.bearer = bearer
    approve(claim, amount_fen, ClaimStep.arbitrate, actor, words=words)


def check_last_word(claim: Claim, actor: Actor) -> None:
    """Of somebody else than the first."""
    if actor.person_id is None or actor.person_id == claim.first_decider_id:
        raise SamePersonTwice


def withdraw_claim(claim: Claim, actor: Actor) -> None:
    """The buyer thinks better of it. What was decided before an appeal stands."""
    take(lock_claim(claim.id), ClaimStep.withdraw, actor)


def pass_deadline(claim_id: int) -> bool:
    """For the worker, late or twice: silence of the cooperative is a yes, of the buyer an end."""
    claim = lock_claim(claim_id)
    moment = clock.now()
    if is_disputed(claim.sub_order_id):
        return False
    if claim.state == ClaimState.opened and claim.answer_by and claim.answer_by <= moment:
        approve(claim, claim.asked_fen, ClaimStep.accept, SYSTEM)
        return True
    if claim.appeal_by is not None and claim.appeal_by <= moment:
        take(claim, ClaimStep.close, SYSTEM)
        return True
    return False


def _check_decision(claim: Claim, amount_fen: int, bearer: Bearer) -> None:
    if bearer is Bearer.sale:
        raise ChoiceUnknown(field="bearer")
    if amount_fen > claim.asked_fen:
        raise RefundTooLarge(field="amount", most_fen=claim.asked_fen)
