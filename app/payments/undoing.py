"""A part is cancelled after money of it went back out of one pocket: then there was no sale, so
everyone gives up what it brought, and whoever had borne the refund has it again (docs/money.md).
"""

from collections import Counter

from sqlalchemy import select

from app.db import session
from app.ground.postings import Bearer, Posting, move
from app.ground.refund_shares import given_by_refund
from app.ledger.actions import post
from app.orders.breakdowns import part_sold
from app.orders.models import SubOrder
from app.payments.giving_back import pocket
from app.payments.kinds import RefundReason
from app.payments.models import RefundSlip
from app.payments.refund_wishes import RefundWish
from app.payments.shares import givers


def undo_favours(sub_order: SubOrder) -> None:
    """Before its rest goes back. Nothing of it has left, so the carrier gives up its part too."""
    slips = select(RefundSlip).where(RefundSlip.sub_order_id == sub_order.id)
    sold, goods, postage_fen = part_sold(sub_order), Counter[int](), 0
    postings: list[Posting] = []
    for slip in session.scalars(slips.order_by(RefundSlip.id)):
        borne_by = Bearer(slip.borne_by)
        wish = RefundWish.from_facts(slip.facts, RefundReason(slip.reason), borne_by, slip.note)
        if borne_by is not Bearer.sale:
            bearer = pocket(sub_order, borne_by)
            given = given_by_refund(sold, (goods, postage_fen), wish.goods, wish.postage_fen)
            for name, fen in givers(sub_order, given, is_carried=False):
                if name != bearer:
                    postings += move(name, bearer, fen)
        goods.update(wish.goods)
        postage_fen += wish.postage_fen
    if postings:
        post(
            f"sub_order:{sub_order.number}:undone",
            f"sub-order {sub_order.number} cancelled: its refunds were no part of a sale",
            postings,
            order_id=sub_order.order_id,
        )
