"""Which accounts a payment moves, and what of a sub-order goes to whom."""

from app.ground.postings import (
    SaleShare,
    card_clearing,
    cash_box,
    cooperative_held,
    shop_held,
)
from app.orders.models import SubOrder
from app.payments.models import Payment


def money_account(payment: Payment) -> str:
    """Where its money lies: in a shop's cash box, or with the card company."""
    return cash_box(payment.shop_id) if payment.shop_id else card_clearing(payment.tender)


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
    )
