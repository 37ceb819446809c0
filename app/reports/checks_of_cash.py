"""What must agree about cash boxes: counts, closes, differences, and notes on their way."""

from sqlalchemy import Select, Text, case, cast, func, literal, or_, select, union_all

from app.cash.kinds import DifferenceState, RemittancePurpose, RemittanceState
from app.cash.models import CashClose, CashCount, CashDifference, CashRemittance
from app.ledger.models import Account, JournalEntry, Posting

_BOX, _TRANSIT = "cash_box:", "cash_in_transit:"


def _moved(*prefixes: str) -> Select[int, str, int]:
    """Entry, account and amount of every posting that moved such an account."""
    mine = or_(*(Account.name.startswith(one, autoescape=True) for one in prefixes))
    sides = ((Posting.debit_id, Posting.amount_fen), (Posting.credit_id, -Posting.amount_fen))
    both = union_all(
        *(
            select(Posting.entry_id, Account.name.label("name"), fen.label("fen"))
            .join(Account, Account.id == side)
            .where(mine)
            for side, fen in sides
        )
    ).subquery()
    return select(both.c.entry_id, both.c.name, func.sum(both.c.fen).label("fen")).group_by(
        both.c.entry_id, both.c.name
    )


def counts_that_the_books_do_not_show() -> Select[str]:
    """Up to its last entry the box's account was what the count says that the books said."""
    moved = _moved(_BOX).subquery()
    so_far = func.sum(moved.c.fen).over(partition_by=moved.c.name, order_by=moved.c.entry_id)
    stood = select(moved.c.name, moved.c.entry_id, so_far.label("fen")).subquery()
    own = literal(_BOX) + cast(CashCount.shop_id, Text)
    return (
        select(literal("count ") + cast(CashCount.id, Text))
        .outerjoin(stood, (stood.c.name == own) & (stood.c.entry_id == CashCount.last_entry_id))
        .where(func.coalesce(stood.c.fen, 0) != CashCount.booked_fen)
    )


def closes_that_their_counts_do_not_explain() -> Select[str]:
    """A close's difference is its count's, and there is a row of it to be decided about."""
    differs = CashCount.counted_fen - CashCount.booked_fen - CashCount.waiting_fen
    return (
        select(literal("close ") + cast(CashClose.id, Text))
        .join(CashCount, CashCount.id == CashClose.count_id)
        .outerjoin(CashDifference, CashDifference.close_id == CashClose.id)
        .where(
            or_(
                differs != CashClose.difference_fen,
                func.coalesce(CashDifference.amount_fen, 0) != CashClose.difference_fen,
            )
        )
    )


def cash_differences_not_in_the_books() -> Select[str]:
    """One that is decided has moved its box or its way to the bank; one that waits has not."""
    moved = _moved(_BOX, _TRANSIT).subquery()
    booked = (
        select(JournalEntry.fact, func.sum(moved.c.fen).label("fen"))
        .join(moved, moved.c.entry_id == JournalEntry.id)
        .where(JournalEntry.fact.startswith("cash_difference:", autoescape=True))
        .group_by(JournalEntry.fact)
        .subquery()
    )
    taken_back = booked.alias()
    fact = literal("cash_difference:") + cast(CashDifference.id, Text)
    found_in_the_bank = (CashDifference.state == DifferenceState.dismissed) & (
        CashDifference.remittance_id.is_not(None)
    )
    is_booked = or_(CashDifference.state == DifferenceState.booked, found_in_the_bank)
    return (
        select(fact)
        .outerjoin(booked, booked.c.fact == fact)
        .outerjoin(taken_back, taken_back.c.fact == fact + literal(":taken_back"))
        .where(
            func.coalesce(booked.c.fen, 0) + func.coalesce(taken_back.c.fen, 0)
            != case((is_booked, CashDifference.amount_fen), else_=0)
        )
    )


def notes_on_their_way_that_nobody_handed_over() -> Select[str]:
    """What a shop has in transit is what it handed over and nobody confirmed, and what did not
    arrive and nobody decided about."""
    handed = select(
        (literal(_TRANSIT) + cast(CashRemittance.shop_id, Text)).label("name"),
        CashRemittance.amount_fen.label("fen"),
    ).where(
        CashRemittance.state == RemittanceState.handed,
        CashRemittance.purpose == RemittancePurpose.bank,
    )
    waiting = select(
        literal(_TRANSIT) + cast(CashDifference.shop_id, Text), -CashDifference.amount_fen
    ).where(
        CashDifference.remittance_id.is_not(None),
        CashDifference.state == DifferenceState.waiting,
    )
    booked = _moved(_TRANSIT).subquery()
    each = union_all(handed, waiting, select(booked.c.name, -booked.c.fen)).subquery()
    return select(each.c.name).group_by(each.c.name).having(func.sum(each.c.fen) != 0)


CASH_CHECKS = (
    counts_that_the_books_do_not_show,
    closes_that_their_counts_do_not_explain,
    cash_differences_not_in_the_books,
    notes_on_their_way_that_nobody_handed_over,
)
