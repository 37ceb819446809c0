"""Which facts of the books belong to a row that has a state of its own, and who looks after it.

Turned round in the books alone, such a fact and its row would disagree from then on: a payment that
is captured and was never booked. What went wrong there is put right where the row is.
"""

from enum import StrEnum

_TWICE = "correction:correction:"


class FactOwner(StrEnum):
    order = "order"
    dispute = "dispute"
    suspense = "suspense"
    reconciliation = "reconciliation"
    carrier_claim = "carrier_claim"
    receipt = "receipt"
    cash = "cash"
    statement = "statement"
    payout = "payout"


OWNERS = {
    "payment": FactOwner.order,
    "refund": FactOwner.order,
    "sub_order": FactOwner.order,
    "remedy": FactOwner.order,
    "box_deposit": FactOwner.order,
    "carriage": FactOwner.order,
    "return": FactOwner.order,
    "dispute": FactOwner.dispute,
    "card_session": FactOwner.suspense,
    "suspense": FactOwner.suspense,
    "card_refund": FactOwner.reconciliation,
    "card_fee": FactOwner.reconciliation,
    "card_payout": FactOwner.reconciliation,
    "carrier_claim": FactOwner.carrier_claim,
    "receipt": FactOwner.receipt,
    "cash_difference": FactOwner.cash,
    "cash_remittance": FactOwner.cash,
    "statement": FactOwner.statement,
    "payout": FactOwner.payout,
}


def owner_of(fact: str) -> FactOwner | None:
    """None for what may be turned round: facts that no row stands behind, and a correction, after
    which the books agree with the row again."""
    while fact.startswith(_TWICE):
        fact = fact.removeprefix(_TWICE)
    return OWNERS.get(fact.partition(":")[0])
