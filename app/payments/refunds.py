"""Money going back: cancelled parts, parts of parts, and payments that never became a sale.

A refund is booked twice: when it is owed (the sale turned round, against `refund_payable`) and
when the money has left. One that fails stays owed and visible.
"""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from app.db import lock_rows, session
from app.ground.order_states import OrderState, SubOrderState
from app.ground.parcel_steps import AT_HOME, ParcelState
from app.ground.payment_states import RefundState, RefundStep, refund_step
from app.ground.postings import ORDER_DEPOSITS, REFUND_PAYABLE, SUSPENSE, cash_box, move
from app.ground.refusals import (
    CashBoxShort,
    Missing,
    OrderNotPaid,
    RefundableChanged,
    RequestKeyUsed,
    StepNotAllowed,
)
from app.ledger.actions import lock_account, post
from app.ledger.queries import balance
from app.orders.actions import (
    Actor,
    cancel_sub_order,
    cancel_unpaid_order,
    lock_order,
    note_refund,
)
from app.orders.models import OrderLine, SubOrder
from app.outbox.actions import leave
from app.parcels.actions import cancel_parcels, locked
from app.parcels.boxes import take_out
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_sub_orders
from app.parcels.tracking import lock_boxes
from app.partners.cards import RefundAnswer
from app.payments.box_deposits import give_back_deposits, held_deposits
from app.payments.deposits import deposits_of
from app.payments.giving_back import (
    finish,
    give_back,
    left_of_line,
    left_of_part,
    left_of_postage,
    new_refund,
    refunds_of_slip,
    send_later,
)
from app.payments.kinds import RefundReason, Tender
from app.payments.models import Dispute, Payment, Refund, RefundSlip
from app.payments.refund_wishes import RefundWish as RefundWish  # doors say what they want
from app.payments.shares import money_account
from app.payments.undoing import undo_favours
from app.stock.models import Lot
from app.stock.movements import lock_lots
from app.stock.receiving import write_off


def cancel_order(order_id: int, actor: Actor, reason: str) -> list[Refund]:
    """Before anything has left: unpaid orders give back their boxes, paid ones money as well.

    An order of which a part has been shipped is refused whole; its other parts can be cancelled
    one by one.
    """
    order = lock_order(order_id)
    if order.state == OrderState.placed:
        cancel_unpaid_order(order, actor, reason)
        return_deposits(order.id)
        return []
    if order.state != OrderState.paid:
        raise StepNotAllowed(step="cancel", state=order.state)
    live = [one for one in order.sub_orders if one.state != SubOrderState.cancelled]
    return _cancel(live, actor, reason)


def cancel_part(sub_order: SubOrder, actor: Actor, reason: str) -> list[Refund]:
    """One cooperative's part of a paid order, before any parcel of it has left."""
    lock_order(sub_order.order_id)
    return _cancel([sub_order], actor, reason)


def refund_part(
    sub_order_id: int, wish: RefundWish, actor: Actor, request_key: str
) -> list[Refund]:
    """Give back a part of what was paid for one sub-order: a refund for each payment it came from.

    The same request key gives the same refunds. RefundTooLarge when less than that is left of a
    line, of the postage, or of the sub-order; nothing is changed then.
    """
    wish.check()
    sub_order = _lock_part(sub_order_id)
    earlier = _slip_of_request(request_key)
    if earlier is not None:
        if (earlier.sub_order_id, earlier.facts) != (sub_order.id, wish.as_facts()):
            raise RequestKeyUsed
        return list(refunds_of_slip(earlier))
    if sub_order.order.paid_at is None:
        raise OrderNotPaid
    left_fen = left_of_part(sub_order)
    if wish.seen_left_fen not in (None, left_fen):
        raise RefundableChanged(was_fen=wish.seen_left_fen, is_fen=left_fen)
    parcels = locked(one.id for one in parcels_of_sub_orders([sub_order.id]))
    is_carried = any(parcel.sent_at for parcel in parcels)
    if wish.boxes:
        _settle_boxes(sub_order, wish, parcels, actor)
    note_refund(sub_order, actor, wish.note)
    refunds = give_back(sub_order, wish, actor, request_key, is_carried=is_carried)
    # A parcel that was emptied at home takes no box along.
    give_back_deposits(sub_order, actor)
    return refunds


def _lock_part(sub_order_id: int) -> SubOrder:
    """Its order and its siblings with it, all read anew."""
    order_id = session.scalar(select(SubOrder.order_id).where(SubOrder.id == sub_order_id))
    if order_id is None:
        raise Missing
    order = lock_order(order_id)
    lines = select(OrderLine).where(OrderLine.sub_order_id == sub_order_id)
    session.scalars(lines.execution_options(populate_existing=True)).all()
    return next(one for one in order.sub_orders if one.id == sub_order_id)


def _settle_boxes(
    sub_order: SubOrder, wish: RefundWish, parcels: Sequence[Parcel], actor: Actor
) -> None:
    """Back to a lot all of them; those that nobody can eat are written off from there."""
    lots = {line.id: line.lot_id for line in sub_order.lines}
    if not lots.keys() >= wish.boxes.keys():
        raise Missing
    lock_lots(Lot.id.in_(sorted({lots[line] for line in wish.boxes})))
    there = take_out(sub_order, wish.boxes, parcels, actor)
    for line, boxes in sorted(wish.write_off.items()):
        for lot_id, most in there[line].items():
            part = min(boxes, most)
            if part:
                write_off(lot_id, part, sub_order.number, actor.person_id)
                boxes -= part


def _slip_of_request(request_key: str) -> RefundSlip | None:
    statement = select(RefundSlip).where(RefundSlip.request_key == request_key)
    return session.scalars(statement).one_or_none()


def _cancel(parts: Sequence[SubOrder], actor: Actor, reason: str) -> list[Refund]:
    """The order and its sub-orders are locked; parcels and lots are, all of them, before the first
    step (docs/locking.md)."""
    parcels = locked(one.id for one in parcels_of_sub_orders([part.id for part in parts]))
    lock_boxes(parcels)
    return [
        refund
        for part in parts
        for refund in _cancel_one(
            part, [one for one in parcels if one.sub_order_id == part.id], actor, reason
        )
    ]


def _cancel_one(
    sub_order: SubOrder, parcels: Sequence[Parcel], actor: Actor, reason: str
) -> list[Refund]:
    """What has not gone back before goes back now."""
    for parcel in parcels:
        if parcel.state not in AT_HOME | {ParcelState.cancelled}:
            raise StepNotAllowed(step="cancel", state=parcel.state)
        if parcel.kind == ParcelKind.replacement and parcel.made_good is None:
            # What is to be sent again has money of its own: it is called off by itself.
            raise StepNotAllowed(step="cancel", state=parcel.kind)
    cancel_sub_order(sub_order, actor, reason, _boxes_gone(parcels))
    cancel_parcels(parcels, actor)
    undo_favours(sub_order)
    wish = RefundWish(
        reason=RefundReason.cancelled,
        goods={line.id: left_of_line(line) for line in sub_order.lines if left_of_line(line)},
        postage_fen=left_of_postage(sub_order),
        note=reason,
        deposits=held_deposits(sub_order),
    )
    if not wish.amount_fen:
        return []
    return give_back(sub_order, wish, actor, f"cancel:{sub_order.number}", is_carried=False)


def _boxes_gone(parcels: Sequence[Parcel]) -> dict[int, int]:
    """By line: of parcels that had left before the carrier took that back."""
    gone: Counter[int] = Counter()
    for parcel in parcels:
        if parcel.sent_at is not None:
            gone.update({one.order_line_id: one.boxes for one in parcel.contents})
    return gone


def request_whole_refund(
    payment: Payment, reason: RefundReason, amount_fen: int | None = None, source: str = SUSPENSE
) -> Refund:
    """A payment that became no sale, or what of it was too much, goes back by itself: out of
    suspense, or out of the deposits of an order that was never paid to the end."""
    given_fen = amount_fen or payment.amount_fen
    refund = new_refund(payment, given_fen, reason, None)
    post(
        f"refund:{refund.number}:owed",
        f"payment {payment.number}: {reason}",
        move(source, REFUND_PAYABLE, given_fen),
        order_id=payment.order_id,
    )
    send_later(payment, refund)
    return refund


def return_deposits(order_id: int) -> None:
    """The order will not be paid to the end: what was put down for it goes back, each to where it
    came from. The caller holds the order's row."""
    for payment in deposits_of(order_id):
        request_whole_refund(payment, RefundReason.cancelled, source=ORDER_DEPOSITS)


def begin_refund(refund_id: int) -> Refund | None:
    """For the worker, before it asks; None when there is nothing left to ask."""
    refund = lock_rows(Refund, [refund_id])[0]
    if refund.state == RefundState.failed and refund.transfer_reference is None:
        refund.state = refund_step(RefundState.failed, RefundStep.retry)
    if refund.state == RefundState.requested:
        refund.state = refund_step(RefundState.requested, RefundStep.send)
        session.flush()
    return refund if refund.state == RefundState.sent else None


def record_refund(refund_id: int, answer: RefundAnswer) -> None:
    """The company has taken it on; the money has left as soon as it says so."""
    refund = lock_rows(Refund, [refund_id])[0]
    if refund.state == RefundState.sent:
        refund.external_id = answer.external_id
        if answer.is_done:
            finish(refund)
        session.flush()


def record_failed_refund(refund_id: int, fault: str) -> None:
    """A clear no, or a bank has sent it back days after it was called done: it is owed (again), and
    the office sees it."""
    refund = lock_rows(Refund, [refund_id])[0]
    if refund.state not in (RefundState.sent, RefundState.succeeded):
        return
    if refund.state == RefundState.succeeded:
        if _was_paid_otherwise(refund):
            return
        _take_back(refund)
    refund.state = refund_step(RefundState(refund.state), RefundStep.fail)
    refund.fault = fault[:200]
    session.flush()


def _was_paid_otherwise(refund: Refund) -> bool:
    """By bank transfer, or out of what a dispute had taken: what the company says is old news."""
    by_dispute = select(Dispute.id).where(
        Dispute.payment_id == refund.payment_id, Dispute.external_id == refund.external_id
    )
    return refund.transfer_seen_by_id is not None or session.scalar(by_dispute) is not None


def _take_back(refund: Refund) -> None:
    refund.returned_times += 1
    refund.ended_at = None
    post(
        f"refund:{refund.number}:returned:{refund.returned_times}",
        f"refund {refund.number} has come back",
        move(money_account(refund.payment), REFUND_PAYABLE, refund.amount_fen),
        order_id=refund.payment.order_id,
    )


def retry_refund(refund_id: int) -> None:
    """The office has put right what was wrong: the company is asked again by the worker. Refused
    once a bank transfer was written down for it: it would be paid twice."""
    refund = lock_rows(Refund, [refund_id])
    if not refund:
        raise Missing
    if refund[0].state != RefundState.failed or refund[0].transfer_reference is not None:
        raise StepNotAllowed(step="retry", state=refund[0].state)
    leave("send_refund", {"refund_id": refund_id})


def hand_back_cash(refund_id: int, shop_id: int) -> Refund:
    """The shopkeeper gives the notes back; there must be as many in the box."""
    found = lock_rows(Refund, [refund_id])
    if not found or (found[0].payment.tender, found[0].payment.shop_id) != (
        Tender.cash_box,
        shop_id,
    ):
        raise Missing
    refund = found[0]
    if refund.state == RefundState.succeeded:
        return refund
    # Of two refunds at once the second must count what the first has left.
    lock_account(cash_box(shop_id))
    held_fen = balance(cash_box(shop_id))
    if held_fen < refund.amount_fen:
        raise CashBoxShort(held_fen=held_fen)
    finish(refund)
    session.flush()
    return refund
