"""The same goods once more: a parcel of its own, with its own number, from lots that have them."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.clock import day_of
from app.db import session
from app.ground.parcel_steps import ParcelState
from app.ground.postal_products import PostalProduct
from app.orders.actions import Actor
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel, ParcelBox, ParcelContent
from app.parcels.tracking import move_sub_orders
from app.parcels.waybills import draw_waybill
from app.stock.actions import allocate_free, lock_lots
from app.stock.models import Lot


def book_replacement(origin: Parcel, lots: Mapping[int, int], actor: Actor) -> Parcel:
    """`lots` names for each line the lot its boxes come from. SoldOut when one has too few left,
    WaybillsExhausted without a number; nothing is changed then. The caller holds the rows of order,
    part and parcel, and has said that nobody waits for `origin` any more."""
    lock_lots(Lot.id.in_(sorted(set(lots.values()))))
    boxes_of: Counter[int] = Counter()
    for content in origin.contents:
        boxes_of[lots[content.order_line_id]] += content.boxes
    allocate_free(boxes_of, f"resend:{origin.waybill_number}", actor.person_id)
    warehouses = {session.get_one(Lot, lot_id).warehouse_id for lot_id in boxes_of}
    parcel = Parcel(
        kind=ParcelKind.replacement,
        origin_parcel_id=origin.id,
        sub_order_id=origin.sub_order_id,
        position=next_position(origin.sub_order_id),
        waybill_number=draw_waybill(PostalProduct(origin.product), origin.outlet_id),
        state=ParcelState.created,
        temperature_class=origin.temperature_class,
        gross_grams=origin.gross_grams,
        postage_fen=origin.postage_fen,
        plan=origin.plan,
        product=origin.product,
        pickup_shop_id=origin.pickup_shop_id,
        pickup_code_tries=0,
        outlet_id=origin.outlet_id,
        warehouse_id=warehouses.pop() if len(warehouses) == 1 else None,
        declared_fen=origin.declared_fen,
        promised_on=clock.today() + _days_promised(origin),
        created_at=clock.now(),
        changed_at=clock.now(),
        contents=[
            ParcelContent(
                order_line_id=one.order_line_id, boxes=one.boxes, lot_id=lots[one.order_line_id]
            )
            for one in origin.contents
        ],
        boxes=[
            ParcelBox(
                position=one.position, box_type_id=one.box_type_id, gross_grams=one.gross_grams
            )
            for one in origin.boxes
        ],
    )
    session.add(parcel)
    session.flush()
    move_sub_orders([origin.sub_order])
    return parcel


def next_position(sub_order_id: int) -> int:
    last = select(func.max(Parcel.position)).where(Parcel.sub_order_id == sub_order_id)
    return int(session.scalar(last) or 0) + 1


def _days_promised(origin: Parcel) -> timedelta:
    """As many days as the first one had from its booking on."""
    if origin.promised_on is None:
        return timedelta(days=3)
    return max(timedelta(days=1), origin.promised_on - day_of(origin.created_at))
