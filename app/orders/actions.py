"""Placing an order and moving it on. Payment and parcels call these; they never call upward."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select, update

from app import clock
from app.db import changed, lock_rows, session
from app.ground.numbers import order_number
from app.ground.order_states import (
    OrderState,
    OrderStep,
    SubOrderState,
    SubOrderStep,
    step,
    sub_order_step,
)
from app.ground.packing import Plan
from app.ground.refusals import (
    ConsentNeeded,
    Missing,
    OrdersNotHere,
    PerishableNotConfirmed,
    RequestKeyUsed,
    ShopClosed,
    TooManyTries,
    TotalChanged,
)
from app.ground.sending import Parts
from app.orders.basket_lines import Basket
from app.orders.baskets import at_places, plan_again, weigh_basket
from app.orders.cart import hash_key
from app.orders.deadlines import set_deadlines
from app.orders.freezing import PAY_WITHIN as PAY_WITHIN  # doors name the deadline
from app.orders.freezing import move_to_lots, write_order, write_sub_order
from app.orders.kinds import ActorKind, Channel, DeliveryPreference
from app.orders.models import Order, OrderEvent, SubOrder
from app.orders.serials import next_serial
from app.orders.wishes import OrderWish, check_wish
from app.shops.kinds import ConsentPurpose, ShopKind, ShopState
from app.shops.models import Consent, Shop
from app.shops.queries import get_shop, get_villager_of, live_consent
from app.stock.actions import (
    Reserved,
    Source,
    allocate,
    deallocate,
    parts_held,
    release,
    reserve,
    reserve_if_left,
)

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
    consent = _check_shop_and_villager(wish)
    basket = _sellable_basket(wish)
    # From here on one order at a time takes a number, so a second look at the key is final.
    number = order_number(clock.today(), next_serial(clock.today()))
    earlier = _order_of_request(wish)
    if earlier is not None:
        return earlier
    _check_unpaid(wish)
    order = write_order(wish, basket, number, hash_key(secret), consent)
    reserved = reserve(number, wish.wanted, order.pay_by, basket.sources)
    basket = _as_held(order, wish, basket, reserved)
    for position, group in enumerate(basket.groups, start=1):
        write_sub_order(order, position, group, reserved)
    note_turn(order, "place", order.state, actor_of(wish))
    session.flush()
    return order


def _as_held(order: Order, wish: OrderWish, basket: Basket, reserved: Sequence[Reserved]) -> Basket:
    """Somebody was quicker at a place, and another helped out: it is packed anew from there. Should
    that cost another postage, the buyer is asked again (TotalChanged), and nothing is placed."""
    held = parts_held(reserved)
    if held == basket.parts_of:
        return basket
    basket = at_places(basket, held)
    if basket.refusals:
        raise basket.refusals[0]
    _check_total(wish, basket)
    order.postage_fen, order.deposit_fen = basket.postage_fen, basket.deposit_fen
    order.total_fen = basket.total_fen
    return basket


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


def _check_shop_and_villager(wish: OrderWish) -> Consent | None:
    """A shop orders only for its own villagers, and only while their consent lives."""
    if wish.delivery.preference is DeliveryPreference.shop and wish.delivery.shop_id is not None:
        _must_be_open(get_shop(wish.delivery.shop_id), "pickup_shop")
    if wish.channel is Channel.storefront or wish.shop_id is None or wish.villager_id is None:
        return None
    shop = get_shop(wish.shop_id)
    _must_be_open(shop, "shop")
    if shop.kind == ShopKind.campus:
        raise OrdersNotHere(field="shop")
    villager = get_villager_of(shop.id, wish.villager_id)
    consent = live_consent(villager.id, ConsentPurpose.order_for_me, clock.now())
    if consent is None:
        raise ConsentNeeded(field="consent")
    return consent


def _must_be_open(shop: Shop, field: str) -> None:
    if shop.state != ShopState.open:
        raise ShopClosed(field=field)


def _sellable_basket(wish: OrderWish) -> Basket:
    basket = weigh_basket(wish.wanted, wish.recipient.region_code, is_insured=wish.is_insured)
    if basket.refusals:
        raise basket.refusals[0]
    if basket.has_perishable and not wish.perishable_confirmed:
        raise PerishableNotConfirmed(field="perishable_confirmed")
    _check_total(wish, basket)
    return basket


def _check_total(wish: OrderWish, basket: Basket) -> None:
    if wish.seen_total_fen is not None and wish.seen_total_fen != basket.total_fen:
        raise TotalChanged(was_fen=wish.seen_total_fen, is_fen=basket.total_fen)


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


def lock_order(order_id: int) -> Order:
    """With its sub-orders, all read anew: what a page has read before it may be old by now."""
    order = lock_rows(Order, [order_id])[0]
    lock_rows(SubOrder, [one.id for one in order.sub_orders])
    return order


def mark_paid(order_id: int) -> Order:
    """The money is there: the boxes belong to the order and the cooperatives may begin."""
    order = lock_order(order_id)
    order.state = step(OrderState(order.state), OrderStep.pay)
    order.paid_at = clock.now()
    allocate(order.number)
    note_turn(order, OrderStep.pay, order.state, SYSTEM)
    for sub_order in order.sub_orders:
        move_sub_order(sub_order, SubOrderStep.confirm, SYSTEM)
    session.flush()
    return order


def revive_order(order_id: int) -> Order | None:
    """The money for an expired order has come after all: it has its boxes, from whatever lots have
    them now, as if it had been paid in time. None, and nothing is held, when not all are left or
    what lies elsewhere now cannot be sent there any more.

    Selling windows do not matter any more: she has paid. What was promised moves on by the delay.
    """
    order = lock_order(order_id)
    if order.state != OrderState.expired:
        return None
    wanted: Counter[int] = Counter()
    for sub_order in order.sub_orders:
        for line in sub_order.lines:
            wanted[line.variant_id] += line.boxes
    reserved = reserve_if_left(order.number, wanted, clock.now(), _planned_sources(order))
    if reserved is None:
        return None
    plans = _plans_from_lots(order, reserved)
    if plans is None:
        release(order.number)
        return None
    move_to_lots(order, reserved)
    for sub_order, made in plans:
        sub_order.packing_plan = made.as_facts()
        sub_order.postage_cost_fen = made.postage_fen + made.insurance_fen
    allocate(order.number)
    late = clock.now() - order.pay_by
    order.state = step(OrderState(order.state), OrderStep.revive)
    order.paid_at, order.ended_at = clock.now(), None
    note_turn(order, OrderStep.revive, order.state, SYSTEM)
    for sub_order in order.sub_orders:
        move_sub_order(sub_order, SubOrderStep.revive, SYSTEM)
        sub_order.cancelled_at = None
        sub_order.ship_by += late
        sub_order.arrives_from += timedelta(days=late.days)
        sub_order.arrives_to += timedelta(days=late.days)
    session.flush()
    return order


def _planned_sources(order: Order) -> dict[int, Source]:
    """Where the packing plan of an earlier day wanted the boxes from, as long as they are there."""
    parts: dict[int, Parts] = {}
    for sub_order in order.sub_orders:
        for parcel in Plan.from_facts(sub_order.packing_plan).parcels:
            for key, units in parcel.contents:
                of = parts.setdefault(int(key), {})
                of[parcel.warehouse_id] = of.get(parcel.warehouse_id, 0) + units
    return {variant_id: Source(one) for variant_id, one in parts.items()}


def _plans_from_lots(
    order: Order, reserved: Sequence[Reserved]
) -> list[tuple[SubOrder, Plan]] | None:
    """A part whose boxes come from other places than was planned is packed anew; what it costs more
    or less to send is its cooperative's, as it is with postage that was not paid. None when one of
    them cannot be sent any more: its old plan would leave boxes out of every parcel."""
    plans: list[tuple[SubOrder, Plan]] = []
    held, planned = parts_held(reserved), _planned_sources(order)
    for sub_order in order.sub_orders:
        variants = {line.variant_id for line in sub_order.lines}
        if all(held[one] == planned[one].parts for one in variants):
            continue
        insured = any(
            one.quote.insurance_fen for one in Plan.from_facts(sub_order.packing_plan).parcels
        )
        parts_of = {one: held[one] for one in variants}
        made = plan_again(parts_of, order.region_code, is_insured=insured)
        if made is None:
            return None
        plans.append((sub_order, made))
    return plans


def expire_order(order_id: int) -> bool:
    """Not paid in time: give everything back. False if somebody was quicker or time is left."""
    ended = changed(
        update(Order)
        .where(Order.id == order_id, Order.state == OrderState.placed, Order.pay_by <= clock.now())
        .values(state=OrderState.expired, ended_at=clock.now())
    )
    if not ended:
        return False
    _end_unpaid(lock_order(order_id), OrderStep.expire, SYSTEM, "")
    return True


def cancel_unpaid_order(order: Order, actor: Actor, reason: str) -> None:
    order = lock_order(order.id)
    order.state = step(OrderState(order.state), OrderStep.cancel)
    order.ended_at = clock.now()
    _end_unpaid(order, OrderStep.cancel, actor, reason)


def _end_unpaid(order: Order, ended_by: OrderStep, actor: Actor, reason: str) -> None:
    release(order.number)
    note_turn(order, ended_by, order.state, actor, reason=reason)
    for sub_order in order.sub_orders:
        move_sub_order(sub_order, SubOrderStep.cancel, actor)
        sub_order.cancelled_at = clock.now()
    session.flush()


def cancel_sub_order(
    sub_order: SubOrder, actor: Actor, reason: str, gone: Mapping[int, int]
) -> None:
    """A paid part that has not been shipped: its boxes go back on sale. Money is payments' part.

    `gone`: boxes by line that left their lots, whatever became of them: nobody can sell those. The
    caller has locked the order. When no part is left, the order itself is cancelled.
    """
    move_sub_order(sub_order, SubOrderStep.cancel, actor, reason)
    sub_order.cancelled_at = clock.now()
    here: Counter[int] = Counter()
    for line in sub_order.lines:
        here[line.lot_id] += line.boxes - line.boxes_withdrawn - gone.get(line.id, 0)
    deallocate(+here, sub_order.number, actor.person_id)
    order = sub_order.order
    if all(one.state == SubOrderState.cancelled for one in order.sub_orders):
        order.state = step(OrderState(order.state), OrderStep.cancel)
        order.ended_at = clock.now()
        note_turn(order, OrderStep.cancel, order.state, actor, reason=reason)
    session.flush()


def receive_sub_order(order: Order, number: str, actor: Actor) -> None:
    """The buyer says that one cooperative's part has arrived; Missing when it is another's."""
    order = lock_order(order.id)
    part = next((one for one in order.sub_orders if one.number == number), None)
    if part is None:
        raise Missing
    move_sub_order(part, SubOrderStep.receive, actor)
    session.flush()


def note_refund(sub_order: SubOrder, actor: Actor, reason: str) -> None:
    """For the timeline: money of a part went back, and the part is where it was."""
    note_turn(sub_order.order, "refund", sub_order.state, actor, sub_order=sub_order, reason=reason)


def move_sub_order(
    sub_order: SubOrder, taken: SubOrderStep, actor: Actor, reason: str = ""
) -> None:
    sub_order.state = sub_order_step(SubOrderState(sub_order.state), taken)
    set_deadlines(sub_order, taken)
    note_turn(sub_order.order, taken, sub_order.state, actor, sub_order=sub_order, reason=reason)


def new_request_key() -> str:
    """Of one filled-in form: sent again with every try of it."""
    return secrets.token_urlsafe(24)


def note_turn(
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
