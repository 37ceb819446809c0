"""What must agree about money put down for returnable boxes: parts, boxes and the books."""

from sqlalchemy import Select, case, func, or_, select

from app.ground.postings import BOX_DEPOSITS, FORFEITED_DEPOSITS
from app.ledger.models import Account, JournalEntry
from app.orders.models import BoxDeposit, Order, SubOrder
from app.reports.moved import moved_of


def parts_whose_deposits_do_not_add_up() -> Select[str]:
    """What was paid for boxes is what their rows say."""
    put_down = (
        select(
            BoxDeposit.sub_order_id,
            func.sum(BoxDeposit.boxes * BoxDeposit.deposit_fen).label("fen"),
        )
        .group_by(BoxDeposit.sub_order_id)
        .subquery()
    )
    return (
        select(SubOrder.number)
        .outerjoin(put_down, put_down.c.sub_order_id == SubOrder.id)
        .where(func.coalesce(put_down.c.fen, 0) != SubOrder.deposit_fen)
    )


def deposits_that_open_loans_do_not_explain() -> Select[str]:
    """Of each order the books hold what was put down for boxes that are neither back nor forfeited,
    and the house has what was forfeited; of an order that was never paid, nothing."""
    posted = moved_of(Account.name.in_([BOX_DEPOSITS, FORFEITED_DEPOSITS]))
    held = case((Account.name == BOX_DEPOSITS, -posted.c.fen), else_=0)
    kept = case((Account.name == FORFEITED_DEPOSITS, -posted.c.fen), else_=0)
    books = (
        select(
            JournalEntry.order_id,
            func.sum(held).label("held_fen"),
            func.sum(kept).label("kept_fen"),
        )
        .join(posted, posted.c.entry_id == JournalEntry.id)
        .join(Account, Account.id == posted.c.account_id)
        .group_by(JournalEntry.order_id)
        .subquery()
    )
    open_boxes = BoxDeposit.boxes - BoxDeposit.boxes_back - BoxDeposit.boxes_forfeited
    loans = (
        select(
            SubOrder.order_id,
            func.sum(open_boxes * BoxDeposit.deposit_fen).label("held_fen"),
            func.sum(BoxDeposit.boxes_forfeited * BoxDeposit.deposit_fen).label("kept_fen"),
        )
        .join(BoxDeposit, BoxDeposit.sub_order_id == SubOrder.id)
        .join(Order, Order.id == SubOrder.order_id)
        .where(Order.paid_at.is_not(None))
        .group_by(SubOrder.order_id)
        .subquery()
    )
    return (
        select(Order.number)
        .outerjoin(books, books.c.order_id == Order.id)
        .outerjoin(loans, loans.c.order_id == Order.id)
        .where(
            or_(
                func.coalesce(books.c.held_fen, 0) != func.coalesce(loans.c.held_fen, 0),
                func.coalesce(books.c.kept_fen, 0) != func.coalesce(loans.c.kept_fen, 0),
            )
        )
    )


DEPOSIT_CHECKS = (parts_whose_deposits_do_not_add_up, deposits_that_open_loans_do_not_explain)
