"""How the demonstration's buyers order and pay: as the checkout does it."""

import secrets
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from app.catalogue.models import Product, Variant
from app.commands.demo_people import Shopper
from app.db import session, transaction
from app.orders.actions import new_request_key, place_order
from app.orders.kinds import Channel, DeliveryPreference
from app.orders.wishes import Delivery, OrderWish, Recipient
from app.partners.cards import CardRequest, Standing
from app.partners.demo_cards import DemoCards
from app.payments.actions import record_session, start_payment
from app.payments.kinds import Tender


@dataclass(frozen=True, slots=True)
class Neighbour:
    villager_id: int
    shop_id: int
    name: str
    phone: str | None
    village_code: str
    detail: str


def shopper_wish(
    shopper: Shopper,
    wanted: dict[int, int],
    delivery: Delivery | None = None,
    *,
    is_insured: bool = False,
) -> OrderWish:
    return OrderWish(
        request_key=new_request_key(),
        wanted=wanted,
        recipient=Recipient(
            name=shopper.name,
            phone=shopper.phone,
            region_code=shopper.region_code,
            detail=shopper.detail,
        ),
        delivery=delivery or Delivery(),
        perishable_confirmed=True,
        seen_total_fen=None,
        is_insured=is_insured,
        person_id=shopper.person_id,
    )


def villager_wish(
    villager: Neighbour, keeper_id: int, wanted: dict[int, int], *, to_shop: bool
) -> OrderWish:
    return OrderWish(
        request_key=new_request_key(),
        wanted=wanted,
        recipient=Recipient(
            name=villager.name,
            phone=villager.phone,
            region_code=villager.village_code,
            detail=villager.detail,
        ),
        delivery=Delivery(
            preference=DeliveryPreference.shop if to_shop else DeliveryPreference.door,
            shop_id=villager.shop_id if to_shop else None,
            has_consent=to_shop,
        ),
        perishable_confirmed=True,
        seen_total_fen=None,
        channel=Channel.village,
        placed_by_id=keeper_id,
        shop_id=villager.shop_id,
        villager_id=villager.villager_id,
    )


def place(wish: OrderWish) -> int:
    with transaction():
        return place_order(wish, secrets.token_urlsafe(24)).id


def pay_by_card(order_id: int) -> None:
    company = current_app.extensions["partners"].cards
    assert isinstance(company, DemoCards)
    with transaction():
        payment = start_payment(order_id, Tender.demo_card)
        order = payment.order
    opened = company.open_session(
        CardRequest(
            payment_number=payment.number,
            order_number=order.number,
            amount_fen=payment.amount_fen,
            description=order.number,
            success_url="/",
            cancel_url="/",
            language="zh-Hans",
            expires_at=order.pay_by,
        )
    )
    with transaction():
        record_session(payment.id, opened)
    session.rollback()
    company.decide(opened.external_id, Standing.paid)


def pack_of(slug: str, position: int = 1) -> int:
    """The id of a product's pack; the first is its smallest."""
    mine = select(Variant.id).join(Product).where(Product.slug == slug)
    return session.scalars(mine.where(Variant.position == position)).one()
