"""What some packs would cost, weigh and take to a place: the one answer for display and checkout.

The cart page, the product page, the checkout and `place_order` all weigh the same basket, so that
nothing can be shown that would not be sold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.catalogue.kinds import ProductState, ShipZone
from app.catalogue.models import Product, Variant
from app.catalogue.queries import selling_state_of
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.freshness import SAME_CITY, Arrival, arrival, can_arrive_fresh
from app.ground.packing import PackLine, Plan, plan
from app.ground.postage import TariffRow
from app.ground.refusals import (
    CooperativeSuspended,
    NoDeliveryThere,
    NotOnSale,
    Refusal,
    SeasonClosed,
    SoldOut,
)
from app.ground.weights import volumetric_grams
from app.places.tree import tree
from app.postage.queries import rate
from app.stock.queries import left_of

ORIGIN_PROVINCE = "320000"
CITY = "320400"
ROUND_THE_LAKE = frozenset({"310000", "320000", "330000", "340000"})


@dataclass(frozen=True, slots=True)
class BasketLine:
    variant: Variant
    product: Product
    boxes: int
    unit_price_fen: int
    total_fen: int
    left: int
    ships_on: date
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class BasketGroup:
    """One cooperative's part. Without a destination there is no plan, and postage is 0."""

    cooperative: Cooperative
    lines: tuple[BasketLine, ...]
    goods_fen: int
    postage_fen: int
    postage_cost_fen: int
    plan: Plan | None
    ships_from: date | None
    arrival: Arrival | None
    refusal: Refusal | None

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.postage_fen

    @property
    def is_postage_free(self) -> bool:
        return self.plan is not None and self.postage_fen == 0


@dataclass(frozen=True, slots=True)
class Basket:
    groups: tuple[BasketGroup, ...]
    region_code: str | None
    refusals: tuple[Refusal, ...] = field(default=())

    @property
    def goods_fen(self) -> int:
        return sum(group.goods_fen for group in self.groups)

    @property
    def postage_fen(self) -> int:
        return sum(group.postage_fen for group in self.groups)

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.postage_fen

    @property
    def boxes(self) -> int:
        return sum(line.boxes for group in self.groups for line in group.lines)

    @property
    def has_perishable(self) -> bool:
        return any(line.product.is_perishable for group in self.groups for line in group.lines)


def weigh_basket(wanted: Mapping[int, int], region_code: str | None) -> Basket:
    """`wanted` is boxes per variant. What cannot be sold is in the basket with its refusal."""
    variants = _variants(wanted)
    left = left_of([variant.id for variant in variants])
    by_cooperative: dict[int, list[BasketLine]] = {}
    for variant in variants:
        line = _line(variant, wanted[variant.id], left[variant.id], region_code)
        by_cooperative.setdefault(variant.product.cooperative_id, []).append(line)
    groups = tuple(_group(tuple(lines), region_code) for lines in by_cooperative.values())
    refusals = tuple(
        refusal
        for group in groups
        for refusal in (*(line.refusal for line in group.lines), group.refusal)
        if refusal is not None
    )
    return Basket(groups, region_code, refusals)


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


def may_go_there(product: Product, region_code: str) -> bool:
    """The zone that the cooperative set, and whether it would arrive fresh enough to be eaten."""
    province = tree().province_of(region_code)
    if product.ship_zone == ShipZone.changzhou and not region_code.startswith(CITY[:4]):
        return False
    if product.ship_zone == ShipZone.jiangzhehuwan and province not in ROUND_THE_LAKE:
        return False
    return can_arrive_fresh(product.shelf_life_days, route(region_code), product.temperature_class)


def route(region_code: str) -> str:
    """The city's own round, or the tariff group: how far it is, as freshness counts it."""
    return SAME_CITY if region_code.startswith(CITY[:4]) else tariff_row(region_code).group


def tariff_row(region_code: str) -> TariffRow:
    return rate(ORIGIN_PROVINCE, tree().province_of(region_code), clock.today())


def _group(lines: tuple[BasketLine, ...], region_code: str | None) -> BasketGroup:
    cooperative = lines[0].product.cooperative
    goods_fen = sum(line.total_fen for line in lines)
    if region_code is None:
        return BasketGroup(cooperative, lines, goods_fen, 0, 0, None, None, None, None)
    try:
        row = tariff_row(region_code)
        packed = plan([_pack_line(line) for line in lines], row)
    except Refusal as refusal:
        return BasketGroup(cooperative, lines, goods_fen, 0, 0, None, None, None, refusal)
    free = is_postage_free(cooperative, goods_fen, row.group)
    return BasketGroup(
        cooperative=cooperative,
        lines=lines,
        goods_fen=goods_fen,
        postage_fen=0 if free else packed.postage_fen,
        postage_cost_fen=packed.postage_fen,
        plan=packed,
        ships_from=max(line.ships_on for line in lines),
        arrival=_arrival(lines, route(region_code)),
        refusal=None,
    )


def _pack_line(line: BasketLine) -> PackLine:
    variant = line.variant
    return PackLine(
        key=str(variant.id),
        temperature_class=line.product.temperature_class,
        unit_grams=variant.gross_grams,
        boxes=line.boxes,
        volume_grams=volumetric_grams(variant.length_mm, variant.width_mm, variant.height_mm),
    )


def is_postage_free(cooperative: Cooperative, goods_fen: int, group: str) -> bool:
    return (
        group in cooperative.free_postage_groups.split(",")
        and goods_fen >= cooperative.free_postage_from_fen
    )


def _arrival(lines: tuple[BasketLine, ...], group_or_city: str) -> Arrival:
    """Everything of a cooperative leaves together, so the latest line decides."""
    ships_on = max(line.ships_on for line in lines)
    each = [
        arrival(
            ships_on, line.product.ship_within_hours, group_or_city, line.product.temperature_class
        )
        for line in lines
    ]
    return max(each, key=lambda one: (one.latest, one.earliest))


def _ships_on(product: Product) -> date:
    selling = selling_state_of(product, clock.today())
    return max(clock.today(), selling.ships_from)
