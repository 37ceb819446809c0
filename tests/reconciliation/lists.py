"""What a card company would list of payments and refunds of ours."""

from datetime import datetime
from itertools import count

from app import clock
from app.db import transaction
from app.ground.postings import SUSPENSE, move
from app.ledger.actions import post
from app.partners.cards import BalanceKind, BalanceTransaction
from app.payments.models import Payment
from app.reconciliation.actions import keep_movements
from app.reconciliation.queries import card_differences

_ids = count(1)


def row(
    kind: BalanceKind,
    amount_fen: int,
    source: str = "",
    *,
    fee_fen: int = 0,
    payment_number: str | None = None,
    created_at: datetime | None = None,
) -> BalanceTransaction:
    number = next(_ids)
    return BalanceTransaction(
        external_id=f"txn_{number}",
        kind=kind,
        amount_fen=amount_fen,
        fee_fen=fee_fen,
        net_fen=amount_fen - fee_fen,
        source_external_id=source or f"src_{number}",
        payment_number=payment_number,
        created_at=created_at or clock.now(),
        payout_external_id=None,
    )


def charge(payment: Payment, fee_fen: int = 0) -> BalanceTransaction:
    return row(
        BalanceKind.charge, payment.amount_fen, fee_fen=fee_fen, payment_number=payment.number
    )


def nobodys_money(number: int) -> dict[str, str]:
    """What is in the office's addresses of money that fits nothing, and of a movement of theirs
    that we know nothing of."""
    with transaction():
        money = move("card_clearing:demo_card", SUSPENSE, 700)
        parked = post(f"card_session:demo_card:{number}", "no such payment", money)
        keep_movements("demo_card", [row(BalanceKind.other, 300)])
    return {
        "office.suspense.entry_id": str(parked.id),
        "office.reconciliation.difference_id": str(card_differences()[0].id),
    }
