"""Moving stock from one warehouse to another 移库: planned, sent, counted in.

What is planned is still for sale where it lies. Sent, the boxes are off their lots and on no other,
as those that a cooperative brings; from then on it is a shipment like any (inbound.py).
"""

from collections.abc import Mapping

from sqlalchemy import select

from app import clock
from app.db import session
from app.ground.refusals import ChoiceUnknown, Missing, QuantityNotAllowed, WarehouseClosed
from app.stock.inbound import InboundWish, by_class, lock_shipment, move_out, new_shipment
from app.stock.kinds import InboundState
from app.stock.models import InboundShipment, Lot, Warehouse
from app.stock.movements import MOST_BOXES, left_of_lots, tell_pages
from app.stock.warehouses import check_room, lock_rooms


def plan_move(from_id: int, wish: InboundWish, actor_id: int | None) -> InboundShipment:
    """Nothing is held: whoever orders is served first. SoldOut for what is not free even now,
    NoRoomForThat, RoomFull; Missing for lots of another place. The same request key gives the same
    move."""
    if from_id == wish.warehouse_id:
        raise ChoiceUnknown(field="warehouse")
    lock_rooms(wish.warehouse_id)
    earlier = _of_request(from_id, wish.request_key)
    if earlier is not None:
        return earlier
    if session.get(Warehouse, from_id) is None:
        raise Missing
    here = Lot.warehouse_id == from_id
    move = new_shipment(wish, InboundState.planned, "YK", here, actor_id)
    move.from_warehouse_id = from_id
    session.add(move)
    session.flush()
    return move


def send_move(move_id: int, loaded: Mapping[int, int], actor_id: int | None) -> InboundShipment:
    """`loaded`: boxes by line that the van has, which may be others than were planned; what stays
    is no part of the move any more. All of it or nothing: SoldOut when a lot has not so many that
    nobody has ordered meanwhile, RoomFull, QuantityNotAllowed for an empty van."""
    move = lock_shipment(move_id, "send", InboundState.planned)
    if not move.warehouse.is_open:
        raise WarehouseClosed
    if loaded.keys() != {line.id for line in move.lines}:
        raise Missing
    for line in list(move.lines):
        if not 0 <= loaded[line.id] <= MOST_BOXES:
            raise QuantityNotAllowed(least=0, most=MOST_BOXES, field=f"boxes-{line.id}")
    if not any(loaded.values()):
        raise QuantityNotAllowed(least=1, most=MOST_BOXES, field="boxes")
    boxes_of = {line.from_lot_id: loaded[line.id] for line in move.lines}
    lots = [line.from_lot for line in move.lines]
    check_room(move.warehouse_id, by_class(lots, boxes_of), with_coming=True)
    before = left_of_lots(boxes_of)
    for line in list(move.lines):
        if not loaded[line.id]:
            move.lines.remove(line)
            session.delete(line)
            continue
        line.boxes = loaded[line.id]
        field = f"boxes-{line.id}"
        move_out(line.from_lot, line.boxes, move.number, actor_id, field=field)
    move.state, move.sent_at, move.sent_by_id = InboundState.announced, clock.now(), actor_id
    session.flush()
    tell_pages(before)
    return move


def _of_request(from_id: int, request_key: str) -> InboundShipment | None:
    statement = select(InboundShipment).where(
        InboundShipment.request_key == request_key,
        InboundShipment.from_warehouse_id == from_id,
    )
    return session.scalars(statement).one_or_none()
