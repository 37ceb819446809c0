"""Wishes and orders for tests: everything is sensible unless the test says otherwise."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from app.catalogue.models import Variant
from app.db import transaction
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.orders.actions import new_request_key, place_order
from app.orders.models import Order
from app.orders.wishes import Delivery, OrderWish, Recipient
from app.parcels.waybills import import_waybills

_buyers = count(1)
SECRET = "a-secret-of-a-guest-that-is-long-enough"
HAIDIAN, PUDONG, JIAOXI, LHASA = "110108", "310115", "320402109", "540102"


def make_wish(*wanted: tuple[Variant, int], region_code: str = PUDONG, **changes: Any) -> OrderWish:
    """`wanted` is pairs of variant and boxes."""
    defaults: dict[str, Any] = {
        "request_key": new_request_key(),
        "wanted": {variant.id: boxes for variant, boxes in wanted},
        "recipient": Recipient(
            name="李雷",
            phone=f"1391{next(_buyers):07d}",
            region_code=region_code,
            detail="世纪大道100号",
        ),
        "delivery": Delivery(),
        "perishable_confirmed": True,
        "seen_total_fen": None,
    }
    return OrderWish(**{**defaults, **changes})


def make_order(*wanted: tuple[Variant, int], **changes: Any) -> Order:
    with transaction():
        return place_order(make_wish(*wanted, **changes), SECRET)


def make_waybills(count: int = 20, first: int = 90_000_000) -> list[str]:
    numbers = [make_s10(DEMONSTRATION_INDICATOR, first + one) for one in range(count)]
    with transaction():
        import_waybills(numbers)
    return numbers


def total_boxes(pairs: Iterable[tuple[int, int]]) -> int:
    return sum(boxes for _, boxes in pairs)
