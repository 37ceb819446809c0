"""What some packs would cost, weigh and take to a place: the one answer for display and checkout.

The cart page, the product page, the checkout and `place_order` all weigh the same basket, so that
nothing can be shown that would not be sold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.catalogue.kinds import ProductState
from app.catalogue.models import Product, Variant
from app.catalogue.queries import selling_state_of
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative
from app.cooperatives.queries import free_postage_of
from app.db import session
from app.ground.claim_matrix import UNINSURED_TIMES_POSTAGE
from app.ground.free_carriage import NEVER, FreeFrom
from app.ground.freshness import Arrival, arrival
from app.ground.packing import Choice, PackLine, Plan, plan, together, with_insurance
from app.ground.postage import Rate
from app.ground.refusals import (
    CooperativeSuspended,
    NoDeliveryThere,
    NotOnSale,
    Refusal,
    SeasonClosed,
    SoldOut,
)
from app.ground.sending import Parts, PlaceId
from app.orders.lent_boxes import LentBoxes, lent_boxes
from app.orders.sending import good_on, route
from app.orders.ways import days_left, days_on_the_way, may_go_there, ways
from app.places.tree import tree
from app.postage.queries import box_sizes
from app.stock.actions import Source
from app.stock.queries import FreeBoxes, free_boxes


@dataclass(frozen=True, slots=True)
class BasketLine:
    """`parts` are its boxes by the place that sends them (None: the shed); boxes that were picked
    before must be good on `good_on`."""

    variant: Variant
    product: Product
    boxes: int
    unit_price_fen: int
    total_fen: int
    left: int
    ships_on: date
    refusal: Refusal | None
    good_on: date | None = None
    parts: Parts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BasketGroup:
    """One cooperative's part. Without a destination there is no plan, and postage is 0.

    `postage_fen` holds the insurance that was asked for; `insurance_fen` is what it costs, asked
    for or not, `insurable_fen` the worth of the goods that it would cover. `days_left`: for
    eating, of what keeps shortest; None when all of it keeps.
    """

    cooperative: Cooperative
    lines: tuple[BasketLine, ...]
    goods_fen: int
    postage_fen: int
    postage_cost_fen: int
    plan: Plan | None
    ships_from: date | None
    arrival: Arrival | None
    refusal: Refusal | None
    insurance_fen: int = 0
    insurable_fen: int = 0
    days_left: int | None = None
    lent: tuple[LentBoxes, ...] = ()

    @property
    def deposit_fen(self) -> int:
        """Put down for returnable boxes; neither goods nor postage."""
        return sum(one.total_fen for one in self.lent)

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.postage_fen + self.deposit_fen

    @property
    def is_postage_free(self) -> bool:
        return self.plan is not None and self.postage_fen == self.plan.insurance_fen

    @property
    def liability_fen(self) -> int:
        """What the post pays at most for lost goods that are not insured."""
        parcels = self.plan.parcels if self.plan else ()
        times = UNINSURED_TIMES_POSTAGE
        return sum(min(one.goods_fen, times * one.quote.postage_fen) for one in parcels)


@dataclass(frozen=True, slots=True)
class Basket:
    groups: tuple[BasketGroup, ...]
    region_code: str | None
    refusals: tuple[Refusal, ...] = field(default=())
    is_insured: bool = False

    @property
    def goods_fen(self) -> int:
        return sum(group.goods_fen for group in self.groups)

    @property
    def postage_fen(self) -> int:
        return sum(group.postage_fen for group in self.groups)

    @property
    def deposit_fen(self) -> int:
        return sum(group.deposit_fen for group in self.groups)

    @property
    def total_fen(self) -> int:
        return sum(group.total_fen for group in self.groups)

    @property
    def bare_total_fen(self) -> int:
        """Without insurance, whether it was asked for or not."""
        return self.total_fen - self.insured_fen

    @property
    def insured_fen(self) -> int:
        """What is paid for the insurance that was asked for."""
        return sum(one.plan.insurance_fen for one in self.groups if one.plan)

    @property
    def insurable_fen(self) -> int:
        """The worth of goods that travel by products that insure them."""
        return sum(group.insurable_fen for group in self.groups)

    @property
    def insured_total_fen(self) -> int:
        """With insurance, whether it was asked for or not."""
        return self.bare_total_fen + self.insurance_fen

    @property
    def insurance_fen(self) -> int:
        """What it would cost to insure all of it, or costs."""
        return sum(group.insurance_fen for group in self.groups)

    @property
    def liability_fen(self) -> int:
        return sum(group.liability_fen for group in self.groups)

    @property
    def boxes(self) -> int:
        return sum(line.boxes for group in self.groups for line in group.lines)

    @property
    def parts_of(self) -> dict[int, Parts]:
        """Boxes by place, by variant."""
        return {line.variant.id: line.parts for group in self.groups for line in group.lines}

    @property
    def sources(self) -> dict[int, Source]:
        """Where the boxes of each variant shall be held."""
        return {
            line.variant.id: Source(line.parts, line.good_on)
            for group in self.groups
            for line in group.lines
        }

    @property
    def has_perishable(self) -> bool:
        return any(line.product.is_perishable for group in self.groups for line in group.lines)


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
        _group(_routed(lines, fit, region_code), region_code, is_insured)
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
        _group(
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
    return _group(lines, region_code, is_insured).plan


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


def _group(lines: tuple[BasketLine, ...], region_code: str | None, is_insured: bool) -> BasketGroup:
    cooperative = lines[0].product.cooperative
    goods_fen = sum(line.total_fen for line in lines)
    is_told = any(isinstance(line.refusal, NoDeliveryThere) for line in lines)
    if region_code is None or is_told:
        return BasketGroup(cooperative, lines, goods_fen, 0, 0, None, None, None, None)
    rates = _rates(lines, region_code)
    try:
        bare = _plan(lines, rates)
    except Refusal as refusal:
        return BasketGroup(cooperative, lines, goods_fen, 0, 0, None, None, None, refusal)
    insured = with_insurance(bare, [one for found in rates.values() for one in found])
    packed = insured if is_insured else bare
    boxes = sum(line.boxes for line in lines)
    is_free = free_from(cooperative, region_code).is_reached(goods_fen, boxes)
    carriage_fen = 0 if is_free else packed.postage_fen
    return BasketGroup(
        cooperative=cooperative,
        lines=lines,
        goods_fen=goods_fen,
        postage_fen=carriage_fen + packed.insurance_fen,
        postage_cost_fen=packed.postage_fen + packed.insurance_fen,
        plan=packed,
        ships_from=max(line.ships_on for line in lines),
        arrival=_arrival(lines, packed, rates, region_code),
        refusal=None,
        insurance_fen=insured.insurance_fen,
        insurable_fen=sum(one.quote.declared_fen for one in insured.parcels),
        days_left=_days_left(lines, packed, rates, region_code),
        lent=lent_boxes(packed, {str(one.variant.id): one.variant.box_type_id for one in lines}),
    )


def _rates(lines: tuple[BasketLine, ...], region_code: str) -> dict[str, list[Rate]]:
    """By temperature class; what keeps shortest decides for all that travels with it."""
    shortest: dict[str, int] = {}
    for line in lines:
        cls, keeps = line.product.temperature_class, line.product.shelf_life_days
        shortest[cls] = min(keeps, shortest.get(cls, keeps))
    return {cls: ways(cls, keeps, region_code) for cls, keeps in shortest.items()}


def _plan(lines: Sequence[BasketLine], rates: Mapping[str, list[Rate]]) -> Plan:
    """Place by place, so that no parcel holds boxes of two."""
    packs: dict[PlaceId, list[PackLine]] = {}
    for line in lines:
        for place, boxes in line.parts.items():
            packs.setdefault(place, []).append(replace(_pack_line(line), boxes=boxes))
    choices = _choices(lines, rates)
    return together({place: plan(several, choices) for place, several in packs.items()})


def _choices(lines: Sequence[BasketLine], rates: Mapping[str, list[Rate]]) -> dict[str, Choice]:
    """Boxes are looked up only where something needs one."""
    loose = {one.product.temperature_class for one in lines if not one.variant.is_boxed}
    return {
        cls: Choice(found, box_sizes(cls) if cls in loose else ()) for cls, found in rates.items()
    }


def _pack_line(line: BasketLine) -> PackLine:
    variant = line.variant
    return PackLine(
        key=str(variant.id),
        temperature_class=line.product.temperature_class,
        unit_grams=variant.gross_grams,
        boxes=line.boxes,
        sides_mm=(variant.length_mm, variant.width_mm, variant.height_mm),
        unit_fen=line.unit_price_fen,
        is_loose=not variant.is_boxed,
        net_grams=variant.net_grams,
    )


def free_from(cooperative: Cooperative, region_code: str) -> FreeFrom:
    """From when on it pays the carriage there."""
    return free_postage_of(cooperative).get(tree().province_of(region_code), NEVER)


def _arrival(
    lines: tuple[BasketLine, ...], made: Plan, rates: Mapping[str, list[Rate]], region_code: str
) -> Arrival:
    """Everything of a cooperative leaves together, so the latest line decides."""
    ships_on = max(line.ships_on for line in lines)
    each = [
        arrival(
            ships_on,
            line.product.ship_within_hours,
            days_on_the_way(_taken(line, made, rates), line.product.temperature_class, region_code),
        )
        for line in lines
    ]
    return max(each, key=lambda one: (one.latest, one.earliest))


def _days_left(
    lines: tuple[BasketLine, ...], made: Plan, rates: Mapping[str, list[Rate]], region_code: str
) -> int | None:
    each = [
        days_left(
            line.product,
            days_on_the_way(_taken(line, made, rates), line.product.temperature_class, region_code),
        )
        for line in lines
    ]
    return min((days for days in each if days is not None), default=None)


def _taken(line: BasketLine, made: Plan, rates: Mapping[str, list[Rate]]) -> list[Rate]:
    """The products that its parcels travel by."""
    key, cls = str(line.variant.id), line.product.temperature_class
    products = {
        parcel.quote.product
        for parcel in made.parcels
        if parcel.temperature_class == cls and any(one == key for one, _ in parcel.contents)
    }
    return [one for one in rates[cls] if one.product in products]


def _ships_on(product: Product) -> date:
    selling = selling_state_of(product, clock.today())
    return max(clock.today(), selling.ships_from)
