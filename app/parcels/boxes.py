"""Boxes of a paid part that are not sent after all, and boxes that were sent and came back."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select, update

from app.db import changed, session
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import QuantityNotAllowed, StepNotAllowed
from app.orders.actions import Actor
from app.orders.models import OrderLine, SubOrder
from app.parcels.actions import cancel_parcels
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel, ParcelContent
from app.stock.actions import deallocate
from app.stock.dividing import lots_in_the_shed
from app.stock.receiving import take_back

_STILL_OPEN = frozenset({ParcelState.created, ParcelState.labelled})


def take_out(
    sub_order: SubOrder, boxes_of: Mapping[int, int], parcels: Sequence[Parcel], actor: Actor
) -> dict[int, Counter[int]]:
    """Boxes by line go back to their lots: those that no parcel has taken along yet stay at home,
    the others have come back to the cooperative's shed, whatever place had sent them. Says for each
    line how many are in which lot now, those that came back first. The caller has locked the
    parcels and their lots.

    StepNotAllowed for boxes in a parcel that is packed already, and when nothing would be left to
    send: that is a cancellation. QuantityNotAllowed when a line has not so many.
    """
    # What was sent once more or comes back is counted by its own actions.
    parcels = [one for one in parcels if one.kind == ParcelKind.outward]
    at_home = {line: boxes for line, boxes in _unsent(parcels).items() if line in boxes_of}
    withdrawn = {line: min(boxes, at_home.get(line, 0)) for line, boxes in boxes_of.items()}
    returned = {line: boxes - withdrawn[line] for line, boxes in boxes_of.items()}
    _count(sub_order, withdrawn, returned, parcels)
    lots = {line.id: line.lot_id for line in sub_order.lines}
    homes = lots_in_the_shed(lots[line] for line, boxes in returned.items() if boxes)
    back = {line: homes.get(lots[line], lots[line]) for line in boxes_of}
    if any(withdrawn.values()):
        _unpack(withdrawn, parcels, actor)
        deallocate(_by_lot(withdrawn, lots), sub_order.number, actor.person_id)
    if any(returned.values()):
        take_back(_by_lot(returned, back), sub_order.number, actor.person_id)
    return {
        line: Counter({back[line]: returned[line]}) + Counter({lots[line]: withdrawn[line]})
        for line in boxes_of
    }


def _unsent(parcels: Sequence[Parcel]) -> Counter[int]:
    boxes: Counter[int] = Counter()
    for parcel in parcels:
        if parcel.sent_at is None and parcel.state != ParcelState.cancelled:
            boxes.update({one.order_line_id: one.boxes for one in parcel.contents})
    return boxes


def _sent(parcels: Sequence[Parcel]) -> Counter[int]:
    boxes: Counter[int] = Counter()
    for parcel in parcels:
        if parcel.sent_at is not None:
            boxes.update({one.order_line_id: one.boxes for one in parcel.contents})
    return boxes


def _count(
    sub_order: SubOrder,
    withdrawn: Mapping[int, int],
    returned: Mapping[int, int],
    parcels: Sequence[Parcel],
) -> None:
    """On the lines, each by one UPDATE; no more can come back than was sent."""
    sent = _sent(parcels)
    for line in sub_order.lines:
        if line.id not in withdrawn:
            continue
        most = sent[line.id] - line.boxes_returned
        if returned[line.id] > most:
            raise QuantityNotAllowed(
                least=0, most=most + withdrawn[line.id], field=f"boxes-{line.id}"
            )
        changed(
            update(OrderLine)
            .where(OrderLine.id == line.id)
            .values(
                boxes_withdrawn=OrderLine.boxes_withdrawn + withdrawn[line.id],
                boxes_returned=OrderLine.boxes_returned + returned[line.id],
            )
        )
        session.refresh(line)
    if not any(line.boxes - line.boxes_withdrawn for line in sub_order.lines):
        raise StepNotAllowed(step="withdraw", state=sub_order.state)


def _unpack(withdrawn: Mapping[int, int], parcels: Sequence[Parcel], actor: Actor) -> None:
    """Out of the last parcels first; an emptied one is cancelled, a lighter one labelled anew."""
    for line_id, boxes in withdrawn.items():
        missing = boxes
        for parcel in reversed(parcels):
            if parcel.sent_at is None and parcel.state in _STILL_OPEN:
                missing -= _take_of(parcel, line_id, missing)
        if missing:
            raise StepNotAllowed(step="withdraw", state=ParcelState.packed.value)
    session.flush()
    for parcel in parcels:
        if parcel.sent_at is None and parcel.state in _STILL_OPEN and _is_empty(parcel):
            cancel_parcels([parcel], actor)


def _take_of(parcel: Parcel, line_id: int, most: int) -> int:
    held = next((one for one in parcel.contents if one.order_line_id == line_id), None)
    if held is None or not most:
        return 0
    part = min(held.boxes, most)
    here = (ParcelContent.parcel_id == parcel.id) & (ParcelContent.order_line_id == line_id)
    if part == held.boxes:
        changed(delete(ParcelContent).where(here))
    else:
        changed(update(ParcelContent).where(here).values(boxes=ParcelContent.boxes - part))
    parcel.gross_grams = max(0, parcel.gross_grams - part * held.line.gross_grams)
    parcel.label_printed_at = None
    session.expire(parcel, ["contents"])
    return part


def _is_empty(parcel: Parcel) -> bool:
    left = select(func.count()).where(ParcelContent.parcel_id == parcel.id)
    return session.execute(left).scalar_one() == 0


def _by_lot(boxes_of: Mapping[int, int], lots: Mapping[int, int]) -> dict[int, int]:
    by_lot: Counter[int] = Counter()
    for line, boxes in boxes_of.items():
        by_lot[lots[line]] += boxes
    return dict(+by_lot)
