"""What must agree about goods: lots and their movements, orders, parcels and waybill numbers."""

from sqlalchemy import BigInteger, Select, String, and_, case, cast, func, or_, select, union_all
from sqlalchemy.orm import aliased

from app.claims.models import Remedy
from app.ground.order_states import OrderState, SubOrderState
from app.ground.parcel_steps import ParcelState
from app.orders.models import Order, OrderLine, SubOrder
from app.outbox.actions import IS_OPEN
from app.outbox.models import Message
from app.parcels.kinds import MadeGood, ParcelKind
from app.parcels.models import Parcel, ParcelBox, ParcelContent, Waybill, WaybillRange
from app.payments.kinds import ProposalState
from app.stock.kinds import InboundState, MovementKind, ReservationState
from app.stock.models import InboundLine, InboundShipment, Lot, Movement, Reservation

_IS_SOLD = SubOrder.state.not_in([SubOrderState.pending, SubOrderState.cancelled])

_TO_SEND = OrderLine.boxes - OrderLine.boxes_withdrawn


def orders_that_disagree_with_their_parts() -> Select[str]:
    ended = Order.state.in_([OrderState.cancelled, OrderState.expired])
    return (
        select(Order.number)
        .distinct()
        .join(SubOrder, SubOrder.order_id == Order.id)
        .where(
            or_(
                and_(Order.state == OrderState.placed, SubOrder.state != SubOrderState.pending),
                and_(Order.state == OrderState.paid, SubOrder.state == SubOrderState.pending),
                and_(ended, SubOrder.state != SubOrderState.cancelled),
            )
        )
    )


def _moved(*ins: MovementKind, outs: tuple[MovementKind, ...]) -> Select[int, int]:
    signed = case(
        (Movement.kind.in_(list(ins)), Movement.boxes),
        (Movement.kind.in_(list(outs)), -Movement.boxes),
        else_=0,
    )
    return select(Movement.lot_id, func.sum(signed).label("boxes")).group_by(Movement.lot_id)


def lots_that_do_not_follow_from_their_movements() -> Select[str]:
    kind = MovementKind
    on_hand = _moved(
        kind.receive,
        kind.take_back,
        kind.move_in,
        outs=(kind.ship, kind.write_off, kind.move_out),
    ).subquery()
    reserved = _moved(kind.reserve, outs=(kind.release, kind.allocate)).subquery()
    allocated = _moved(kind.allocate, outs=(kind.deallocate, kind.ship)).subquery()
    return (
        select(Lot.number)
        .outerjoin(on_hand, on_hand.c.lot_id == Lot.id)
        .outerjoin(reserved, reserved.c.lot_id == Lot.id)
        .outerjoin(allocated, allocated.c.lot_id == Lot.id)
        .where(
            or_(
                func.coalesce(on_hand.c.boxes, 0) != Lot.on_hand,
                func.coalesce(reserved.c.boxes, 0) != Lot.reserved,
                func.coalesce(allocated.c.boxes, 0) != Lot.allocated,
            )
        )
    )


def shipments_that_lose_boxes() -> Select[str]:
    """Between places nothing comes and nothing goes: what left its lots is on its way as long as
    the shipment is, and otherwise lies somewhere, or was written off where it came from."""
    signed = case(
        (Movement.kind == MovementKind.move_out, Movement.boxes), else_=-Movement.boxes
    ).label("boxes")
    moved = select(Movement.reason.label("number"), signed).where(
        Movement.kind.in_([MovementKind.move_out, MovementKind.move_in])
    )
    under_way = (
        select(InboundShipment.number, -InboundLine.boxes)
        .join(InboundLine, InboundLine.shipment_id == InboundShipment.id)
        .where(InboundShipment.state == InboundState.announced)
    )
    each = union_all(moved, under_way).subquery()
    return select(each.c.number).group_by(each.c.number).having(func.sum(each.c.boxes) != 0)


def moved_lots_that_became_others() -> Select[str]:
    """Boxes that were moved are of the same pack, picking and origin as before, and keep no
    longer."""
    picked = aliased(Lot)
    return (
        select(Lot.number)
        .join(picked, picked.id == Lot.parent_id)
        .where(
            or_(
                picked.variant_id != Lot.variant_id,
                picked.origin_code != Lot.origin_code,
                picked.harvested_on != Lot.harvested_on,
                picked.parent_id.is_not(None),
                Lot.best_before_on.is_(None) & picked.best_before_on.is_not(None),
                Lot.best_before_on > picked.best_before_on,
            )
        )
    )


def holds_that_no_open_order_has() -> Select[str]:
    """Boxes are held for placed orders only, and exactly as many as these have lines for."""
    held = select(
        Reservation.holder.label("holder"),
        Reservation.lot_id.label("lot_id"),
        Reservation.boxes.label("boxes"),
    ).where(Reservation.state == ReservationState.held)
    wanted = (
        select(Order.number, OrderLine.lot_id, -OrderLine.boxes)
        .join(SubOrder, SubOrder.order_id == Order.id)
        .join(OrderLine, OrderLine.sub_order_id == SubOrder.id)
        .where(Order.state == OrderState.placed)
    )
    both = union_all(held, wanted).subquery()
    return (
        select(both.c.holder)
        .distinct()
        .group_by(both.c.holder, both.c.lot_id)
        .having(func.sum(both.c.boxes) != 0)
    )


def lots_allocated_to_nobody() -> Select[str]:
    """What a lot keeps for paid orders is what their lines, and parcels that go out once more, ask
    for and no parcel has taken yet."""
    sold = (
        select(OrderLine.lot_id.label("lot_id"), _TO_SEND.label("boxes"))
        .join(SubOrder, SubOrder.id == OrderLine.sub_order_id)
        .where(_IS_SOLD)
    )
    in_parcels = (
        select(ParcelContent.lot_id, ParcelContent.boxes)
        .join(Parcel, Parcel.id == ParcelContent.parcel_id)
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .where(_IS_SOLD)
    )
    stands = func.coalesce(Parcel.made_good, "") != MadeGood.called_off
    again = in_parcels.where(Parcel.kind == ParcelKind.replacement, stands)
    sent = in_parcels.with_only_columns(ParcelContent.lot_id, -ParcelContent.boxes).where(
        Parcel.kind != ParcelKind.return_, stands, Parcel.sent_at.is_not(None)
    )
    each = union_all(sold, again, sent, select(Lot.id, -Lot.allocated)).subquery()
    wrong = (
        select(each.c.lot_id).group_by(each.c.lot_id).having(func.sum(each.c.boxes) != 0).subquery()
    )
    return select(Lot.number).join(wrong, wrong.c.lot_id == Lot.id)


def paid_parts_whose_boxes_are_not_in_parcels() -> Select[str]:
    """Every box of a paid part is in exactly one outward parcel; orders that wait for numbers are
    excused as long as the worker means to come back to them."""
    packed = (
        select(ParcelContent.order_line_id, func.sum(ParcelContent.boxes).label("boxes"))
        .join(Parcel, Parcel.id == ParcelContent.parcel_id)
        .where(Parcel.kind == ParcelKind.outward)
        .group_by(ParcelContent.order_line_id)
        .subquery()
    )
    waiting = select(Message.facts["order_id"].as_integer()).where(
        Message.kind == "book_parcels", *IS_OPEN
    )
    return (
        select(SubOrder.number)
        .distinct()
        .join(OrderLine, OrderLine.sub_order_id == SubOrder.id)
        .outerjoin(packed, packed.c.order_line_id == OrderLine.id)
        .where(
            _IS_SOLD,
            func.coalesce(packed.c.boxes, 0) != _TO_SEND,
            or_(packed.c.boxes.is_not(None), SubOrder.order_id.not_in(waiting)),
        )
    )


def drawn_numbers_without_one_parcel() -> Select[str]:
    """Each is a parcel's or that of one of its boxes, and not both."""
    used = union_all(
        select(Parcel.waybill_number.label("number")),
        select(ParcelBox.waybill_number).where(ParcelBox.waybill_number.is_not(None)),
    ).subquery()
    return (
        select(Waybill.number)
        .outerjoin(used, used.c.number == Waybill.number)
        .group_by(Waybill.number)
        .having(func.count(used.c.number) != 1)
    )


def ranges_that_do_not_add_up() -> Select[str]:
    """What came in is what is drawn, void and left: of each range exactly the numbers below the
    next one are rows, each once."""
    is_digits = Waybill.number < "A"
    serial = cast(
        case((is_digits, Waybill.number), else_=func.substr(Waybill.number, 3, 8)), BigInteger
    )
    rows = (
        select(
            Waybill.range_id.label("range_id"),
            func.count().label("count"),
            func.min(serial).label("least"),
            func.max(serial).label("greatest"),
        )
        .group_by(Waybill.range_id)
        .subquery()
    )
    taken = WaybillRange.next_serial - WaybillRange.first_serial
    return (
        select(cast(WaybillRange.id, String))
        .outerjoin(rows, rows.c.range_id == WaybillRange.id)
        .where(
            or_(
                func.coalesce(rows.c.count, 0) != taken,
                rows.c.least < WaybillRange.first_serial,
                rows.c.greatest >= WaybillRange.next_serial,
            )
        )
    )


def parcels_made_good_without_a_remedy() -> Select[str]:
    """Sent again is what has a replacement that was not called off, and a replacement has a remedy
    behind it, which is called off with it."""
    again = aliased(Parcel)
    replaced = select(again.id).where(
        again.origin_parcel_id == Parcel.id,
        again.kind == ParcelKind.replacement,
        func.coalesce(again.made_good, "") != MadeGood.called_off,
    )
    remedy = select(Remedy.id).where(
        Remedy.replacement_id == Parcel.id,
        Remedy.state == ProposalState.agreed,
        Remedy.called_off_at.is_not(None)
        == (func.coalesce(Parcel.made_good, "") == MadeGood.called_off),
    )
    return select(Parcel.waybill_number).where(
        or_(
            (func.coalesce(Parcel.made_good, "") == MadeGood.resent) != replaced.exists(),
            and_(Parcel.kind == ParcelKind.replacement, ~remedy.exists()),
        )
    )


def other_parcels_with_more_than_their_origin() -> Select[str]:
    """What goes out again or comes back was in the first parcel, line by line."""
    origin = aliased(ParcelContent)
    return (
        select(Parcel.waybill_number)
        .distinct()
        .join(ParcelContent, ParcelContent.parcel_id == Parcel.id)
        .outerjoin(
            origin,
            and_(
                origin.parcel_id == Parcel.origin_parcel_id,
                origin.order_line_id == ParcelContent.order_line_id,
            ),
        )
        .where(
            Parcel.kind != ParcelKind.outward,
            ParcelContent.boxes > func.coalesce(origin.boxes, 0),
        )
    )


def parcels_sent_before_they_were_paid() -> Select[str]:
    unpaid = or_(Order.paid_at.is_(None), Order.state.in_([OrderState.placed, OrderState.expired]))
    return (
        select(Parcel.waybill_number)
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .join(Order, Order.id == SubOrder.order_id)
        .where(unpaid, Parcel.state != ParcelState.cancelled)
    )


GOODS_CHECKS = (
    orders_that_disagree_with_their_parts,
    lots_that_do_not_follow_from_their_movements,
    shipments_that_lose_boxes,
    moved_lots_that_became_others,
    holds_that_no_open_order_has,
    lots_allocated_to_nobody,
    paid_parts_whose_boxes_are_not_in_parcels,
    drawn_numbers_without_one_parcel,
    ranges_that_do_not_add_up,
    parcels_made_good_without_a_remedy,
    other_parcels_with_more_than_their_origin,
    parcels_sent_before_they_were_paid,
)
