"""What the carrier is asked for: up to three postages, or what was declared (Postal Law art. 47).

`carrier_claims` in the books is what the carrier owes us and nothing else: what a buyer got beyond
it is the house's expense from the day on which it is known.
"""

import secrets

from sqlalchemy import func, select

from app import clock
from app.claims.evidence import boxes_of, parcel_facts
from app.claims.models import CarrierClaim, Claim
from app.db import lock_rows, session
from app.ground.claim_matrix import carrier_owes_fen
from app.ground.claim_states import CARRIER_TABLE, CarrierClaimState, CarrierClaimStep, carrier_step
from app.ground.postings import BANK, CARRIER_CLAIMS, CLAIMS_EXPENSE, move
from app.ground.refusals import Missing, MoneyNotAllowed
from app.ledger.actions import post
from app.orders.actions import Actor

MOST_AT_ONCE = 500


def draft_carrier_claim(claim: Claim, loss_fen: int) -> CarrierClaim | None:
    """For what the buyer has just been given. None when the carrier owes nothing (more) for this
    parcel: all of it is then our own expense."""
    parcel = claim.parcel
    worth_fen = sum(count * line.unit_price_fen for line, count in boxes_of(parcel, None))
    sums = (func.sum(CarrierClaim.loss_fen), func.sum(CarrierClaim.amount_fen))
    before = select(*(func.coalesce(one, 0) for one in sums))
    stands = CarrierClaim.state != CarrierClaimState.withdrawn
    lost_fen, asked_fen = map(
        int, session.execute(before.where(CarrierClaim.parcel_id == parcel.id, stands)).one()
    )
    owes_fen = carrier_owes_fen(lost_fen + loss_fen, worth_fen, parcel_facts(parcel))
    amount_fen = max(0, min(owes_fen - asked_fen, loss_fen))
    number = f"K{claim.number[1:]}{secrets.token_hex(2)}"
    if amount_fen < loss_fen:
        post(
            f"carrier_claim:{number}:beyond",
            f"claim {claim.number}: more than the carrier owes",
            move(CLAIMS_EXPENSE, CARRIER_CLAIMS, loss_fen - amount_fen),
            order_id=claim.sub_order.order_id,
        )
    if not amount_fen:
        return None
    drafted = CarrierClaim(
        number=number,
        claim_id=claim.id,
        parcel_id=parcel.id,
        state=CarrierClaimState.drafted,
        loss_fen=loss_fen,
        amount_fen=amount_fen,
        paid_fen=0,
        reference="",
        drafted_at=clock.now(),
    )
    session.add(drafted)
    session.flush()
    return drafted


def send_carrier_claims(ids: list[int]) -> list[CarrierClaim]:
    """Handed in to the carrier as one batch; what is no draft any more stays as it is."""
    found = lock_rows(CarrierClaim, ids[:MOST_AT_ONCE])
    for one in found:
        if one.state == CarrierClaimState.drafted:
            one.state = carrier_step(CarrierClaimState.drafted, CarrierClaimStep.send)
            one.sent_at = clock.now()
    session.flush()
    return found


def accept_carrier_claim(carrier_claim_id: int, reference: str) -> CarrierClaim:
    """The carrier agrees; its money is on the way."""
    found = _locked(carrier_claim_id)
    found.state = carrier_step(CarrierClaimState(found.state), CarrierClaimStep.accept)
    found.reference = reference
    session.flush()
    return found


def record_carrier_payment(
    carrier_claim_id: int, paid_fen: int, reference: str, actor: Actor
) -> CarrierClaim:
    """It is on the bank account. What was not paid of it will not come: our expense."""
    found = _locked(carrier_claim_id)
    if not 1 <= paid_fen <= found.amount_fen:
        raise MoneyNotAllowed(field="paid", least_fen=1, most_fen=found.amount_fen)
    _end(found, CarrierClaimStep.pay, reference, actor)
    found.paid_fen = paid_fen
    post(
        f"carrier_claim:{found.number}:paid",
        f"carrier’s claim {found.number}: {reference}",
        [
            *move(BANK, CARRIER_CLAIMS, paid_fen),
            *move(CLAIMS_EXPENSE, CARRIER_CLAIMS, found.amount_fen - paid_fen),
        ],
        order_id=found.claim.sub_order.order_id,
    )
    session.flush()
    return found


def record_carrier_refusal(carrier_claim_id: int, reference: str, actor: Actor) -> CarrierClaim:
    found = _locked(carrier_claim_id)
    _end(found, CarrierClaimStep.reject, reference, actor)
    post(
        f"carrier_claim:{found.number}:rejected",
        f"carrier’s claim {found.number}: {reference}",
        move(CLAIMS_EXPENSE, CARRIER_CLAIMS, found.amount_fen),
        order_id=found.claim.sub_order.order_id,
    )
    session.flush()
    return found


def withdraw_carrier_claim(claim: Claim, actor: Actor) -> int | None:
    """What the carrier was asked for because of this claim is not asked any more: says how much
    that was, in fen. None when it has paid or refused already: the books have that behind them."""
    found = session.scalars(select(CarrierClaim).where(CarrierClaim.claim_id == claim.id)).first()
    if found is None:
        return 0
    found = _locked(found.id)
    if (CarrierClaimState(found.state), CarrierClaimStep.withdraw) not in CARRIER_TABLE:
        return None
    _end(found, CarrierClaimStep.withdraw, found.reference, actor)
    session.flush()
    return found.amount_fen


def _end(found: CarrierClaim, taken: CarrierClaimStep, reference: str, actor: Actor) -> None:
    found.state = carrier_step(CarrierClaimState(found.state), taken)
    found.reference = reference
    found.ended_at = clock.now()
    found.ended_by_id = actor.person_id


def _locked(carrier_claim_id: int) -> CarrierClaim:
    found = lock_rows(CarrierClaim, [carrier_claim_id])
    if not found:
        raise Missing
    return found[0]
