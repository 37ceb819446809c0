"""A parcel whose boxes were not found is packed from another lot that lies in the same place."""

from collections import Counter
from collections.abc import Mapping

from app import clock
from app.db import session
from app.ground.parcel_steps import TO_PACK
from app.ground.refusals import FieldMissing, Missing, StepNotAllowed
from app.orders.actions import Actor, lock_order
from app.parcels.actions import locked
from app.parcels.models import Parcel, ParcelContent, ParcelException
from app.parcels.watching import look_again
from app.stock.actions import allocate_free, deallocate
from app.stock.models import Lot
from app.stock.movements import lock_lots
from app.stock.queries import lots_to_pack_from


def lots_instead(parcel: Parcel) -> dict[int, list[Lot]]:
    """By line, other lots at the parcel's place that have its boxes, the one picked last first. A
    line that is spread over several parcels keeps its lot: it has only one."""
    return {
        content.order_line_id: lots_to_pack_from(
            content.line.variant_id,
            content.boxes,
            content.lot_id,
            clock.today(),
            parcel.warehouse_id,
        )
        for content in parcel.contents
        if content.boxes == content.line.boxes - content.line.boxes_withdrawn
    }


def pack_short_from(exception_id: int, lots: Mapping[int, int], actor: Actor) -> None:
    """FieldMissing without a lot; StepNotAllowed when it is no longer short."""
    row = session.get(ParcelException, exception_id)
    if row is None:
        raise Missing
    if not lots:
        raise FieldMissing(field="lot")
    lock_order(session.get_one(Parcel, row.parcel_id).sub_order.order_id)
    (parcel,) = locked([row.parcel_id])
    if parcel.short_since is None:
        raise StepNotAllowed(step="pack", state=parcel.state)
    pack_from(parcel, lots, actor)


def pack_from(parcel: Parcel, lots: Mapping[int, int], actor: Actor) -> None:
    """`lots` names another lot for some of its lines; the boxes of the old one are free again, and
    whoever counts them writes off what is not there. The caller holds the rows of order, part and
    parcel. StepNotAllowed once it is packed; Missing for a lot that is none of `lots_instead`;
    SoldOut when somebody was quicker. The parcel waits for another wave."""
    if parcel.state not in TO_PACK:
        raise StepNotAllowed(step="pack", state=parcel.state)
    contents = {one.order_line_id: one for one in parcel.contents if one.order_line_id in lots}
    lock_lots(Lot.id.in_(sorted({*lots.values(), *(one.lot_id for one in contents.values())})))
    offered = lots_instead(parcel)
    if not lots or lots.keys() != contents.keys():
        raise Missing
    if any(lots[line] not in {lot.id for lot in offered.get(line, ())} for line in lots):
        raise Missing
    reason = f"short:{parcel.waybill_number}"
    allocate_free(_boxes(contents, lots), reason, actor.person_id)
    deallocate(
        _boxes(contents, {line: one.lot_id for line, one in contents.items()}),
        reason,
        actor.person_id,
    )
    for line, content in contents.items():
        content.lot_id = content.line.lot_id = lots[line]
    parcel.short_since = None
    session.flush()
    look_again(parcel)


def _boxes(contents: Mapping[int, ParcelContent], lots: Mapping[int, int]) -> dict[int, int]:
    boxes_of: Counter[int] = Counter()
    for line, content in contents.items():
        boxes_of[lots[line]] += content.boxes
    return boxes_of
