"""Words for ways of paying, refunds and what became of a message."""

from enum import StrEnum


class Tender(StrEnum):
    stripe = "stripe"
    demo_card = "demo_card"
    cash_box = "cash_box"


class RefundReason(StrEnum):
    cancelled = "cancelled"
    paid_too_late = "paid_too_late"
    paid_twice = "paid_twice"


class EventOutcome(StrEnum):
    applied = "applied"
    ignored = "ignored"
    unmatched = "unmatched"
