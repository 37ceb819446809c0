"""A parcel for the way back: boxes of one that arrived, with a number of its own."""

from collections.abc import Mapping

from sqlalchemy import func, select

from app import clock
from app.db import session
from app.ground.parcel_steps import ParcelState
from app.ground.postal_products import PostalProduct
from app.ground.refusals import FieldMissing, Missing, NumberOutOfRange
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel, ParcelContent
from app.parcels.replacing import next_position
from app.parcels.waybills import draw_waybill


def book_return(origin: Parcel, boxes_of: Mapping[int, int]) -> Parcel:
    """The way back costs what the way out did, and leads to the cooperative's shed by the shed's
    outlet, whatever place had sent them: only the cooperative can judge its goods, and a warehouse
    takes in nothing but announced shipments (docs/returns.md). NumberOutOfRange for more boxes of
    a line than came with `origin` and are not on their way back already."""
    contents = {one.order_line_id: one for one in origin.contents}
    if not contents.keys() >= boxes_of.keys():
        raise Missing
    wanted = {line: boxes for line, boxes in boxes_of.items() if boxes}
    if not wanted:
        raise FieldMissing(field="boxes")
    before = _brought_back(origin)
    for line_id, boxes in wanted.items():
        most = contents[line_id].boxes - before.get(line_id, 0)
        if not 1 <= boxes <= most:
            raise NumberOutOfRange(least=0, most=max(0, most), field=f"boxes-{line_id}")
    outlet_id = origin.sub_order.cooperative.outlet_id
    parcel = Parcel(
        kind=ParcelKind.return_,
        origin_parcel_id=origin.id,
        sub_order_id=origin.sub_order_id,
        position=next_position(origin.sub_order_id),
        waybill_number=draw_waybill(PostalProduct.ordinary, outlet_id),
        state=ParcelState.created,
        temperature_class=origin.temperature_class,
        gross_grams=sum(boxes * contents[line].line.gross_grams for line, boxes in wanted.items()),
        postage_fen=origin.postage_fen,
        plan=origin.plan,
        product=PostalProduct.ordinary,
        pickup_code_tries=0,
        outlet_id=outlet_id,
        created_at=clock.now(),
        changed_at=clock.now(),
        contents=[
            ParcelContent(order_line_id=line, boxes=boxes, lot_id=contents[line].lot_id)
            for line, boxes in sorted(wanted.items())
        ],
    )
    session.add(parcel)
    session.flush()
    return parcel


def _brought_back(origin: Parcel) -> dict[int, int]:
    """Boxes by line in parcels back that live."""
    statement = (
        select(ParcelContent.order_line_id, func.sum(ParcelContent.boxes))
        .join(Parcel, Parcel.id == ParcelContent.parcel_id)
        .where(
            Parcel.origin_parcel_id == origin.id,
            Parcel.kind == ParcelKind.return_,
            Parcel.state != ParcelState.cancelled,
        )
        .group_by(ParcelContent.order_line_id)
    )
    return {line: int(boxes) for line, boxes in session.execute(statement)}
