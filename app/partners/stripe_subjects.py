"""Stripe's refunds and disputes, as it writes them, in our own plain words.

`charge.refunded` and `payment_intent.*` are kept and otherwise ignored: the one says only a sum, of
refunds that have messages of their own, and the others nothing that the session does not say.
"""

from datetime import UTC, datetime

from app.partners.cards import DisputeAnswer, DisputeStanding, RefundNews, RefundStanding
from app.partners.stripe_client import Facts

REFUND_KINDS = frozenset(
    {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"}
)
_REFUNDS = {
    "succeeded": RefundStanding.done,
    "failed": RefundStanding.returned,
    "canceled": RefundStanding.returned,
}
# An inquiry (warning_…) takes no money; closed without becoming a dispute it is as good as won.
_DISPUTES = {
    "warning_needs_response": DisputeStanding.needs_response,
    "warning_under_review": DisputeStanding.under_review,
    "warning_closed": DisputeStanding.won,
    "needs_response": DisputeStanding.needs_response,
    "under_review": DisputeStanding.under_review,
    "prevented": DisputeStanding.won,
    "won": DisputeStanding.won,
    "lost": DisputeStanding.lost,
}


def read_refund(refund: Facts) -> RefundNews:
    return RefundNews(
        external_id=str(refund["id"]),
        number=str((refund.get("metadata") or {}).get("refund_number") or ""),
        standing=_REFUNDS.get(str(refund["status"]), RefundStanding.under_way),
        amount_fen=int(refund["amount"]),
        currency=str(refund["currency"]),
    )


def read_dispute(dispute: Facts) -> DisputeAnswer:
    """Its intent is expanded. KeyError for a standing that we have no word for."""
    intent = dispute.get("payment_intent")
    metadata = intent.get("metadata") if isinstance(intent, dict) else None
    moved = dispute.get("balance_transactions") or []
    due_by = (dispute.get("evidence_details") or {}).get("due_by")
    return DisputeAnswer(
        external_id=str(dispute["id"]),
        payment_number=str((metadata or {}).get("payment_number") or ""),
        standing=_DISPUTES[str(dispute["status"])],
        amount_fen=int(dispute["amount"]),
        currency=str(dispute["currency"]),
        reason=str(dispute["reason"]),
        due_by=datetime.fromtimestamp(int(due_by), UTC) if due_by else None,
        opened_at=datetime.fromtimestamp(int(dispute["created"]), UTC),
        withdrawn_fen=sum(-int(one["amount"]) for one in moved if int(one["amount"]) < 0),
        fee_fen=sum(int(one["fee"]) for one in moved),
        reinstated_fen=sum(int(one["amount"]) for one in moved if int(one["amount"]) > 0),
    )
