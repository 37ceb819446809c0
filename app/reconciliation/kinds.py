"""Words for comparing the card company's list with our books."""

from enum import StrEnum


class DifferenceState(StrEnum):
    """`explained`: its owner has said why; `resolved`: a second person agrees, or both sides have
    come to agree by themselves."""

    open = "open"
    explained = "explained"
    resolved = "resolved"


class PlacingWay(StrEnum):
    """`order`: pays one that waits for exactly this sum; `returned`: the company sends it back."""

    order = "order"
    returned = "returned"


class PlacingState(StrEnum):
    proposed = "proposed"
    placed = "placed"


class TaskKind(StrEnum):
    """Money that does not match or waits for somebody, by what is to be looked at."""

    failed_refund = "failed_refund"
    slow_refund = "slow_refund"
    dispute = "dispute"
    unmatched_event = "unmatched_event"
    suspense = "suspense"
    reconciliation = "reconciliation"
    correction = "correction"
    cash_difference = "cash_difference"
    cash_remittance = "cash_remittance"
    unclosed_box = "unclosed_box"
    refund_proposal = "refund_proposal"
    bank_receipt = "bank_receipt"
    payout_batch = "payout_batch"
    failed_payout = "failed_payout"
