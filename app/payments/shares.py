"""Which accounts a payment moves, and what of a sub-order goes to whom."""

from app.ground.postings import (
    BANK,
    CARRIER_PAYABLE,
    COMMISSION_INCOME,
    POSTAGE_INCOME,
    SaleShare,
    card_clearing,
    cash_box,
    cooperative_held,
    cooperative_payable,
    shop_credit,
    shop_held,
    shop_payable,
    shop_prepaid,
)
from app.ground.refund_shares import Given
from app.orders.models import SubOrder
from app.payments.kinds import Tender
from app.payments.models import Payment

_OF_SHOP = {
    Tender.cash_box: cash_box,
    Tender.shop_prepaid: shop_prepaid,
    Tender.shop_credit: shop_credit,
}


def money_account(payment: Payment) -> str:
    """Where its money lies: with the card company, in our bank, or in one of a shop's accounts."""
    if payment.shop_id is not None:
        return _OF_SHOP[Tender(payment.tender)](payment.shop_id)
    if payment.tender == Tender.bank_transfer:
        return BANK
    return card_clearing(payment.tender)


def sale_share(sub_order: SubOrder) -> SaleShare:
    shop_id = sub_order.order.shop_id
    return SaleShare(
        cooperative=cooperative_held(sub_order.cooperative_id),
        shop=shop_held(shop_id) if shop_id else None,
        goods_fen=sub_order.goods_fen,
        postage_fen=sub_order.postage_fen,
        postage_cost_fen=sub_order.postage_cost_fen,
        commission_fen=sum(line.commission_fen for line in sub_order.lines),
        shop_commission_fen=sum(line.shop_commission_fen for line in sub_order.lines),
        deposit_fen=sub_order.deposit_fen,
    )


def cooperative_account(sub_order: SubOrder) -> str:
    """What it earned is held until it is settled, and due from then on."""
    named = cooperative_payable if sub_order.settled_at else cooperative_held
    return named(sub_order.cooperative_id)


def shop_account(sub_order: SubOrder) -> str | None:
    """A shop's commission on an order becomes due when all its parts are settled."""
    order = sub_order.order
    if order.shop_id is None:
        return None
    return (shop_payable if order.shop_settled_at else shop_held)(order.shop_id)


def givers(sub_order: SubOrder, given: Given, is_carried: bool) -> list[tuple[str, int]]:
    """Accounts and what each gives. The carrier keeps what it is owed once it has carried: then the
    cooperative gives the carrier's part as well."""
    cooperative, shop = cooperative_account(sub_order), shop_account(sub_order)
    parts = [
        (cooperative, given.cooperative_fen),
        (COMMISSION_INCOME, given.house_fen),
        (cooperative if is_carried else CARRIER_PAYABLE, given.carrier_fen),
        (POSTAGE_INCOME, given.postage_income_fen),
    ]
    return parts if shop is None else [*parts, (shop, given.shop_fen)]
