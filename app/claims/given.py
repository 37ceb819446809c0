"""What was given back already for the boxes of one parcel, whether as a claim or as a return: a
line may be spread over several parcels, and what is left of it is then no bound for one of them."""

from collections import Counter

from sqlalchemy import or_, select, union_all

from app.claims.models import Claim, GoodsReturn
from app.db import session
from app.orders.models import OrderLine
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel
from app.payments.giving_back import left_of_line
from app.payments.models import RefundSlip


def left_of_parcel(parcel: Parcel) -> dict[int, int]:
    """Fen by line: at most what its boxes cost less what was given for them, and at most what has
    not gone back of the line. `parcel` brought the boxes, or brings them back. Two statements."""
    brought = _origin(parcel)
    given = _given(brought)
    worth: Counter[int] = Counter()
    lines: dict[int, OrderLine] = {}
    for one in brought.contents:
        worth[one.order_line_id] += one.boxes * one.line.unit_price_fen
        lines[one.order_line_id] = one.line
    return {
        key: max(0, min(worth[key] - given[key], left_of_line(line))) for key, line in lines.items()
    }


def _origin(parcel: Parcel) -> Parcel:
    if parcel.kind != ParcelKind.return_:
        return parcel
    return session.get_one(Parcel, parcel.origin_parcel_id)


def _given(brought: Parcel) -> Counter[int]:
    """By line, what slips of its claims and returns say; on their note stands whose they are. What
    the way back was paid from counts as given: the boxes are gone for it."""
    backs = select(Parcel.id).where(
        Parcel.origin_parcel_id == brought.id, Parcel.kind == ParcelKind.return_
    )
    claims = select(Claim.number).where(
        or_(Claim.parcel_id == brought.id, Claim.parcel_id.in_(backs))
    )
    returns = select(GoodsReturn.number).where(GoodsReturn.parcel_id.in_(backs))
    slips = select(RefundSlip.facts).where(
        RefundSlip.sub_order_id == brought.sub_order_id,
        RefundSlip.note.in_(union_all(claims, returns)),
    )
    given: Counter[int] = Counter()
    for facts in session.scalars(slips):
        given.update({int(line): fen for line, fen in facts["goods"].items()})
    for kept in session.scalars(select(GoodsReturn.kept).where(GoodsReturn.parcel_id.in_(backs))):
        given.update({int(line): fen for line, fen in kept.items()})
    return given
