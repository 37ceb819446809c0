"""What somebody asks for when ordering, in plain values, and what can be wrong with it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from app.ground.refusals import (
    AddressIncomplete,
    CartEmpty,
    ConsentMissing,
    FieldMissing,
    QuantityNotAllowed,
    RequestKeyMissing,
    TooManyLines,
)
from app.orders.cart import MOST_BOXES, MOST_LINES
from app.orders.kinds import Channel, DeliveryPreference
from app.places.tree import tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets it and where. A villager may have no phone: the shop is called instead."""

    name: str
    phone: str | None
    region_code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How it may be handed over; anything but the door needs the recipient's consent."""

    preference: DeliveryPreference = DeliveryPreference.door
    shop_id: int | None = None
    neighbour: str | None = None
    has_consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWish:
    """`seen_total_fen` is the sum the buyer agreed to; it is compared, never charged.
    `is_insured`: the post is to insure the goods at what they are sold for."""

    request_key: str
    wanted: Mapping[int, int]
    recipient: Recipient
    delivery: Delivery
    perishable_confirmed: bool
    seen_total_fen: int | None
    is_insured: bool = False
    note: str = ""
    language: str = "zh-Hans"
    channel: Channel = Channel.storefront
    person_id: int | None = None
    placed_by_id: int | None = None
    shop_id: int | None = None
    villager_id: int | None = None

    def digest(self) -> str:
        """Equal for the same wish: a key used again for another one is refused."""
        return hashlib.sha256(
            json.dumps(asdict(self), sort_keys=True, default=str).encode()
        ).hexdigest()


def check_wish(wish: OrderWish) -> None:
    """What can be judged without looking at goods or stock."""
    if not 16 <= len(wish.request_key) <= 64:
        raise RequestKeyMissing
    if not wish.wanted:
        raise CartEmpty
    if len(wish.wanted) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    for variant_id, boxes in wish.wanted.items():
        if not 1 <= boxes <= MOST_BOXES:
            raise QuantityNotAllowed(least=1, most=MOST_BOXES, field=f"boxes-{variant_id}")
    if not tree().is_deliverable(wish.recipient.region_code):
        raise AddressIncomplete(field="region_code")
    if wish.recipient.phone is None and wish.channel is Channel.storefront:
        raise FieldMissing(field="recipient_phone")
    _check_delivery(wish.delivery)


def _check_delivery(delivery: Delivery) -> None:
    if delivery.preference is DeliveryPreference.door:
        return
    if delivery.preference is DeliveryPreference.shop and delivery.shop_id is None:
        raise FieldMissing(field="pickup_shop")
    if delivery.preference is DeliveryPreference.neighbour and not delivery.neighbour:
        raise FieldMissing(field="neighbour")
    if not delivery.has_consent:
        raise ConsentMissing(field="delivery_consent")
