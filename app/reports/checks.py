"""Sums that must agree, asked of the whole database: `flask books check` and every journey's end.

Each check is one statement that returns the rows that are wrong, so that a fault has a name. A
check that finds nothing has looked at everything: none is sampled.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Select, Text, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.db import session
from app.ground.order_states import OrderState, SubOrderState
from app.ground.parcel_steps import ParcelState
from app.ground.payment_states import PaymentState, RefundState
from app.ledger.models import Account, JournalEntry, Posting
from app.orders.models import Order, OrderLine, SubOrder
from app.outbox.models import Message
from app.parcels.kinds import WaybillState
from app.parcels.models import Parcel, ParcelContent, Waybill
from app.payments.models import Payment, PaymentShare, Refund
from app.stock.kinds import MovementKind, ReservationState
from app.stock.models import Lot, Movement, Reservation

MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Check:
    """`faults` names what is wrong, at most the first twenty."""

    name: str
    faults: tuple[str, ...]


def check_books() -> list[Check]:
    return [Check(name, _faults(ask())) for name, ask in CHECKS.items()]


def _faults(statement: Select[str]) -> tuple[str, ...]:
    return tuple(str(one) for one in session.scalars(statement.limit(MOST_FAULTS)))


def entries_without_postings() -> Select[str]:
    booked = select(Posting.entry_id)
    return select(JournalEntry.fact).where(JournalEntry.id.not_in(booked))


def accounts_that_do_not_sum_to_zero() -> Select[str]:
    """Every posting takes and gives the same, so this can only fail if one points nowhere."""
    debit, credit = aliased(Account), aliased(Account)
    return (
        select(literal("posting ") + cast(Posting.id, Text))
        .outerjoin(debit, debit.id == Posting.debit_id)
        .outerjoin(credit, credit.id == Posting.credit_id)
        .where(or_(debit.id.is_(None), credit.id.is_(None), Posting.amount_fen <= 0))
    )


def orders_whose_parts_do_not_add_up() -> Select[str]:
    return (
        select(Order.number)
        .outerjoin(SubOrder, SubOrder.order_id == Order.id)
        .group_by(Order.id, Order.number, Order.total_fen, Order.goods_fen)
        .having(
            or_(
                func.coalesce(func.sum(SubOrder.total_fen), 0) != Order.total_fen,
                func.coalesce(func.sum(SubOrder.goods_fen), 0) != Order.goods_fen,
            )
        )
    )


def sub_orders_whose_lines_do_not_add_up() -> Select[str]:
    return (
        select(SubOrder.number)
        .outerjoin(OrderLine, OrderLine.sub_order_id == SubOrder.id)
        .group_by(SubOrder.id, SubOrder.number, SubOrder.goods_fen)
        .having(func.coalesce(func.sum(OrderLine.total_fen), 0) != SubOrder.goods_fen)
    )


def captured_payments_not_in_the_books() -> Select[str]:
    """What came in under a payment's fact is the payment's amount, on a card or cash account."""
    entry, account = aliased(JournalEntry), aliased(Account)
    came = (
        select(
            entry.fact.label("fact"),
            func.sum(
                case(
                    (account.id == Posting.debit_id, Posting.amount_fen), else_=-Posting.amount_fen
                )
            ).label("fen"),
        )
        .join(Posting, Posting.entry_id == entry.id)
        .join(account, or_(account.id == Posting.debit_id, account.id == Posting.credit_id))
        .where(or_(account.name.startswith("card_clearing:"), account.name.startswith("cash_box:")))
        .group_by(entry.fact)
        .subquery()
    )
    fact = literal("payment:") + Payment.number + literal(":captured")
    return (
        select(Payment.number)
        .outerjoin(came, came.c.fact == fact)
        .where(
            Payment.state == PaymentState.captured,
            func.coalesce(came.c.fen, 0) != Payment.amount_fen,
        )
    )


def payments_whose_shares_do_not_add_up() -> Select[str]:
    """A captured payment is shared out whole, or goes back whole."""
    shared = (
        select(PaymentShare.payment_id, func.sum(PaymentShare.amount_fen).label("fen"))
        .group_by(PaymentShare.payment_id)
        .subquery()
    )
    whole = select(Refund.payment_id).where(Refund.sub_order_id.is_(None))
    return (
        select(Payment.number)
        .outerjoin(shared, shared.c.payment_id == Payment.id)
        .where(
            Payment.state == PaymentState.captured,
            func.coalesce(shared.c.fen, 0) != Payment.amount_fen,
            Payment.id.not_in(whole),
        )
    )


def paid_orders_without_their_money() -> Select[str]:
    paid = select(Payment.order_id).where(Payment.state == PaymentState.captured)
    return select(Order.number).where(Order.state == OrderState.paid, Order.id.not_in(paid))


def shares_whose_refunds_do_not_add_up() -> Select[str]:
    refunded = (
        select(
            Refund.payment_id,
            Refund.sub_order_id,
            func.sum(Refund.amount_fen).label("fen"),
        )
        .where(Refund.sub_order_id.is_not(None))
        .group_by(Refund.payment_id, Refund.sub_order_id)
        .subquery()
    )
    return (
        select(SubOrder.number)
        .join(PaymentShare, PaymentShare.sub_order_id == SubOrder.id)
        .outerjoin(
            refunded,
            (refunded.c.payment_id == PaymentShare.payment_id)
            & (refunded.c.sub_order_id == PaymentShare.sub_order_id),
        )
        .where(func.coalesce(refunded.c.fen, 0) != PaymentShare.refunded_fen)
    )


def finished_refunds_not_in_the_books() -> Select[str]:
    paid = select(JournalEntry.fact)
    fact = literal("refund:") + Refund.number + literal(":paid")
    return select(Refund.number).where(Refund.state == RefundState.succeeded, fact.not_in(paid))


def cancelled_parts_without_their_refund() -> Select[str]:
    refunded = select(Refund.sub_order_id).where(Refund.sub_order_id.is_not(None))
    return (
        select(SubOrder.number)
        .join(PaymentShare, PaymentShare.sub_order_id == SubOrder.id)
        .where(SubOrder.state == SubOrderState.cancelled, SubOrder.id.not_in(refunded))
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
    on_hand = _moved(kind.receive, outs=(kind.ship, kind.write_off)).subquery()
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


def holds_that_no_open_order_has() -> Select[str]:
    """Boxes are held for placed orders only, and exactly as many as these have lines for."""
    open_orders = select(Order.number).where(Order.state == OrderState.placed)
    return select(Reservation.holder).where(
        Reservation.state == ReservationState.held, Reservation.holder.not_in(open_orders)
    )


def paid_parts_whose_boxes_are_not_in_parcels() -> Select[str]:
    """Every box of a paid part is in exactly one parcel; parts waiting for numbers are excused."""
    packed = (
        select(ParcelContent.order_line_id, func.sum(ParcelContent.boxes).label("boxes"))
        .group_by(ParcelContent.order_line_id)
        .subquery()
    )
    waiting = select(Message.id).where(Message.kind == "book_parcels", Message.done_at.is_(None))
    return (
        select(SubOrder.number)
        .distinct()
        .join(OrderLine, OrderLine.sub_order_id == SubOrder.id)
        .outerjoin(packed, packed.c.order_line_id == OrderLine.id)
        .where(
            SubOrder.state.not_in([SubOrderState.pending, SubOrderState.cancelled]),
            func.coalesce(packed.c.boxes, 0) != OrderLine.boxes,
            ~waiting.exists(),
        )
    )


def drawn_numbers_without_one_parcel() -> Select[str]:
    used = select(Parcel.waybill_number)
    return select(Waybill.number).where(
        Waybill.state != WaybillState.free, Waybill.number.not_in(used)
    )


def parcels_sent_before_they_were_paid() -> Select[str]:
    return (
        select(Parcel.waybill_number)
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .join(Order, Order.id == SubOrder.order_id)
        .where(Order.state != OrderState.paid, Parcel.state != ParcelState.cancelled)
    )


CHECKS: dict[str, Callable[[], Select[str]]] = {
    check.__name__: check
    for check in (
        entries_without_postings,
        accounts_that_do_not_sum_to_zero,
        orders_whose_parts_do_not_add_up,
        sub_orders_whose_lines_do_not_add_up,
        captured_payments_not_in_the_books,
        payments_whose_shares_do_not_add_up,
        paid_orders_without_their_money,
        shares_whose_refunds_do_not_add_up,
        finished_refunds_not_in_the_books,
        cancelled_parts_without_their_refund,
        lots_that_do_not_follow_from_their_movements,
        holds_that_no_open_order_has,
        paid_parts_whose_boxes_are_not_in_parcels,
        drawn_numbers_without_one_parcel,
        parcels_sent_before_they_were_paid,
    )
}
