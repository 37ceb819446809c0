"""Money of a sub-order on its way back: out of whose pocket, and by which payments.

What can go back is capped three times, each by one UPDATE whose count decides and by the table
itself: by line, by postage, and by what each payment paid of the sub-order. A sub-order therefore
never spends a sibling's money.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import select, update

from app import clock
from app.db import changed, session
from app.ground.payment_states import RefundState, RefundStep, refund_step
from app.ground.postings import (
    BOX_DEPOSITS,
    CARRIER_CLAIMS,
    CLAIMS_EXPENSE,
    FORFEITED_DEPOSITS,
    REFUND_PAYABLE,
    Bearer,
    Posting,
    move,
)
from app.ground.refund_shares import given_by_refund, spread
from app.ground.refusals import Missing, PaymentDisputed, RefundTooLarge
from app.ledger.actions import post
from app.orders.actions import Actor
from app.orders.breakdowns import part_sold
from app.orders.models import BoxDeposit, OrderLine, SubOrder
from app.outbox.actions import leave
from app.payments.kinds import CARDS, RefundReason, Tender
from app.payments.models import Payment, PaymentShare, Refund, RefundSlip
from app.payments.queries import is_disputed
from app.payments.refund_wishes import RefundWish
from app.payments.shares import cooperative_account, givers, money_account

BY_HAND = "to be transferred by hand"


def left_of_line(line: OrderLine) -> int:
    return line.total_fen - line.refunded_fen


def left_of_postage(sub_order: SubOrder) -> int:
    return sub_order.postage_fen - sub_order.postage_refunded_fen


def left_of_part(sub_order: SubOrder) -> int:
    """What can still be refunded of it, in fen."""
    return left_of_postage(sub_order) + sum(left_of_line(line) for line in sub_order.lines)


def give_back(
    sub_order: SubOrder,
    wish: RefundWish,
    actor: Actor,
    request_key: str,
    *,
    is_carried: bool,
    taken_already: Payment | None = None,
) -> list[Refund]:
    """The caller has locked the order and its sub-orders and knows that it is paid.

    `taken_already`: a dispute that was lost has taken the money of this payment, so that it is
    spent of no other one and nobody is asked to send it.
    """
    if taken_already is None and is_disputed(sub_order.id):
        raise PaymentDisputed
    before = ({one.id: one.refunded_fen for one in sub_order.lines}, sub_order.postage_refunded_fen)
    _take_of_lines(sub_order, wish)
    _take_of_deposits(sub_order, wish)
    taken = _take_of_shares(sub_order, wish.amount_fen, taken_already)
    given = given_by_refund(part_sold(sub_order), before, wish.goods, wish.postage_fen)
    pockets = _pockets(sub_order, wish, givers(sub_order, given, is_carried))
    slip = _write_slip(sub_order, wish, actor, request_key)
    rows = spread([fen for _, fen in pockets], [fen for _, fen in taken])
    refunds = []
    for (payment, amount_fen), row in zip(taken, rows, strict=True):
        refund = new_refund(payment, amount_fen, wish.reason, slip)
        post(
            f"refund:{refund.number}:owed",
            f"sub-order {sub_order.number}: {wish.reason}",
            _owed([(name, fen) for (name, _), fen in zip(pockets, row, strict=True)]),
            order_id=sub_order.order_id,
        )
        if taken_already is None:
            send_later(payment, refund)
        refunds.append(refund)
    return refunds


def _take_of_lines(sub_order: SubOrder, wish: RefundWish) -> None:
    lines = {line.id: line for line in sub_order.lines}
    if not lines.keys() >= wish.goods.keys():
        raise Missing
    for line_id, fen in wish.goods.items():
        still_left = OrderLine.refunded_fen + fen <= OrderLine.total_fen
        statement = update(OrderLine).where(OrderLine.id == line_id, still_left)
        if not changed(statement.values(refunded_fen=OrderLine.refunded_fen + fen)):
            session.refresh(lines[line_id])
            raise RefundTooLarge(most_fen=left_of_line(lines[line_id]), field=f"line-{line_id}")
        session.refresh(lines[line_id], ["refunded_fen"])
    still_left = SubOrder.postage_refunded_fen + wish.postage_fen <= SubOrder.postage_fen
    statement = update(SubOrder).where(SubOrder.id == sub_order.id, still_left)
    refunded = SubOrder.postage_refunded_fen + wish.postage_fen
    if not changed(statement.values(postage_refunded_fen=refunded)):
        raise RefundTooLarge(most_fen=left_of_postage(sub_order), field="postage")
    session.refresh(sub_order, ["postage_refunded_fen"])


def _take_of_deposits(sub_order: SubOrder, wish: RefundWish) -> None:
    for one in wish.deposits:
        mine = (BoxDeposit.sub_order_id == sub_order.id) & (
            BoxDeposit.box_type_id == one.box_type_id
        )
        kept = BoxDeposit.boxes_back + BoxDeposit.boxes_forfeited
        statement = update(BoxDeposit).where(
            mine,
            BoxDeposit.deposit_fen == one.deposit_fen,
            kept + one.held <= BoxDeposit.boxes,
            BoxDeposit.boxes_forfeited >= one.forfeited,
        )
        values = {
            "boxes_back": BoxDeposit.boxes_back + one.boxes,
            "boxes_forfeited": BoxDeposit.boxes_forfeited - one.forfeited,
        }
        if not changed(statement.values(**values)):
            raise RefundTooLarge(most_fen=0)
    if wish.deposits:
        session.expire(sub_order, ["deposits"])


def _take_of_shares(
    sub_order: SubOrder, amount_fen: int, only: Payment | None
) -> list[tuple[Payment, int]]:
    """What was paid last goes back first."""
    which = [] if only is None else [PaymentShare.payment_id == only.id]
    shares = session.scalars(
        select(PaymentShare)
        .where(PaymentShare.sub_order_id == sub_order.id, *which)
        .order_by(PaymentShare.payment_id.desc())
        .execution_options(populate_existing=True)
    ).all()
    taken: list[tuple[Payment, int]] = []
    missing = amount_fen
    for share in shares:
        part = min(missing, share.amount_fen - share.refunded_fen)
        if part and spend(share, part):
            taken.append((session.get_one(Payment, share.payment_id), part))
            missing -= part
    if missing:
        raise RefundTooLarge(most_fen=amount_fen - missing)
    return taken


def spend(share: PaymentShare, amount_fen: int) -> bool:
    """The share is the cap: one UPDATE decides, and the table has the last word."""
    return bool(
        changed(
            update(PaymentShare)
            .where(
                PaymentShare.payment_id == share.payment_id,
                PaymentShare.sub_order_id == share.sub_order_id,
                PaymentShare.refunded_fen + amount_fen <= PaymentShare.amount_fen,
            )
            .values(refunded_fen=PaymentShare.refunded_fen + amount_fen)
        )
    )


def _pockets(
    sub_order: SubOrder, wish: RefundWish, of_the_sale: list[tuple[str, int]]
) -> list[tuple[str, int]]:
    """What was put down for boxes is the buyer's, so that nobody bears it."""
    boxes = [
        (BOX_DEPOSITS, sum(one.held_fen for one in wish.deposits)),
        (FORFEITED_DEPOSITS, sum(one.forfeited_fen for one in wish.deposits)),
    ]
    if wish.borne_by is Bearer.sale:
        return [*of_the_sale, *boxes]
    return [(pocket(sub_order, wish.borne_by), wish.borne_fen), *boxes]


def pocket(sub_order: SubOrder, borne_by: Bearer) -> str:
    """The account of whoever bears it alone."""
    return {
        Bearer.cooperative: cooperative_account(sub_order),
        Bearer.platform: CLAIMS_EXPENSE,
        Bearer.carrier: CARRIER_CLAIMS,
    }[borne_by]


def _owed(given: Sequence[tuple[str, int]]) -> list[Posting]:
    """An account may give twice: the cooperative its own part and the carrier's."""
    return [one for name, fen in given for one in move(name, REFUND_PAYABLE, fen)]


def _write_slip(
    sub_order: SubOrder, wish: RefundWish, actor: Actor, request_key: str
) -> RefundSlip:
    slip = RefundSlip(
        request_key=request_key,
        sub_order_id=sub_order.id,
        amount_fen=wish.amount_fen,
        reason=wish.reason,
        borne_by=wish.borne_by,
        facts=wish.as_facts(),
        note=wish.note,
        actor_kind=actor.kind,
        actor_id=actor.person_id,
        decided_at=clock.now(),
    )
    session.add(slip)
    session.flush()
    return slip


def new_refund(
    payment: Payment, amount_fen: int, reason: RefundReason, slip: RefundSlip | None
) -> Refund:
    refund = Refund(
        number=f"R{payment.number[1:]}{secrets.token_hex(3)}",
        payment_id=payment.id,
        sub_order_id=slip.sub_order_id if slip else None,
        slip_id=slip.id if slip else None,
        amount_fen=amount_fen,
        reason=reason,
        state=RefundState.requested,
        requested_at=clock.now(),
    )
    session.add(refund)
    session.flush()
    return refund


def send_later(payment: Payment, refund: Refund) -> None:
    """A card company is asked by the worker; cash waits until the shop hands it back; a shop's own
    account has it at once; and what came by bank transfer is a task of the office."""
    if payment.tender in CARDS:
        leave("send_refund", {"refund_id": refund.id})
    elif payment.tender in (Tender.shop_prepaid, Tender.shop_credit):
        finish(refund)
    elif payment.tender == Tender.bank_transfer:
        refund.state = refund_step(RefundState.requested, RefundStep.fail)
        refund.fault = BY_HAND
    session.flush()


def finish(refund: Refund) -> None:
    """The money is where it came from."""
    refund.state = refund_step(RefundState(refund.state), RefundStep.succeed)
    refund.ended_at = clock.now()
    payment = refund.payment
    post(
        refund.paid_fact,
        f"refund {refund.number} paid out",
        move(REFUND_PAYABLE, money_account(payment), refund.amount_fen),
        order_id=payment.order_id,
    )


def refunds_of_slip(slip: RefundSlip) -> Sequence[Refund]:
    return session.scalars(
        select(Refund).where(Refund.slip_id == slip.id).order_by(Refund.payment_id.desc())
    ).all()
