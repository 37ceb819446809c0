"""What some packs would cost, weigh and take to a place: the one answer for display and checkout.

The cart page, the product page, the checkout and `place_order` all weigh the same basket, so that
nothing can be shown that would not be sold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.catalogue.kinds import ProductState
from app.catalogue.models import Product, Variant
from app.catalogue.queries import selling_state_of
from app.cooperatives.kinds import CooperativeState
from app.db import session
from app.ground.packing import Plan
from app.ground.refusals import (
    CooperativeSuspended,
    NoDeliveryThere,
    NotOnSale,
    Refusal,
    SeasonClosed,
    SoldOut,
)
from app.ground.sending import Parts
from app.orders.basket_lines import Basket, BasketLine
from app.orders.basket_plans import plan_group
from app.orders.sending import good_on, route
from app.orders.ways import may_go_there
from app.stock.queries import FreeBoxes, free_boxes


def weigh_basket(
    wanted: Mapping[int, int], region_code: str | None, *, is_insured: bool = False
) -> Basket:
    """`wanted` is boxes per variant. What cannot be sold is in the basket with its refusal."""
    variants = _variants(wanted)
    stock = free_boxes([variant.id for variant in variants])
    by_cooperative: dict[int, list[BasketLine]] = {}
    fit: dict[int, list[FreeBoxes]] = {}
    for variant in variants:
        until = good_on(variant.product, _ships_on(variant.product), region_code)
        fit[variant.id] = [
            one
            for one in stock
            if one.variant_id == variant.id and (until is None or one.can_travel(until))
        ]
        left = sum(one.boxes for one in fit[variant.id])
        line = replace(_line(variant, wanted[variant.id], left, region_code), good_on=until)
        by_cooperative.setdefault(variant.product.cooperative_id, []).append(line)
    groups = tuple(
        plan_group(_routed(lines, fit, region_code), region_code, is_insured)
        for lines in by_cooperative.values()
    )
    refusals = tuple(
        refusal
        for group in groups
        for refusal in (*(line.refusal for line in group.lines), group.refusal)
        if refusal is not None
    )
    return Basket(groups, region_code, refusals, is_insured)


def _routed(
    lines: Sequence[BasketLine], stock: Mapping[int, Sequence[FreeBoxes]], region_code: str | None
) -> tuple[BasketLine, ...]:
    """Each line with the places that it is sent from."""
    if region_code is None:
        return tuple(lines)
    wanted = {line.variant.id: line.boxes for line in lines}
    shed_code = lines[0].product.cooperative.origin_code
    chosen = route(wanted, stock, shed_code, region_code)
    return tuple(replace(line, parts=chosen[line.variant.id]) for line in lines)


def at_places(basket: Basket, parts_of: Mapping[int, Parts]) -> Basket:
    """The same basket sent from other places, as it turned out when its boxes were held. `parts_of`
    by variant."""
    groups = tuple(
        plan_group(
            tuple(replace(line, parts=parts_of[line.variant.id]) for line in group.lines),
            basket.region_code,
            basket.is_insured,
        )
        for group in basket.groups
    )
    refusals = tuple(group.refusal for group in groups if group.refusal is not None)
    return Basket(groups, basket.region_code, refusals, basket.is_insured)


def plan_again(boxes_of: Mapping[int, Parts], region_code: str, *, is_insured: bool) -> Plan | None:
    """For boxes of one cooperative that leave from other places than was planned, by variant and
    place. None where nothing goes any more."""
    variants = _variants(dict.fromkeys(boxes_of, 1))
    return plan_packs(variants, boxes_of, region_code, is_insured=is_insured)


def plan_packs(
    variants: Sequence[Variant],
    boxes_of: Mapping[int, Parts],
    region_code: str,
    *,
    is_insured: bool = False,
) -> Plan | None:
    """The same for packs that were read already, with product, cooperative and category."""
    wanted = {variant_id: sum(parts.values()) for variant_id, parts in boxes_of.items()}
    lines = tuple(
        replace(_line(one, wanted[one.id], wanted[one.id], region_code), parts=boxes_of[one.id])
        for one in variants
    )
    return plan_group(lines, region_code, is_insured).plan


def _variants(wanted: Mapping[int, int]) -> list[Variant]:
    statement = (
        select(Variant)
        .join(Variant.product)
        .where(Variant.id.in_(sorted(wanted)))
        .options(
            joinedload(Variant.product).joinedload(Product.cooperative),
            joinedload(Variant.product).joinedload(Product.category),
        )
        .order_by(Product.cooperative_id, Variant.product_id, Variant.position, Variant.id)
    )
    return list(session.scalars(statement))


def _line(variant: Variant, boxes: int, left: int, region_code: str | None) -> BasketLine:
    return BasketLine(
        variant=variant,
        product=variant.product,
        boxes=boxes,
        unit_price_fen=variant.price_fen,
        total_fen=variant.price_fen * boxes,
        left=left,
        ships_on=_ships_on(variant.product),
        refusal=refusal_of(variant, boxes, left, region_code),
    )


def refusal_of(variant: Variant, boxes: int, left: int, region_code: str | None) -> Refusal | None:
    """Why these boxes cannot be sold just now, or None."""
    product = variant.product
    field_name = f"boxes-{variant.id}"
    if product.state != ProductState.published or not variant.is_on_sale:
        return NotOnSale(field=field_name)
    if product.cooperative.state != CooperativeState.approved:
        return CooperativeSuspended(field=field_name)
    selling = selling_state_of(product, clock.today())
    if not selling.can_order:
        return SeasonClosed(opens_on=selling.opens_on, field=field_name)
    if left < boxes:
        return SoldOut(left=max(left, 0), field=field_name)
    if region_code is not None and not may_go_there(product, region_code):
        return NoDeliveryThere(area=region_code, field=field_name)
    return None


def _ships_on(product: Product) -> date:
    selling = selling_state_of(product, clock.today())
    return max(clock.today(), selling.ships_from)
