"""Claims that the office opens for a buyer who has said nothing yet, decided as they are opened."""

from collections.abc import Mapping

from app.claims.carrier import draft_carrier_claim
from app.claims.evidence import boxes_of, pieces_of
from app.claims.models import Claim
from app.claims.opening import Asked, ClaimWish, has_live_claim, write_claim
from app.claims.turns import approve, note, take
from app.ground.claim_states import OF_GOODS, ClaimCause, ClaimStep
from app.ground.postings import Bearer
from app.ground.refusals import ClaimOpenAlready
from app.orders.actions import SYSTEM, Actor
from app.orders.models import OrderLine
from app.parcels.models import Parcel


def pay_on_behalf(
    parcel: Parcel, cause: ClaimCause, asked: Asked, actor: Actor, words: str, key: str
) -> list[Claim]:
    """What is asked is given at once, and the carrier is asked for it when it bears it. What is
    wrong with goods is one claim for each line of the parcel."""
    claims = [
        _opened(parcel, cause, one, actor, words, key) for one in _parts(parcel, cause, asked)
    ]
    for claim in claims:
        approve(claim, claim.asked_fen, ClaimStep.approve, actor, words=words)
    return claims


def give_goods_on_behalf(
    parcel: Parcel, cause: ClaimCause, cost_fen: int, actor: Actor, words: str, key: str
) -> Claim:
    """The buyer gets the goods once more, for which the carrier is asked. On the claim stands what
    that costs; no money goes to her."""
    lines = [line for line, _ in boxes_of(parcel, None)] if cause in OF_GOODS else [None]
    asked = Asked({}, cost_fen, Bearer.carrier)
    claim = _opened(parcel, cause, (lines[0], asked), actor, words, key)
    claim.decided_fen = cost_fen
    take(claim, ClaimStep.approve, actor, words=words, amount_fen=cost_fen)
    take(claim, ClaimStep.close, SYSTEM)
    draft_carrier_claim(claim, cost_fen)
    return claim


def _parts(parcel: Parcel, cause: ClaimCause, asked: Asked) -> list[tuple[OrderLine | None, Asked]]:
    if cause not in OF_GOODS:
        return [(None, asked)]
    lines = {line.id: line for line, _ in boxes_of(parcel, None)}
    return [
        (lines[line_id], Asked({line_id: fen}, 0, asked.bearer))
        for line_id, fen in sorted(asked.goods.items())
    ]


def _opened(
    parcel: Parcel,
    cause: ClaimCause,
    part: tuple[OrderLine | None, Asked],
    actor: Actor,
    words: str,
    key: str,
) -> Claim:
    """Handed to the office, which is about to decide it."""
    line, asked = part
    if has_live_claim(parcel, line):
        raise ClaimOpenAlready
    pieces = pieces_of(parcel, line) if line else 0
    wish = ClaimWish(
        request_key=f"{key}:{line.id}" if line else key,
        waybill=parcel.waybill_number,
        cause=cause,
        line_id=line.id if line else None,
        bad_count=pieces,
        note=words,
    )
    claim = write_claim(parcel, line, wish, asked, is_automatic=False)
    claim.first_decider_id = actor.person_id
    note(claim, "open", actor, words=words)
    take(claim, ClaimStep.submit, SYSTEM)
    return claim


def whole_parcel(parcel: Parcel, left: Mapping[int, int]) -> dict[int, int]:
    """Fen by line of everything in it, at most what has not gone back yet."""
    prices: dict[int, int] = {}
    for line, boxes in boxes_of(parcel, None):
        prices[line.id] = prices.get(line.id, 0) + boxes * line.unit_price_fen
    return {one: min(fen, left[one]) for one, fen in prices.items() if min(fen, left[one])}
