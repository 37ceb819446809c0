"""Money that came to our bank account: one person writes it down, another has seen it there.

Confirmed, it pays an order, fills a shop's prepaid account or pays back its credit. What is too
much for an order goes back as any surplus does.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.db import lock_rows, session
from app.ground.postings import BANK, move, shop_credit, shop_prepaid
from app.ground.refusals import (
    DateNotAllowed,
    Missing,
    MoneyNotAllowed,
    NumberTaken,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.actions import post
from app.orders.models import Order
from app.payments.actions import receive_transfer
from app.payments.kinds import ProposalState, ReceiptPurpose
from app.payments.models import BankReceipt
from app.shops.models import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`reference` is the bank's; `order_number` or `shop_id` says whom it is for."""

    reference: str
    received_on: date
    amount_fen: int
    payer_name: str
    purpose: ReceiptPurpose
    order_number: str = ""
    shop_id: int | None = None


def record_receipt(receipt: Receipt, person_id: int) -> BankReceipt:
    """NumberTaken when the bank's reference was written down before."""
    if receipt.amount_fen <= 0:
        raise MoneyNotAllowed(field="amount")
    if receipt.received_on > clock.today():
        raise DateNotAllowed(field="received_on")
    known = select(BankReceipt.id).where(BankReceipt.reference == receipt.reference)
    if session.scalar(known) is not None:
        raise NumberTaken(field="reference")
    order_id, shop_id = _whom_for(receipt)
    kept = BankReceipt(
        reference=receipt.reference,
        received_on=receipt.received_on,
        amount_fen=receipt.amount_fen,
        payer_name=receipt.payer_name,
        purpose=receipt.purpose,
        order_id=order_id,
        shop_id=shop_id,
        state=ProposalState.waiting,
        recorded_by_id=person_id,
        recorded_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    return kept


def _whom_for(receipt: Receipt) -> tuple[int | None, int | None]:
    if receipt.purpose is ReceiptPurpose.order:
        order = select(Order.id).where(Order.number == receipt.order_number)
        order_id = session.scalar(order)
        if order_id is None:
            raise Missing
        return order_id, None
    shop_id = session.scalar(select(Shop.id).where(Shop.id == (receipt.shop_id or 0)))
    if shop_id is None:
        raise Missing
    return None, shop_id


def confirm_receipt(receipt_id: int, person_id: int) -> BankReceipt:
    receipt = _decide(receipt_id, person_id, ProposalState.agreed)
    if receipt.order_id is not None:
        receive_transfer(receipt.order_id, receipt.amount_fen, receipt.reference)
    elif receipt.shop_id is not None:
        account = shop_prepaid(receipt.shop_id)
        if receipt.purpose == ReceiptPurpose.credit:
            account = shop_credit(receipt.shop_id)
        memo = f"bank transfer {receipt.reference}"
        post(f"receipt:{receipt.id}:confirmed", memo, move(BANK, account, receipt.amount_fen))
    return receipt


def reject_receipt(receipt_id: int, person_id: int) -> BankReceipt:
    """It is not on the account, or not as written: write it down anew."""
    return _decide(receipt_id, person_id, ProposalState.rejected)


def _decide(receipt_id: int, person_id: int, state: ProposalState) -> BankReceipt:
    found = lock_rows(BankReceipt, [receipt_id])
    if not found:
        raise Missing
    receipt = found[0]
    if receipt.state != ProposalState.waiting:
        raise StepNotAllowed(step=state.value, state=receipt.state)
    if receipt.recorded_by_id == person_id:
        raise SecondPersonNeeded
    receipt.state, receipt.decided_by_id, receipt.decided_at = state, person_id, clock.now()
    session.flush()
    return receipt


def waiting_receipts(limit: int = 50) -> list[BankReceipt]:
    """Those that nobody else has seen yet, the oldest first."""
    statement = select(BankReceipt).where(BankReceipt.state == ProposalState.waiting)
    statement = statement.options(joinedload(BankReceipt.order), joinedload(BankReceipt.shop))
    return list(session.scalars(statement.order_by(BankReceipt.id).limit(limit)))


def latest_receipts(limit: int = 50) -> list[BankReceipt]:
    """Those that wait first, then the newest."""
    waiting = (BankReceipt.state == ProposalState.waiting).desc()
    statement = select(BankReceipt).options(
        joinedload(BankReceipt.order), joinedload(BankReceipt.shop)
    )
    return list(session.scalars(statement.order_by(waiting, BankReceipt.id.desc()).limit(limit)))
