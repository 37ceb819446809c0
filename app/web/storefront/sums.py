"""A basket as the cart and the checkout show it: lines, parcels, sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import clock
from app.catalogue.cards import per_jin_fen
from app.ground.free_carriage import NEVER, FreeFrom
from app.ground.freshness import Arrival
from app.ground.refusals import Refusal
from app.orders.basket_lines import Basket, BasketGroup, BasketLine
from app.orders.basket_plans import free_from
from app.orders.cart import MOST_BOXES
from app.web.formats import named
from app.web.languages import ENGLISH, current_language
from app.web.parcel_words import ShownParcel, shown_parcel


@dataclass(frozen=True, slots=True)
class ShownLine:
    id: int
    product: Any
    pack: str
    quantity: int
    most: int
    price_fen: int
    per_jin_fen: int | None
    total_fen: int
    problem: Refusal | None
    ships_from: date | None


@dataclass(frozen=True, slots=True)
class ShownGroup:
    cooperative: Any
    lines: Sequence[ShownLine]
    parcels: Sequence[ShownParcel]
    goods_fen: int
    postage_fen: int | None
    is_postage_free: bool
    free_gap: FreeFrom
    saved_fen: int
    arrival: Arrival | None
    days_left: int | None
    problem: Refusal | None


@dataclass(frozen=True, slots=True)
class Total:
    """`postage_fen` None: not known before the province is. `bare_fen` is all of it without
    insurance; `liability_fen` what the post pays at most for lost goods that are not insured,
    `insurable_fen` the worth of those that can be, `insured_fen` what is paid for the insurance if
    it was asked for; `deposit_fen` is put down for returnable boxes."""

    goods_fen: int
    postage_fen: int | None
    deposit_fen: int
    all_fen: int
    bare_fen: int
    insurance_fen: int
    liability_fen: int
    insurable_fen: int
    insured_fen: int


def shown_groups(basket: Basket) -> list[ShownGroup]:
    return [_group(group, basket.region_code) for group in basket.groups]


def total_of(basket: Basket) -> Total:
    known = basket.region_code is not None
    return Total(
        basket.goods_fen,
        basket.postage_fen if known else None,
        basket.deposit_fen,
        basket.total_fen,
        basket.bare_total_fen,
        basket.insurance_fen,
        basket.liability_fen,
        basket.insurable_fen,
        basket.insured_fen,
    )


def _group(group: BasketGroup, region_code: str | None) -> ShownGroup:
    names = {str(line.variant.id): _line_name(line) for line in group.lines}
    planned = group.plan.parcels if group.plan else ()
    return ShownGroup(
        cooperative=group.cooperative,
        lines=[_line(line) for line in group.lines],
        parcels=[shown_parcel(parcel, names) for parcel in planned],
        goods_fen=group.goods_fen,
        postage_fen=group.postage_fen if group.plan else None,
        is_postage_free=group.is_postage_free,
        free_gap=_gap(group, region_code),
        saved_fen=group.plan.saved_fen if group.plan else 0,
        arrival=group.arrival,
        days_left=group.days_left,
        problem=group.refusal,
    )


def _gap(group: BasketGroup, region_code: str | None) -> FreeFrom:
    """How much more from this cooperative, or how many more boxes, and its postage is free; nothing
    where it never is, and when it is already."""
    if region_code is None or group.plan is None or group.is_postage_free:
        return NEVER
    free, boxes = free_from(group.cooperative, region_code), sum(one.boxes for one in group.lines)
    return FreeFrom(max(free.fen - group.goods_fen, 0), max(free.boxes - boxes, 0))


def _line(line: BasketLine) -> ShownLine:
    variant, product = line.variant, line.product
    return ShownLine(
        id=variant.id,
        product=product,
        pack=pack_name(variant),
        quantity=line.boxes,
        most=MOST_BOXES,
        price_fen=line.unit_price_fen,
        per_jin_fen=per_jin_fen(product.category.slug, variant.price_fen, variant.net_grams),
        total_fen=line.total_fen,
        problem=line.refusal,
        ships_from=line.ships_on if line.ships_on > clock.today() else None,
    )


def pack_name(variant: Any) -> str:
    """Without han: the templates do that."""
    is_english = current_language() is ENGLISH and variant.name_en
    return str(variant.name_en if is_english else variant.name)


def _line_name(line: BasketLine) -> str:
    return f"{named(line.product)} {pack_name(line.variant)}"
