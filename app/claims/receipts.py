"""Parcels that the carrier turned back: who sent them receives them, and money follows."""

from collections.abc import Mapping

from app.claims.on_behalf import whole_parcel
from app.claims.return_queries import find_return_of_parcel
from app.claims.settling_returns import settle_return
from app.ground.order_states import SubOrderState
from app.ground.postings import Bearer
from app.ground.refusals import Missing
from app.ground.return_states import ReturnState
from app.orders.actions import Actor, lock_order
from app.parcels.actions import locked
from app.parcels.exceptions import make_good
from app.parcels.kinds import MadeGood, ParcelKind
from app.parcels.models import Parcel
from app.parcels.receiving import Fate, receive_boxes
from app.parcels.watching import look_again
from app.payments.giving_back import left_of_line
from app.payments.kinds import RefundReason
from app.payments.models import Refund
from app.payments.refunds import RefundWish, refund_part


def receive_back(parcel: Parcel, fates: Mapping[int, Fate], actor: Actor, words: str) -> None:
    """Whatever has come back: sent by the buyer, or turned round by the carrier."""
    sent_back = find_return_of_parcel(parcel.id)
    if sent_back is None:
        receive_turned_back(parcel, fates, actor, words)
    elif sent_back.state == ReturnState.settled:
        # Given up for lost, paid for, and found: its boxes are worth something, and she has her
        # money.
        lock_order(parcel.sub_order.order_id)
        receive_boxes(locked([parcel.id])[0], fates, actor)
    else:
        settle_return(sent_back.id, fates, actor, words)


def receive_turned_back(
    parcel: Parcel, fates: Mapping[int, Fate], actor: Actor, words: str
) -> list[Refund]:
    """The boxes are in the lots again or written off; of the accepted ones what has not gone back
    yet goes back now, unless the buyer had her money or another parcel before. The postage stays
    with the carrier, which has carried it twice."""
    lock_order(parcel.sub_order.order_id)
    parcel = locked([parcel.id])[0]
    if parcel.kind == ParcelKind.return_:
        raise Missing
    accepted = receive_boxes(parcel, fates, actor)
    refunds: list[Refund] = []
    if parcel.made_good is None and parcel.sub_order.state != SubOrderState.cancelled:
        refunds = _give_back(parcel, accepted, actor, words)
        if refunds:
            make_good(parcel, MadeGood.refunded, actor)
    look_again(parcel)
    return refunds


def _give_back(
    parcel: Parcel, accepted: Mapping[int, int], actor: Actor, words: str
) -> list[Refund]:
    left = {line.id: left_of_line(line) for line in parcel.sub_order.lines}
    prices = whole_parcel(parcel, left)
    boxes = {one.order_line_id: one.boxes for one in parcel.contents}
    goods = {
        line: prices[line] * count // boxes[line]
        for line, count in accepted.items()
        if line in prices
    }
    wish = RefundWish(
        reason=RefundReason.returned,
        goods={line: fen for line, fen in goods.items() if fen},
        borne_by=Bearer.sale,
        note=words,
    )
    if not wish.amount_fen:
        return []
    return refund_part(parcel.sub_order_id, wish, actor, f"back:{parcel.waybill_number}")
