"""Writing an order down: what the sale is made on is frozen in its rows (docs/orders.md)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app import clock
from app.catalogue.models import Product
from app.commissions.queries import commission_rule
from app.db import session
from app.ground.commission_rules import Sale, commission_of
from app.ground.money import allocate
from app.ground.numbers import sub_order_number
from app.ground.order_states import OrderState, SubOrderState
from app.orders.basket_lines import Basket, BasketGroup, BasketLine
from app.orders.kinds import DeliveryPreference
from app.orders.lent_boxes import write_deposits
from app.orders.models import Order, OrderLine, SubOrder
from app.orders.wishes import OrderWish
from app.places.tree import tree
from app.shops.models import Consent
from app.stock.actions import Reserved

PAY_WITHIN = timedelta(minutes=30)


def write_order(
    wish: OrderWish, basket: Basket, number: str, secret_hash: str, consent: Consent | None
) -> Order:
    moment = clock.now()
    order = Order(
        number=number,
        request_key=wish.request_key,
        request_digest=wish.digest(),
        secret_hash=secret_hash,
        channel=wish.channel,
        person_id=wish.person_id,
        placed_by_id=wish.placed_by_id,
        shop_id=wish.shop_id,
        villager_id=wish.villager_id,
        consent_id=consent.id if consent else None,
        state=OrderState.placed,
        **_whereto(wish, moment),
        perishable_confirmed_at=moment if wish.perishable_confirmed else None,
        note=wish.note,
        language=wish.language,
        goods_fen=basket.goods_fen,
        postage_fen=basket.postage_fen,
        deposit_fen=basket.deposit_fen,
        total_fen=basket.total_fen,
        placed_at=moment,
        pay_by=moment + PAY_WITHIN,
    )
    session.add(order)
    session.flush()
    return order


def _whereto(wish: OrderWish, moment: datetime) -> dict[str, Any]:
    """Who gets it, where, and into whose hands it may be given."""
    recipient, delivery = wish.recipient, wish.delivery
    to_shop = delivery.preference is DeliveryPreference.shop
    return {
        "recipient_name": recipient.name,
        "recipient_phone": recipient.phone,
        "region_code": recipient.region_code,
        "region_text": tree().text(recipient.region_code, "zh-Hans"),
        "detail": recipient.detail,
        "delivery_preference": delivery.preference,
        "pickup_shop_id": delivery.shop_id if to_shop else None,
        "neighbour": delivery.neighbour,
        "delivery_consent_at": moment if delivery.has_consent else None,
    }


def write_sub_order(
    order: Order, position: int, group: BasketGroup, reserved: list[Reserved]
) -> None:
    assert group.plan is not None
    assert group.arrival is not None
    sub_order = SubOrder(
        number=sub_order_number(order.number, position),
        order_id=order.id,
        cooperative_id=group.cooperative.id,
        state=SubOrderState.pending,
        goods_fen=group.goods_fen,
        postage_fen=group.postage_fen,
        postage_cost_fen=group.postage_cost_fen,
        deposit_fen=group.deposit_fen,
        total_fen=group.total_fen,
        packing_plan=group.plan.as_facts(),
        ship_by=_ship_by(group),
        arrives_from=group.arrival.earliest,
        arrives_to=group.arrival.latest,
    )
    for line in group.lines:
        for part in reserved:
            if part.variant_id == line.variant.id:
                sub_order.lines.append(_frozen_line(line, part, order))
    write_deposits(sub_order, group.lent)
    session.add(sub_order)


def _ship_by(group: BasketGroup) -> datetime:
    """The strictest promise among the lines, counted from the first day that all can be sent."""
    hours = min(line.product.ship_within_hours for line in group.lines)
    assert group.ships_from is not None
    if group.ships_from <= clock.today():
        return clock.now() + timedelta(hours=hours)
    morning = datetime.combine(group.ships_from, time(8), tzinfo=clock.SHANGHAI)
    return (morning + timedelta(hours=hours)).astimezone(UTC)


def sale_of(product: Product, channel: str, shop_id: int | None) -> Sale:
    """What a commission rule wants to know. The product comes with its category."""
    category = product.category
    above = () if category.parent_id is None else (category.parent_id,)
    return Sale(product.cooperative_id, shop_id, (category.id, *above), channel)


def _frozen_line(line: BasketLine, part: Reserved, order: Order) -> OrderLine:
    """Price, weight, lot and commission as they are now; later changes do not reach them."""
    product, variant = line.product, line.variant
    total_fen = variant.price_fen * part.boxes
    rule = commission_rule(sale_of(product, order.channel, order.shop_id), clock.today())
    commission = commission_of(rule, total_fen, order.shop_id is not None)
    return OrderLine(
        variant_id=variant.id,
        lot_id=part.lot_id,
        product_id=product.id,
        product_name=product.name,
        variant_name=variant.name,
        picture=product.picture,
        temperature_class=product.temperature_class,
        net_grams=variant.net_grams,
        gross_grams=variant.gross_grams,
        boxes=part.boxes,
        unit_price_fen=variant.price_fen,
        total_fen=total_fen,
        packing_fen=variant.packing_fen * part.boxes,
        commission_rule_id=rule.id,
        commission_bp=rule.commission_bp,
        shop_bp=rule.shop_bp if order.shop_id is not None else 0,
        commission_fen=commission.fen,
        shop_commission_fen=commission.shop_fen,
        no_reason_return=not product.is_perishable,
    )


# Of a line that is divided over several lots, these follow its boxes and sum to what they were.
_DIVIDED = ("commission_fen", "shop_commission_fen", "packing_fen")


def move_to_lots(order: Order, reserved: Sequence[Reserved]) -> None:
    """The same boxes at the same price, from other lots; a line whose boxes come from several is
    divided, as it is at the sale."""
    left = list(reserved)
    for sub_order in order.sub_orders:
        for line in list(sub_order.lines):
            parts = _draw(left, line.variant_id, line.boxes)
            for other in _divide(line, parts):
                sub_order.lines.append(other)
    session.flush()


def _draw(left: list[Reserved], variant_id: int, boxes: int) -> list[Reserved]:
    """Takes them out of `left`."""
    drawn: list[Reserved] = []
    for position, one in enumerate(left):
        part = min(boxes, one.boxes) if one.variant_id == variant_id else 0
        if part:
            drawn.append(replace(one, boxes=part))
            left[position] = replace(one, boxes=one.boxes - part)
            boxes -= part
    return drawn


def _divide(line: OrderLine, parts: Sequence[Reserved]) -> list[OrderLine]:
    """The line itself keeps the first part; the others are lines of their own."""
    weights = [part.boxes for part in parts]
    sums = {name: allocate(getattr(line, name), weights) for name in _DIVIDED}
    frozen = {
        column.key: getattr(line, column.key)
        for column in OrderLine.__table__.columns
        if column.key not in ("id", "sub_order_id")
    }
    others = [OrderLine(**frozen) for _ in parts[1:]]
    for position, (one, part) in enumerate(zip([line, *others], parts, strict=True)):
        one.lot_id, one.boxes = part.lot_id, part.boxes
        one.total_fen = one.unit_price_fen * part.boxes
        for name, shares in sums.items():
            setattr(one, name, shares[position])
    return others
