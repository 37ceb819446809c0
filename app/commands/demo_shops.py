"""The demonstration's shops with money of their own: paid in beforehand, and ordered on credit."""

from app import clock
from app.commands.demo_people import LOGINS, person_id_of
from app.db import session, transaction
from app.payments.actions import pay_by_account, take_cash
from app.payments.bank_receipts import Receipt, confirm_receipt, record_receipt
from app.payments.kinds import ReceiptPurpose, Tender
from app.payments.shop_money import agree_terms, credit_left, prepaid_left, propose_terms
from app.shops.models import Shop

PAID_IN_FEN, LIMIT_FEN, HIGHER_LIMIT_FEN = 50_000, 150_000, 300_000


def open_accounts(shops: list[int]) -> None:
    """The first shop has paid in, the second orders on credit."""
    first, second = shops
    postal, colleague = person_id_of(LOGINS["postal"]), person_id_of(LOGINS["postal 2"])
    with transaction():
        receipt = record_receipt(_receipt(first, "JN20260710033"), postal)
        confirm_receipt(receipt.id, colleague)
        agree_terms(propose_terms(second, LIMIT_FEN, postal).id, colleague)


def ask_for_more(shops: list[int]) -> None:
    """A transfer that a colleague has still to see in the bank, and a higher limit to agree to."""
    first, second = shops
    postal = person_id_of(LOGINS["postal"])
    with transaction():
        record_receipt(_receipt(first, "JN20260729118"), postal)
        propose_terms(second, HIGHER_LIMIT_FEN, postal)


def pay_at_the_counter(order_id: int, shop_id: int, amount_fen: int) -> None:
    """From what the shop has with us as long as it lasts; otherwise the neighbour pays in cash."""
    tender = None
    if prepaid_left(shop_id) >= amount_fen:
        tender = Tender.shop_prepaid
    elif credit_left(shop_id) >= amount_fen:
        tender = Tender.shop_credit
    if tender is None:
        take_cash(order_id, shop_id)
    else:
        pay_by_account(order_id, shop_id, tender, amount_fen)


def _receipt(shop_id: int, reference: str) -> Receipt:
    return Receipt(
        reference=reference,
        received_on=clock.today(),
        amount_fen=PAID_IN_FEN,
        payer_name=session.get_one(Shop, shop_id).name,
        purpose=ReceiptPurpose.prepaid,
        shop_id=shop_id,
    )
