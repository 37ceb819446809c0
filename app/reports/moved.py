"""Every posting of some accounts as the account sees it, for sums that must agree."""

from sqlalchemy import ColumnElement, Subquery, select, union_all

from app.ledger.models import Account, Posting


def moved_of(accounts: ColumnElement[bool]) -> Subquery:
    """Every posting of those accounts as the account sees it. Both sides by their own key: a join
    on either of two columns is worked out account by account."""
    sides = ((Posting.debit_id, Posting.amount_fen), (Posting.credit_id, -Posting.amount_fen))
    return union_all(
        *(
            select(Posting.entry_id, Account.id.label("account_id"), fen.label("fen"))
            .join(Account, Account.id == side)
            .where(accounts)
            for side, fen in sides
        )
    ).subquery()
