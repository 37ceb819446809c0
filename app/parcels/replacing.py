"""The same goods once more: a parcel of its own, with its own number, from lots that have them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.clock import day_of
from app.db import session
from app.ground.packing import PlannedParcel
from app.ground.parcel_steps import ParcelState
from app.ground.postal_products import PostalProduct
from app.ground.refusals import SoldOut
from app.orders.actions import Actor
from app.parcels.box_rows import BoxUse, box_rows, numbers_of
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel, ParcelContent
from app.parcels.tracking import move_sub_orders
from app.parcels.waybills import WaybillWish, draw_for
from app.stock.actions import allocate_free
from app.stock.models import Lot, Warehouse
from app.stock.movements import lock_lots
from app.stock.queries import lots_to_send_again, places_of_lots


def lots_for_replacement(origin: Parcel) -> dict[int, list[Lot]]:
    """By line, the lots that have its boxes, the best one first. A parcel is packed in one place:
    of several lines all are offered from the same one. SoldOut when no place has every line."""
    found = {
        one.order_line_id: lots_to_send_again(
            one.line.variant_id, one.boxes, one.lot_id, clock.today()
        )
        for one in origin.contents
    }
    places = set.intersection(*({lot.warehouse_id for lot in lots} for lots in found.values()))
    if not places:
        raise SoldOut(left=0, field="resend")
    if len(found) == 1:
        return found
    first = next(iter(found.values()))
    place = next(lot.warehouse_id for lot in first if lot.warehouse_id in places)
    return {
        line: [lot for lot in lots if lot.warehouse_id == place] for line, lots in found.items()
    }


def postage_again(origin: Parcel) -> int:
    """Fen: it costs what it had cost; what is proposed, booked and owed to the carrier is this."""
    return origin.postage_fen


def book_replacement(origin: Parcel, lots: Mapping[int, int], actor: Actor) -> Parcel:
    """`lots` names for each line the lot its boxes come from, all in one place, which packs it and
    whose outlet takes it in. SoldOut when one has too few left or they lie in several places,
    WaybillsExhausted without a number; nothing is changed then. The caller holds the rows of order,
    part and parcel, and has said that nobody waits for `origin` any more.

    It is not insured: nobody has paid a premium for it.
    """
    places = set(places_of_lots(lots.values()).values())
    if len(places) != 1:
        raise SoldOut(left=0, field="resend")
    warehouse_id = places.pop()
    outlet_id = _outlet_of(origin, warehouse_id)
    lock_lots(Lot.id.in_(sorted(set(lots.values()))))
    boxes_of: Counter[int] = Counter()
    for content in origin.contents:
        boxes_of[lots[content.order_line_id]] += content.boxes
    allocate_free(boxes_of, f"resend:{origin.waybill_number}", actor.person_id)
    parcel = _as_before(origin, lots, warehouse_id, outlet_id)
    session.add(parcel)
    session.flush()
    move_sub_orders([origin.sub_order])
    return parcel


def _as_before(
    origin: Parcel, lots: Mapping[int, int], warehouse_id: int | None, outlet_id: int | None
) -> Parcel:
    """The same goods in the same boxes under new numbers, promised as long from today."""
    numbers = _numbers_for(origin, outlet_id)
    return Parcel(
        kind=ParcelKind.replacement,
        origin_parcel_id=origin.id,
        sub_order_id=origin.sub_order_id,
        position=next_position(origin.sub_order_id),
        waybill_number=numbers[0],
        state=ParcelState.created,
        temperature_class=origin.temperature_class,
        gross_grams=origin.gross_grams,
        postage_fen=postage_again(origin),
        plan=_plan_of(origin, warehouse_id),
        product=origin.product,
        pickup_shop_id=origin.pickup_shop_id,
        pickup_code_tries=0,
        outlet_id=outlet_id,
        warehouse_id=warehouse_id,
        declared_fen=0,
        insurance_fen=0,
        promised_on=clock.today() + _days_promised(origin),
        created_at=clock.now(),
        changed_at=clock.now(),
        contents=[
            ParcelContent(
                order_line_id=one.order_line_id, boxes=one.boxes, lot_id=lots[one.order_line_id]
            )
            for one in origin.contents
        ],
        boxes=box_rows(
            [BoxUse(one.box_type_id, one.gross_grams) for one in origin.boxes],
            numbers,
            len(numbers) > 1,
        ),
    )


def next_position(sub_order_id: int) -> int:
    last = select(func.max(Parcel.position)).where(Parcel.sub_order_id == sub_order_id)
    return int(session.scalar(last) or 0) + 1


def _numbers_for(origin: Parcel, outlet_id: int | None) -> list[str]:
    """As many as the first one has: one for all, or one for each of several boxes 一票多件."""
    wish = WaybillWish(PostalProduct(origin.product), outlet_id, len(numbers_of(origin)))
    return draw_for([wish])[0]


def _outlet_of(origin: Parcel, warehouse_id: int | None) -> int | None:
    if warehouse_id is None:
        return origin.sub_order.cooperative.outlet_id
    return session.get_one(Warehouse, warehouse_id).outlet_id


def _plan_of(origin: Parcel, warehouse_id: int | None) -> dict[str, object]:
    """The first one's, from where it is sent now; pages read from it what is insured."""
    planned = PlannedParcel.from_facts(origin.plan)
    quote = replace(planned.quote, declared_fen=0, insurance_fen=0)
    return replace(planned, quote=quote, warehouse_id=warehouse_id).as_facts()


def _days_promised(origin: Parcel) -> timedelta:
    """As many days as the first one had from its booking on."""
    if origin.promised_on is None:
        return timedelta(days=3)
    return max(timedelta(days=1), origin.promised_on - day_of(origin.created_at))
