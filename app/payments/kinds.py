"""Words for ways of paying, refunds and what became of a message."""

from enum import StrEnum


class Tender(StrEnum):
    stripe = "stripe"
    demo_card = "demo_card"
    cash_box = "cash_box"
    shop_prepaid = "shop_prepaid"
    shop_credit = "shop_credit"
    bank_transfer = "bank_transfer"


CARDS = frozenset({Tender.stripe, Tender.demo_card})
OF_A_SHOP = frozenset({Tender.cash_box, Tender.shop_prepaid, Tender.shop_credit})


class ReceiptPurpose(StrEnum):
    order = "order"
    prepaid = "prepaid"
    credit = "credit"


class RefundReason(StrEnum):
    """The first three and `box_back` come by themselves; the others are somebody's decision."""

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
    box_back = "box_back"


BY_THEMSELVES = frozenset(
    {
        RefundReason.cancelled,
        RefundReason.paid_too_late,
        RefundReason.paid_twice,
        RefundReason.box_back,
    }
)


class ProposalState(StrEnum):
    waiting = "waiting"
    agreed = "agreed"
    rejected = "rejected"


class EventOutcome(StrEnum):
    applied = "applied"
    ignored = "ignored"
    unmatched = "unmatched"
