"""What must agree about money: orders, payments, refunds and the books."""

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.ground.order_states import OrderState, SubOrderState
from app.ground.payment_states import PaymentState, RefundState
from app.ground.postings import BANK, DISPUTED, ORDER_DEPOSITS, REFUND_PAYABLE
from app.ledger.models import Account, JournalEntry, Posting
from app.orders.models import BoxDeposit, Order, OrderLine, SubOrder
from app.payments.models import Dispute, Payment, PaymentShare, Refund, RefundSlip
from app.reports.moved import moved_of

_CASH_BOX = Account.name.startswith("cash_box:", autoescape=True)
_OF_SHOPS = or_(
    Account.name.startswith("shop_prepaid:", autoescape=True),
    Account.name.startswith("shop_credit:", autoescape=True),
)
_CARDS = Account.name.startswith("card_clearing:", autoescape=True)


def entries_without_postings() -> Select[str]:
    posted = select(Posting.id).where(Posting.entry_id == JournalEntry.id)
    return select(JournalEntry.fact).where(~posted.exists())


def accounts_that_do_not_sum_to_zero() -> Select[str]:
    """Every posting takes and gives the same, so this can only fail if one points nowhere."""
    debit, credit = aliased(Account), aliased(Account)
    return (
        select(literal("posting ") + cast(Posting.id, Text))
        .outerjoin(debit, debit.id == Posting.debit_id)
        .outerjoin(credit, credit.id == Posting.credit_id)
        .where(or_(debit.id.is_(None), credit.id.is_(None), Posting.amount_fen <= 0))
    )


def cash_boxes_with_less_than_nothing() -> Select[str]:
    moved = moved_of(_CASH_BOX)
    return (
        select(Account.name)
        .join(moved, moved.c.account_id == Account.id)
        .group_by(Account.id, Account.name)
        .having(func.sum(moved.c.fen) < 0)
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
    """What came in under a payment's fact is the payment's amount, on a card or cash account; of
    one that was not captured nothing."""
    came = _booked(or_(_CASH_BOX, _CARDS, _OF_SHOPS, Account.name == BANK))
    fact = literal("payment:") + Payment.number + literal(":captured")
    due = case((Payment.state == PaymentState.captured, Payment.amount_fen), else_=0)
    return (
        select(Payment.number)
        .outerjoin(came, came.c.fact == fact)
        .where(func.coalesce(came.c.fen, 0) != due)
    )


def payments_whose_shares_do_not_add_up() -> Select[str]:
    """A captured payment is shared out, or goes back, or waits for the rest of an unpaid order."""
    shared = (
        select(PaymentShare.payment_id, func.sum(PaymentShare.amount_fen).label("fen"))
        .group_by(PaymentShare.payment_id)
        .subquery()
    )
    whole = aliased(Refund)
    placed = func.coalesce(shared.c.fen, 0) + func.coalesce(whole.amount_fen, 0)
    return (
        select(Payment.number)
        .outerjoin(shared, shared.c.payment_id == Payment.id)
        .outerjoin(whole, (whole.payment_id == Payment.id) & whole.sub_order_id.is_(None))
        .join(Order, Order.id == Payment.order_id)
        .where(
            Payment.state == PaymentState.captured,
            placed != Payment.amount_fen,
            or_(Order.state != OrderState.placed, placed != 0),
        )
    )


def deposits_that_no_unpaid_order_has() -> Select[str]:
    """While an order is unpaid its deposits are what was captured for it; else there are none."""
    moved = moved_of(Account.name == ORDER_DEPOSITS)
    held = (
        select(JournalEntry.order_id, func.sum(-moved.c.fen).label("fen"))
        .join(moved, moved.c.entry_id == JournalEntry.id)
        .group_by(JournalEntry.order_id)
        .subquery()
    )
    put_down = (
        select(Payment.order_id, func.sum(Payment.amount_fen).label("fen"))
        .join(Order, Order.id == Payment.order_id)
        .where(Payment.state == PaymentState.captured, Order.state == OrderState.placed)
        .group_by(Payment.order_id)
        .subquery()
    )
    return (
        select(Order.number)
        .outerjoin(held, held.c.order_id == Order.id)
        .outerjoin(put_down, put_down.c.order_id == Order.id)
        .where(func.coalesce(held.c.fen, 0) != func.coalesce(put_down.c.fen, 0))
    )


def paid_orders_without_their_money() -> Select[str]:
    paid = select(Payment.id).where(
        Payment.order_id == Order.id, Payment.state == PaymentState.captured
    )
    return select(Order.number).where(Order.state == OrderState.paid, ~paid.exists())


def paid_parts_without_their_share() -> Select[str]:
    """A part that is packed and sent was paid for, by one payment and whole."""
    return (
        select(SubOrder.number)
        .outerjoin(PaymentShare, PaymentShare.sub_order_id == SubOrder.id)
        .where(SubOrder.state.not_in([SubOrderState.pending, SubOrderState.cancelled]))
        .group_by(SubOrder.id, SubOrder.number, SubOrder.total_fen)
        .having(func.coalesce(func.sum(PaymentShare.amount_fen), 0) != SubOrder.total_fen)
    )


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


def refunds_not_in_the_books() -> Select[str]:
    """Each is booked as owed, and as paid when it has succeeded and not before; what a bank has
    sent back was booked as that, and is paid once more as another fact."""
    owed, paid, returned = (_booked(Account.name == REFUND_PAYABLE) for _ in range(3))
    times = cast(Refund.returned_times, Text)
    again = case((Refund.returned_times > 0, literal(":") + times), else_="")
    back = case((Refund.returned_times > 0, -Refund.amount_fen), else_=0)
    fact = literal("refund:") + Refund.number
    left = case((Refund.state == RefundState.succeeded, Refund.amount_fen), else_=0)
    return (
        select(Refund.number)
        .outerjoin(owed, owed.c.fact == fact + literal(":owed"))
        .outerjoin(paid, paid.c.fact == fact + literal(":paid") + again)
        .outerjoin(returned, returned.c.fact == fact + literal(":returned:") + times)
        .where(
            or_(
                func.coalesce(owed.c.fen, 0) != -Refund.amount_fen,
                func.coalesce(paid.c.fen, 0) != left,
                func.coalesce(returned.c.fen, 0) != back,
            )
        )
    )


def disputes_not_in_the_books() -> Select[str]:
    """What lies in `disputed` is what was withdrawn, has not come back and is not decided."""
    undecided = case(
        (Dispute.decided_at.is_(None), Dispute.withdrawn_fen - Dispute.reinstated_fen), else_=0
    )
    due = select(func.coalesce(func.sum(undecided), 0)).scalar_subquery()
    moved = moved_of(Account.name == DISPUTED)
    kept = select(func.coalesce(func.sum(moved.c.fen), 0)).scalar_subquery()
    return select(literal(DISPUTED)).where(due != kept)


def cancelled_parts_without_their_refund() -> Select[str]:
    """Of a paid part that was cancelled nothing is kept."""
    return (
        select(SubOrder.number)
        .distinct()
        .join(PaymentShare, PaymentShare.sub_order_id == SubOrder.id)
        .where(
            SubOrder.state == SubOrderState.cancelled,
            PaymentShare.refunded_fen != PaymentShare.amount_fen,
        )
    )


def cancelled_parts_that_still_hold_money() -> Select[str]:
    """Of a part that was cancelled its cooperative, which has one part of an order, keeps nothing
    in escrow; of an order that was cancelled whole neither does the shop."""
    of_shop = Account.name.startswith("shop_held:", autoescape=True)
    moved = moved_of(or_(Account.name.startswith("cooperative_held:", autoescape=True), of_shop))
    cancelled = select(SubOrder.order_id).where(SubOrder.state == SubOrderState.cancelled)
    held = (
        select(JournalEntry.order_id, moved.c.account_id)
        .join(moved, moved.c.entry_id == JournalEntry.id)
        .where(JournalEntry.order_id.in_(cancelled))
        .group_by(JournalEntry.order_id, moved.c.account_id)
        .having(func.sum(moved.c.fen) != 0)
        .subquery()
    )
    its_own = literal("cooperative_held:") + cast(SubOrder.cooperative_id, Text)
    return (
        select(SubOrder.number)
        .distinct()
        .join(Order, Order.id == SubOrder.order_id)
        .join(held, held.c.order_id == Order.id)
        .join(Account, Account.id == held.c.account_id)
        .where(
            SubOrder.state == SubOrderState.cancelled,
            or_(
                Account.name == its_own,
                of_shop & (Order.state == OrderState.cancelled),
            ),
        )
    )


def parts_whose_lines_do_not_explain_their_refunds() -> Select[str]:
    """What went back to the payments is what lines, postage and boxes say was refunded."""
    spent = (
        select(PaymentShare.sub_order_id, func.sum(PaymentShare.refunded_fen).label("fen"))
        .group_by(PaymentShare.sub_order_id)
        .subquery()
    )
    of_lines = (
        select(OrderLine.sub_order_id, func.sum(OrderLine.refunded_fen).label("fen"))
        .group_by(OrderLine.sub_order_id)
        .subquery()
    )
    of_boxes = (
        select(
            BoxDeposit.sub_order_id,
            func.sum(BoxDeposit.boxes_back * BoxDeposit.deposit_fen).label("fen"),
        )
        .group_by(BoxDeposit.sub_order_id)
        .subquery()
    )
    explained = (
        func.coalesce(of_lines.c.fen, 0)
        + func.coalesce(of_boxes.c.fen, 0)
        + SubOrder.postage_refunded_fen
    )
    return (
        select(SubOrder.number)
        .outerjoin(spent, spent.c.sub_order_id == SubOrder.id)
        .outerjoin(of_lines, of_lines.c.sub_order_id == SubOrder.id)
        .outerjoin(of_boxes, of_boxes.c.sub_order_id == SubOrder.id)
        .where(func.coalesce(spent.c.fen, 0) != explained)
    )


def slips_whose_refunds_do_not_add_up() -> Select[str]:
    paid_out = (
        select(Refund.slip_id, func.sum(Refund.amount_fen).label("fen"))
        .where(Refund.slip_id.is_not(None))
        .group_by(Refund.slip_id)
        .subquery()
    )
    return (
        select(SubOrder.number)
        .join(RefundSlip, RefundSlip.sub_order_id == SubOrder.id)
        .outerjoin(paid_out, paid_out.c.slip_id == RefundSlip.id)
        .where(func.coalesce(paid_out.c.fen, 0) != RefundSlip.amount_fen)
    )


def _booked(accounts: ColumnElement[bool]) -> Subquery:
    """What each fact brought to those accounts together."""
    moved = moved_of(accounts)
    return (
        select(JournalEntry.fact, func.sum(moved.c.fen).label("fen"))
        .join(moved, moved.c.entry_id == JournalEntry.id)
        .group_by(JournalEntry.fact)
        .subquery()
    )


MONEY_CHECKS = (
    entries_without_postings,
    accounts_that_do_not_sum_to_zero,
    cash_boxes_with_less_than_nothing,
    orders_whose_parts_do_not_add_up,
    sub_orders_whose_lines_do_not_add_up,
    captured_payments_not_in_the_books,
    payments_whose_shares_do_not_add_up,
    deposits_that_no_unpaid_order_has,
    paid_orders_without_their_money,
    paid_parts_without_their_share,
    shares_whose_refunds_do_not_add_up,
    refunds_not_in_the_books,
    disputes_not_in_the_books,
    cancelled_parts_without_their_refund,
    cancelled_parts_that_still_hold_money,
    parts_whose_lines_do_not_explain_their_refunds,
    slips_whose_refunds_do_not_add_up,
)
