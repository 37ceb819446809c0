"""What must agree about statements: their lines, the ones before them, and the books."""

from sqlalchemy import Select, Subquery, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.ground.payout_states import PayoutState
from app.ledger.models import Account, JournalEntry, Posting
from app.orders.models import SubOrder
from app.settlement.kinds import LineKind, PartyKind
from app.settlement.models import Payout, Statement, StatementLine

_EARNED = StatementLine.kind.in_([LineKind.sale, LineKind.commission])


def statements_whose_lines_do_not_add_up() -> Select[str]:
    earned = func.sum(case((_EARNED, StatementLine.net_fen), else_=0))
    moved = func.sum(case((_EARNED, 0), else_=StatementLine.net_fen))
    lines = (
        select(
            StatementLine.statement_id,
            func.count().label("count"),
            earned.label("earned"),
            moved.label("moved"),
        )
        .group_by(StatementLine.statement_id)
        .subquery()
    )
    return (
        select(Statement.number)
        .outerjoin(lines, lines.c.statement_id == Statement.id)
        .where(
            or_(
                func.coalesce(lines.c.count, 0) != Statement.line_count,
                lines.c.earned != Statement.earned_fen,
                lines.c.moved != Statement.moved_fen,
            )
        )
    )


def statements_that_do_not_follow_each_other() -> Select[str]:
    """The first opens with nothing, each other with what the one before it closed with."""
    before = aliased(Statement)
    return (
        select(Statement.number)
        .outerjoin(
            before,
            and_(
                before.party_kind == Statement.party_kind,
                before.party_id == Statement.party_id,
                before.serial == Statement.serial - 1,
            ),
        )
        .where(
            or_(
                func.coalesce(before.closing_fen, 0) != Statement.opening_fen,
                and_(before.id.is_(None), Statement.serial != 1),
            )
        )
    )


def statements_not_in_the_books() -> Select[str]:
    booked = _booked_on_payables()
    fact = literal("statement:") + Statement.number
    return (
        select(Statement.number)
        .outerjoin(JournalEntry, JournalEntry.fact == fact)
        .outerjoin(booked, booked.c.entry_id == JournalEntry.id)
        .where(func.coalesce(booked.c.fen, 0) != Statement.earned_fen)
    )


def statement_lines_that_differ_from_the_books() -> Select[str]:
    """What was taken back or paid out stands on a statement as the books moved it."""
    booked = _booked_on_payables()
    return (
        select(Statement.number)
        .distinct()
        .join(StatementLine, StatementLine.statement_id == Statement.id)
        .outerjoin(
            booked,
            and_(
                booked.c.entry_id == StatementLine.entry_id,
                booked.c.account == StatementLine.account,
            ),
        )
        .where(~_EARNED, func.coalesce(booked.c.fen, 0) != StatementLine.net_fen)
    )


def parts_settled_without_their_line() -> Select[str]:
    """A part is settled by the line that says so, and by one only."""
    return (
        select(SubOrder.number)
        .outerjoin(StatementLine, StatementLine.sub_order_id == SubOrder.id)
        .where((SubOrder.settled_at.is_(None)) != (StatementLine.id.is_(None)))
    )


def payouts_not_in_the_books() -> Select[str]:
    """What was sent has left the payable account; what came back lies there again; what arrived,
    and only that, is on its way no more."""
    sent, back = _booked_on_payables(), _booked_on_payables()
    left, returned, arrived = (aliased(JournalEntry) for _ in range(3))
    fact = literal("payout:") + Payout.number
    gone = case((Payout.sent_at.is_not(None), -Payout.amount_fen), else_=0)
    failed = Payout.sent_at.is_not(None) & (Payout.state == PayoutState.failed)
    return (
        select(Payout.number)
        .outerjoin(left, left.fact == fact + literal(":sent"))
        .outerjoin(sent, sent.c.entry_id == left.id)
        .outerjoin(returned, returned.fact == fact + literal(":failed"))
        .outerjoin(back, back.c.entry_id == returned.id)
        .outerjoin(arrived, arrived.fact == fact + literal(":paid"))
        .where(
            or_(
                func.coalesce(sent.c.fen, 0) != gone,
                func.coalesce(back.c.fen, 0) != case((failed, Payout.amount_fen), else_=0),
                and_(Payout.state == PayoutState.paid, arrived.id.is_(None)),
                and_(Payout.state == PayoutState.sent, arrived.id.is_not(None)),
            )
        )
    )


def _booked_on_payables() -> Subquery:
    """What each entry moved on each payable account, in fen owed."""
    payables = or_(*(Account.name.startswith(f"{kind}_payable:") for kind in PartyKind))
    sides = ((Posting.credit_id, Posting.amount_fen), (Posting.debit_id, -Posting.amount_fen))
    moved = union_all(
        *(
            select(Posting.entry_id, Account.name.label("account"), fen.label("fen"))
            .join(Account, Account.id == side)
            .where(payables)
            for side, fen in sides
        )
    ).subquery()
    return (
        select(moved.c.entry_id, moved.c.account, func.sum(moved.c.fen).label("fen"))
        .group_by(moved.c.entry_id, moved.c.account)
        .subquery()
    )


SETTLEMENT_CHECKS = (
    statements_whose_lines_do_not_add_up,
    statements_that_do_not_follow_each_other,
    statements_not_in_the_books,
    statement_lines_that_differ_from_the_books,
    parts_settled_without_their_line,
    payouts_not_in_the_books,
)
