"""Placing an order and moving it on. Payment and parcels call these; they never call upward."""

import secrets
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, select, update

from app import clock
from app.db import changed, lock_rows, session
from app.ground.money import share_fen
from app.ground.numbers import order_number, sub_order_number
from app.ground.order_states import (
    OrderState,
    OrderStep,
    SubOrderState,
    SubOrderStep,
    step,
    sub_order_step,
)
from app.ground.refusals import (
    ConsentNeeded,
    Missing,
    PerishableNotConfirmed,
    RequestKeyUsed,
    ShopClosed,
    TooManyTries,
    TotalChanged,
)
from app.orders.baskets import Basket, BasketGroup, BasketLine, weigh_basket
from app.orders.cart import hash_key
from app.orders.kinds import ActorKind, Channel, DeliveryPreference
from app.orders.models import Order, OrderEvent, OrderLine, SubOrder
from app.orders.serials import next_serial
from app.orders.wishes import OrderWish, check_wish
from app.places.tree import tree
from app.shops.kinds import ConsentPurpose, ShopState
from app.shops.models import Consent, Shop
from app.shops.queries import get_shop, get_villager_of, live_consent
from app.stock.actions import Reserved, allocate, deallocate, release, reserve

PAY_WITHIN = timedelta(minutes=30)
MOST_UNPAID = 5


class Actor:
    """Who moves an order: shown on its timeline and kept with every step."""

    __slots__ = ("kind", "person_id")

    def __init__(self, kind: ActorKind, person_id: int | None = None) -> None:
        self.kind = kind
        self.person_id = person_id


SYSTEM = Actor(ActorKind.system)


def place_order(wish: OrderWish, secret: str) -> Order:
    """Freeze the sale, hold the boxes, split by cooperative: all of it, or a refusal and nothing.

    The same request key with the same wish gives the same order, however often it comes. `secret`
    opens the order for somebody without an account.
    """
    earlier = _order_of_request(wish)
    if earlier is not None:
        return earlier
    check_wish(wish)
    shop, consent = _check_shop_and_villager(wish)
    basket = _sellable_basket(wish)
    # From here on one order at a time takes a number, so a second look at the key is final.
    number = order_number(clock.today(), next_serial(clock.today()))
    earlier = _order_of_request(wish)
    if earlier is not None:
        return earlier
    _check_unpaid(wish)
    order = _write_order(wish, basket, number, hash_key(secret), consent)
    reserved = reserve(number, wish.wanted, order.pay_by)
    for position, group in enumerate(basket.groups, start=1):
        _write_sub_order(order, position, group, reserved, shop)
    _note(order, "place", order.state, actor_of(wish))
    session.flush()
    return order


def actor_of(wish: OrderWish) -> Actor:
    if wish.channel is Channel.village:
        return Actor(ActorKind.shopkeeper, wish.placed_by_id)
    return Actor(ActorKind.buyer, wish.person_id)


def _order_of_request(wish: OrderWish) -> Order | None:
    statement = select(Order).where(Order.request_key == wish.request_key)
    order = session.scalars(statement).one_or_none()
    if order is not None and order.request_digest != wish.digest():
        raise RequestKeyUsed
    return order


def _check_shop_and_villager(wish: OrderWish) -> tuple[Shop | None, Consent | None]:
    """A shop orders only for its own villagers, and only while their consent lives."""
    if wish.delivery.preference is DeliveryPreference.shop and wish.delivery.shop_id is not None:
        _must_be_open(get_shop(wish.delivery.shop_id), "pickup_shop")
    if wish.channel is Channel.storefront or wish.shop_id is None or wish.villager_id is None:
        return None, None
    shop = get_shop(wish.shop_id)
    _must_be_open(shop, "shop")
    villager = get_villager_of(shop.id, wish.villager_id)
    consent = live_consent(villager.id, ConsentPurpose.order_for_me, clock.now())
    if consent is None:
        raise ConsentNeeded(field="consent")
    return shop, consent


def _must_be_open(shop: Shop, field: str) -> None:
    if shop.state != ShopState.open:
        raise ShopClosed(field=field)


def _sellable_basket(wish: OrderWish) -> Basket:
    basket = weigh_basket(wish.wanted, wish.recipient.region_code)
    if basket.refusals:
        raise basket.refusals[0]
    if basket.has_perishable and not wish.perishable_confirmed:
        raise PerishableNotConfirmed(field="perishable_confirmed")
    if wish.seen_total_fen is not None and wish.seen_total_fen != basket.total_fen:
        raise TotalChanged(was_fen=wish.seen_total_fen, is_fen=basket.total_fen)
    return basket


def _check_unpaid(wish: OrderWish) -> None:
    """Nobody may hold the harvest by ordering again and again without paying; a guest is known by
    the phone that the parcels would go to."""
    if wish.channel is Channel.village:
        return
    same_buyer = Order.recipient_phone == wish.recipient.phone
    if wish.person_id is not None:
        same_buyer = Order.person_id == wish.person_id
    unpaid = select(func.count()).where(same_buyer, Order.state == OrderState.placed)
    if session.execute(unpaid).scalar_one() >= MOST_UNPAID:
        raise TooManyTries(minutes=int(PAY_WITHIN.total_seconds() // 60))


def _write_order(
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
        recipient_name=wish.recipient.name,
        recipient_phone=wish.recipient.phone,
        region_code=wish.recipient.region_code,
        region_text=tree().text(wish.recipient.region_code, "zh-Hans"),
        detail=wish.recipient.detail,
        delivery_preference=wish.delivery.preference,
        pickup_shop_id=wish.delivery.shop_id
        if wish.delivery.preference is DeliveryPreference.shop
        else None,
        neighbour=wish.delivery.neighbour,
        delivery_consent_at=moment if wish.delivery.has_consent else None,
        perishable_confirmed_at=moment if wish.perishable_confirmed else None,
        note=wish.note,
        language=wish.language,
        goods_fen=basket.goods_fen,
        postage_fen=basket.postage_fen,
        total_fen=basket.total_fen,
        placed_at=moment,
        pay_by=moment + PAY_WITHIN,
    )
    session.add(order)
    session.flush()
    return order


def _write_sub_order(
    order: Order, position: int, group: BasketGroup, reserved: list[Reserved], shop: Shop | None
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
        total_fen=group.total_fen,
        packing_plan=group.plan.as_facts(),
        ship_by=_ship_by(group),
        arrives_from=group.arrival.earliest,
        arrives_to=group.arrival.latest,
    )
    for line in group.lines:
        for part in reserved:
            if part.variant_id == line.variant.id:
                sub_order.lines.append(_frozen_line(line, part, shop))
    session.add(sub_order)


def _ship_by(group: BasketGroup) -> datetime:
    """The strictest promise among the lines, counted from the first day that all can be sent."""
    hours = min(line.product.ship_within_hours for line in group.lines)
    assert group.ships_from is not None
    if group.ships_from <= clock.today():
        return clock.now() + timedelta(hours=hours)
    morning = datetime.combine(group.ships_from, time(8), tzinfo=clock.SHANGHAI)
    return (morning + timedelta(hours=hours)).astimezone(UTC)


def _frozen_line(line: BasketLine, part: Reserved, shop: Shop | None) -> OrderLine:
    """Price, weight, lot and commission as they are now; later changes do not reach them."""
    product, variant = line.product, line.variant
    total_fen = variant.price_fen * part.boxes
    commission_fen = share_fen(total_fen, product.cooperative.commission_bp)
    shop_fen = min(commission_fen, share_fen(total_fen, shop.commission_bp)) if shop else 0
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
        commission_fen=commission_fen,
        shop_commission_fen=shop_fen,
        no_reason_return=not product.is_perishable,
    )


def mark_paid(order_id: int) -> Order:
    """The money is there: the boxes belong to the order and the cooperatives may begin."""
    order = lock_rows(Order, [order_id])[0]
    order.state = step(OrderState(order.state), OrderStep.pay)
    order.paid_at = clock.now()
    allocate(order.number)
    _note(order, OrderStep.pay, order.state, SYSTEM)
    for sub_order in order.sub_orders:
        move_sub_order(sub_order, SubOrderStep.confirm, SYSTEM)
    session.flush()
    return order


def expire_order(order_id: int) -> bool:
    """Not paid in time: give everything back. False if somebody was quicker or time is left."""
    ended = changed(
        update(Order)
        .where(Order.id == order_id, Order.state == OrderState.placed, Order.pay_by <= clock.now())
        .values(state=OrderState.expired, ended_at=clock.now())
    )
    if not ended:
        return False
    _end_unpaid(lock_rows(Order, [order_id])[0], OrderStep.expire, SYSTEM, "")
    return True


def cancel_unpaid_order(order: Order, actor: Actor, reason: str) -> None:
    order = lock_rows(Order, [order.id])[0]
    order.state = step(OrderState(order.state), OrderStep.cancel)
    order.ended_at = clock.now()
    _end_unpaid(order, OrderStep.cancel, actor, reason)


def _end_unpaid(order: Order, ended_by: OrderStep, actor: Actor, reason: str) -> None:
    release(order.number)
    _note(order, ended_by, order.state, actor, reason=reason)
    for sub_order in order.sub_orders:
        move_sub_order(sub_order, SubOrderStep.cancel, actor)
        sub_order.cancelled_at = clock.now()
    session.flush()


def cancel_sub_order(sub_order: SubOrder, actor: Actor, reason: str) -> None:
    """A paid part that has not been shipped: its boxes go back on sale. Money is payments' part.

    The caller has locked the order. When no part is left, the order itself is cancelled.
    """
    move_sub_order(sub_order, SubOrderStep.cancel, actor, reason)
    sub_order.cancelled_at = clock.now()
    for line in sub_order.lines:
        deallocate(line.lot_id, line.boxes, sub_order.number, actor.person_id)
    order = sub_order.order
    if all(one.state == SubOrderState.cancelled for one in order.sub_orders):
        order.state = step(OrderState(order.state), OrderStep.cancel)
        order.ended_at = clock.now()
        _note(order, OrderStep.cancel, order.state, actor, reason=reason)
    session.flush()


def receive_sub_order(order: Order, number: str, actor: Actor) -> None:
    """The buyer says that one cooperative's part has arrived; Missing when it is another's."""
    order = lock_rows(Order, [order.id])[0]
    part = next((one for one in order.sub_orders if one.number == number), None)
    if part is None:
        raise Missing
    move_sub_order(part, SubOrderStep.receive, actor)
    session.flush()


def move_sub_order(
    sub_order: SubOrder, taken: SubOrderStep, actor: Actor, reason: str = ""
) -> None:
    sub_order.state = sub_order_step(SubOrderState(sub_order.state), taken)
    _note(sub_order.order, taken, sub_order.state, actor, sub_order=sub_order, reason=reason)


def new_request_key() -> str:
    """Of one filled-in form: sent again with every try of it."""
    return secrets.token_urlsafe(24)


def _note(
    order: Order,
    taken: str,
    state_after: str,
    actor: Actor,
    *,
    sub_order: SubOrder | None = None,
    reason: str = "",
) -> None:
    session.add(
        OrderEvent(
            order_id=order.id,
            sub_order_id=sub_order.id if sub_order else None,
            step=taken,
            state_after=state_after,
            actor_kind=actor.kind,
            actor_id=actor.person_id,
            reason=reason,
            happened_at=clock.now(),
        )
    )
