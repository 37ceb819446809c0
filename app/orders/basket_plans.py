"""How the lines of one cooperative travel: their parcels, what these cost, when they are there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.cooperatives.models import Cooperative
from app.cooperatives.queries import free_postage_of
from app.ground.free_carriage import NEVER, FreeFrom
from app.ground.freshness import Arrival, arrival
from app.ground.packing import Choice, PackLine, Plan, plan, together, with_insurance
from app.ground.postage import Rate
from app.ground.refusals import (
    NoDeliveryThere,
    Refusal,
)
from app.ground.sending import PlaceId
from app.orders.basket_lines import BasketGroup, BasketLine
from app.orders.lent_boxes import lent_boxes
from app.orders.ways import days_left, days_on_the_way, ways
from app.places.tree import tree
from app.postage.queries import box_sizes


def plan_group(
    lines: tuple[BasketLine, ...], region_code: str | None, is_insured: bool
) -> BasketGroup:
    """The refusal in it is the whole group's: no product of the post takes all that is in it."""
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
