"""Where the money of one box, and of one order, goes (ground/breakdown.py)."""

from app import clock
from app.catalogue.models import Category, Product
from app.commissions.queries import commission_rule
from app.ground.breakdown import Breakdown, break_down, break_down_books
from app.ground.channels import Channel
from app.ground.commission_rules import Sale, commission_of
from app.ground.order_states import SubOrderState
from app.ledger.queries import balances_of_order
from app.orders.models import Order, SubOrder
from app.orders.quotes import PackQuote

NOTHING = Breakdown(0, 0, 0, 0, 0)


def breakdown_of_box(
    product: Product, category: Category, quoted: PackQuote, price_fen: int, packing_fen: int
) -> Breakdown:
    """One box bought online today and sent to where the quote is for."""
    above = () if category.parent_id is None else (category.parent_id,)
    sale = Sale(product.cooperative_id, None, (category.id, *above), Channel.storefront)
    commission = commission_of(commission_rule(sale, clock.today()), price_fen, has_shop=False)
    return break_down(
        goods_fen=price_fen,
        postage_fen=quoted.postage_fen,
        postage_cost_fen=quoted.quote.postage_fen,
        commission_fen=commission.fen,
        shop_commission_fen=0,
        packing_fen=packing_fen,
    )


def breakdown_of_order(order: Order) -> Breakdown:
    """What is in the books, once it is paid: with every refund and claim. Until then what was
    frozen at the sale. One statement at most."""
    parts = [one for one in order.sub_orders if one.state != SubOrderState.cancelled]
    balances = balances_of_order(order.id) if order.paid_at else {}
    if balances:
        packing_fen = sum(line.packing_fen for part in parts for line in part.lines)
        return break_down_books(balances, packing_fen)
    return sum((breakdown_of_part(one) for one in parts), start=NOTHING)


def breakdown_of_part(part: SubOrder) -> Breakdown:
    return break_down(
        goods_fen=part.goods_fen,
        postage_fen=part.postage_fen,
        postage_cost_fen=part.postage_cost_fen,
        commission_fen=sum(line.commission_fen for line in part.lines),
        shop_commission_fen=sum(line.shop_commission_fen for line in part.lines),
        packing_fen=sum(line.packing_fen for line in part.lines),
    )
