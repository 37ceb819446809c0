"""Words for ways of paying, refunds and what became of a message."""

from enum import StrEnum


class Tender(StrEnum):
    stripe = "stripe"
    demo_card = "demo_card"
    cash_box = "cash_box"


class RefundReason(StrEnum):
    """The first three come by themselves; the others are somebody's decision."""

    cancelled = "cancelled"
    paid_too_late = "paid_too_late"
    paid_twice = "paid_twice"
    bad_goods = "bad_goods"
    short_weight = "short_weight"
    wrong_goods = "wrong_goods"
    late = "late"
    lost = "lost"
    returned = "returned"
    sold_out = "sold_out"
    goodwill = "goodwill"


BY_THEMSELVES = frozenset(
    {RefundReason.cancelled, RefundReason.paid_too_late, RefundReason.paid_twice}
)


class ProposalState(StrEnum):
    waiting = "waiting"
    agreed = "agreed"
    rejected = "rejected"


class EventOutcome(StrEnum):
    applied = "applied"
    ignored = "ignored"
    unmatched = "unmatched"
