"""Where the money of one box, and of one order, goes (ground/breakdown.py)."""

from app import clock
from app.catalogue.models import Category, Product
from app.commissions.queries import commission_rule
from app.ground.breakdown import Breakdown, break_down, break_down_left
from app.ground.channels import Channel
from app.ground.commission_rules import Sale, commission_of
from app.ground.order_states import SubOrderState
from app.ground.refund_shares import LineSold, PartSold
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
    """Of what stayed paid, or is to be paid. It reads no books: who bears a remedy gives of its own
    and not of the buyer's money."""
    parts = [one for one in order.sub_orders if one.state != SubOrderState.cancelled]
    return sum((breakdown_of_part(one) for one in parts), start=NOTHING)


def breakdown_of_part(part: SubOrder) -> Breakdown:
    return break_down_left(
        part_sold(part),
        {line.id: line.refunded_fen for line in part.lines},
        part.postage_refunded_fen,
        sum(line.packing_fen for line in part.lines),
    )


def part_sold(part: SubOrder) -> PartSold:
    return PartSold(
        {
            line.id: LineSold(line.total_fen, line.commission_fen, line.shop_commission_fen)
            for line in part.lines
        },
        part.postage_fen,
        part.postage_cost_fen,
    )
