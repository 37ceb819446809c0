"""A claim that follows a return: its money comes with the receipt of the boxes, or not at all. The
caller holds the order's row."""

from collections.abc import Mapping

from app.claims.models import Claim, GoodsReturn
from app.claims.turns import approve, take
from app.db import lock_rows, session
from app.ground.claim_states import ClaimState, ClaimStep
from app.orders.actions import SYSTEM, Actor


def lock_claim_of(found: GoodsReturn) -> Claim | None:
    return lock_rows(Claim, [found.claim_id])[0] if found.claim_id is not None else None


def put_at_stake(claim: Claim, goods: Mapping[int, int]) -> None:
    """From now on it is about the price of the boxes, fen by line; what the rules gave before is
    kept, in case that they never come."""
    claim.asked = {
        "goods": {str(line): fen for line, fen in goods.items()},
        "postage_fen": 0,
        "by_rule": claim.asked.get("by_rule", claim.asked),
    }
    claim.asked_fen = sum(goods.values())


def follow_receipt(claim: Claim, goods: Mapping[int, int], actor: Actor, words: str) -> int:
    """Pays for the boxes that were accepted, fen by line; says how much that was. None accepted:
    nothing is owed, and the buyer may appeal."""
    if not any(goods.values()):
        follow_end(claim, actor, words)
        return 0
    approve(claim, sum(goods.values()), ClaimStep.settle_back, actor, words=words)
    return claim.decided_fen or 0


def follow_end(claim: Claim | None, actor: Actor, words: str = "") -> None:
    """The boxes did not come, or were not what they should be. Once more it is about what the rules
    gave, and the buyer may appeal."""
    if claim is None or claim.state != ClaimState.returning:
        return
    claim.asked = claim.asked.get("by_rule", claim.asked)
    goods: dict[str, int] = claim.asked["goods"]
    claim.asked_fen = sum(goods.values()) + claim.asked["postage_fen"]
    take(claim, ClaimStep.return_over, actor, words=words, amount_fen=0)


def follow_loss(claim: Claim | None) -> None:
    """The carrier lost them on the way back: she was paid for that already."""
    if claim is not None and claim.state == ClaimState.returning:
        take(claim, ClaimStep.settle_back, SYSTEM)


def follow_again(claim: Claim | None, actor: Actor, words: str) -> None:
    """They came after their time, and are accepted: money follows after all, also where she has
    appealed meanwhile, unless some was given."""
    follows = (ClaimState.denied, ClaimState.resolved, ClaimState.appealed)
    if claim is not None and claim.state in follows and not claim.decided_fen:
        take(claim, ClaimStep.ask_back, actor, words=words)
        session.flush()
