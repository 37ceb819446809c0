"""What other rules of commission would have changed: sold lines, counted again by a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from app import clock
from app.catalogue.models import Category, Product
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.commission_rules import CommissionRule, Sale, commission_of, rule_for
from app.ground.order_states import OrderState, SubOrderState
from app.orders.models import Order, OrderLine, SubOrder


@dataclass(slots=True)
class Replayed:
    """Of one cooperative; `name` and `name_en` are its own. Shares are within the commissions."""

    name: str
    name_en: str
    lines: int = 0
    goods_fen: int = 0
    was_fen: int = 0
    would_be_fen: int = 0
    shops_were_fen: int = 0
    shops_would_be_fen: int = 0

    @property
    def difference_fen(self) -> int:
        """What the cooperative would have paid more."""
        return self.would_be_fen - self.was_fen


def replay(rules: Sequence[CommissionRule], on: date, days: int) -> list[Replayed]:
    """Paid in the `days` before `on` and not cancelled, by cooperative. Equal lines are counted
    together: a commission follows the sum of its line, so this is exact to the fen."""
    ends = datetime.combine(on, time(), tzinfo=clock.SHANGHAI).astimezone(UTC)
    kind = (
        SubOrder.cooperative_id,
        Order.shop_id,
        Order.channel,
        Product.category_id,
        Category.parent_id,
        OrderLine.total_fen,
    )
    counted = (
        func.count(),
        func.sum(OrderLine.commission_fen),
        func.sum(OrderLine.shop_commission_fen),
    )
    statement = (
        select(*kind, *counted)
        .join(OrderLine.sub_order)
        .join(SubOrder.order)
        .join(Product, Product.id == OrderLine.product_id)
        .join(Product.category)
        .where(
            Order.state == OrderState.paid,
            Order.paid_at >= ends - timedelta(days=days),
            Order.paid_at < ends,
            SubOrder.state != SubOrderState.cancelled,
        )
        .group_by(*kind)
    )
    found: dict[int, Replayed] = {}
    for row in session.execute(statement):
        seller, shop_id, channel, category, above, total_fen, count, was, shops_were = row
        path = (category,) if above is None else (category, above)
        rule = rule_for(rules, Sale(seller, shop_id, path, channel))
        commission = commission_of(rule, total_fen, shop_id is not None)
        one = found.setdefault(seller, Replayed("", ""))
        one.lines += count
        one.goods_fen += total_fen * count
        one.was_fen += int(was)
        one.would_be_fen += commission.fen * count
        one.shops_were_fen += int(shops_were)
        one.shops_would_be_fen += commission.shop_fen * count
    return _named(found)


def _named(found: dict[int, Replayed]) -> list[Replayed]:
    """Those whom it would change most come first."""
    names = select(Cooperative.id, Cooperative.name, Cooperative.name_en)
    for number, name, name_en in session.execute(names.where(Cooperative.id.in_(sorted(found)))):
        found[number].name, found[number].name_en = name, name_en
    return sorted(found.values(), key=lambda one: (-abs(one.difference_fen), one.name))
