"""What must agree between the card company's list and the books."""

from sqlalchemy import Select, case, func, literal, or_, select, union_all

from app.ledger.models import Account, JournalEntry, Posting
from app.reconciliation.models import OF_DISPUTES, CardDifference, CardMovement

_OF_DISPUTE = CardMovement.kind.in_([*OF_DISPUTES])


def card_movements_that_the_books_do_not_show() -> Select[str]:
    """A row that was paired still finds its fact with that amount, and what it cost is booked."""
    moved = _moved().subquery()
    paid = moved.alias()
    clearing = literal("card_clearing:") + CardMovement.tender
    fee = literal("card_fee:") + CardMovement.tender + literal(":") + CardMovement.external_id
    return (
        select(CardMovement.external_id)
        .outerjoin(moved, (moved.c.fact == CardMovement.fact) & (moved.c.name == clearing))
        .outerjoin(paid, (paid.c.fact == fee) & (paid.c.name == clearing))
        .where(
            or_(
                func.coalesce(moved.c.fen, 0) != CardMovement.ours_fen,
                func.coalesce(paid.c.fen, 0) != case((_OF_DISPUTE, 0), else_=-CardMovement.fee_fen),
            )
        )
    )


def card_movements_that_differ_and_are_not_listed() -> Select[str]:
    """What does not agree is on the office's list with the same figures."""
    compared = case((_OF_DISPUTE, CardMovement.net_fen), else_=CardMovement.amount_fen)
    listed = (
        (CardDifference.movement_id == CardMovement.id)
        & (CardDifference.theirs_fen == compared)
        & (CardDifference.ours_fen == CardMovement.ours_fen)
    )
    return (
        select(CardMovement.external_id)
        .outerjoin(CardDifference, listed)
        .where(CardMovement.verdict != "matched", CardDifference.id.is_(None))
    )


def _moved() -> Select[str, str, int]:
    sides = ((Posting.debit_id, Posting.amount_fen), (Posting.credit_id, -Posting.amount_fen))
    both = union_all(
        *(
            select(Posting.entry_id, Account.name.label("name"), fen.label("fen"))
            .join(Account, Account.id == side)
            .where(Account.name.startswith("card_clearing:", autoescape=True))
            for side, fen in sides
        )
    ).subquery()
    return (
        select(JournalEntry.fact, both.c.name, func.sum(both.c.fen).label("fen"))
        .join(both, both.c.entry_id == JournalEntry.id)
        .group_by(JournalEntry.fact, both.c.name)
    )


CARD_CHECKS = (
    card_movements_that_the_books_do_not_show,
    card_movements_that_differ_and_are_not_listed,
)
