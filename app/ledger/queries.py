"""Balances are sums of postings: what came in (debit) less what went out (credit)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select, union_all
from sqlalchemy.orm import aliased

from app.db import session
from app.ledger.models import Account, JournalEntry, Posting


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A posting as its account sees it: positive came in (debit), negative went out (credit)."""

    entry_id: int
    fact: str
    memo: str
    order_id: int | None
    happened_at: datetime
    counter_account: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class EntrySum:
    """A fact as its account sees it, all its postings together."""

    entry_id: int
    fact: str
    order_id: int | None
    happened_at: datetime
    amount_fen: int


def balance(name: str) -> int:
    """Fen, positive when debits outweigh credits; 0 for an account nobody has used."""
    return sum(balances(name).values())


def balances(prefix: str = "") -> dict[str, int]:
    """Every account whose name is `prefix` or begins with it, with its balance in fen.

    Each side is summed by its own index: a join on either of two columns is worked out account by
    account.
    """
    if prefix.endswith(":") or not prefix:
        meant = Account.name.startswith(prefix, autoescape=True)
    else:
        meant = Account.name == prefix
    sums = union_all(
        *(
            select(side.label("account_id"), func.sum(fen).label("fen"))
            .where(side.in_(select(Account.id).where(meant)))
            .group_by(side)
            for side, fen in (
                (Posting.debit_id, Posting.amount_fen),
                (Posting.credit_id, -Posting.amount_fen),
            )
        )
    ).subquery()
    statement = (
        select(Account.name, func.sum(sums.c.fen))
        .join(sums, sums.c.account_id == Account.id)
        .group_by(Account.name)
        .order_by(Account.name)
    )
    return {name: int(total) for name, total in session.execute(statement)}


def statement_of(
    name: str, before_entry_id: int | None = None, limit: int = 50
) -> list[StatementLine]:
    """The account's latest postings, newest first."""
    lines = _lines_of(name)
    if before_entry_id is not None:
        lines = lines.where(Posting.entry_id < before_entry_id)
    newest = lines.order_by(Posting.entry_id.desc(), Posting.id).limit(limit)
    return [StatementLine(*row) for row in session.execute(newest)]


def _lines_of(name: str) -> Select[int, str, str, int | None, datetime, str, int]:
    own, other = aliased(Account), aliased(Account)
    return (
        select(
            JournalEntry.id,
            JournalEntry.fact,
            JournalEntry.memo,
            JournalEntry.order_id,
            JournalEntry.happened_at,
            other.name,
            case((Posting.debit_id == own.id, Posting.amount_fen), else_=-Posting.amount_fen),
        )
        .select_from(Posting)
        .join(own, or_(Posting.debit_id == own.id, Posting.credit_id == own.id))
        .join(other, (Posting.debit_id + Posting.credit_id - own.id) == other.id)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(own.name == name)
    )


def sums_of(name: str, before_entry_id: int | None = None, limit: int = 50) -> list[EntrySum]:
    """The account's latest facts, newest first: notes are counted once, not by who gets a part."""
    signed = case((Posting.debit_id == Account.id, Posting.amount_fen), else_=-Posting.amount_fen)
    entry = (JournalEntry.id, JournalEntry.fact, JournalEntry.order_id, JournalEntry.happened_at)
    statement = (
        select(*entry, func.sum(signed))
        .select_from(Posting)
        .join(Account, or_(Posting.debit_id == Account.id, Posting.credit_id == Account.id))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Account.name == name)
        .group_by(*entry)
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )
    if before_entry_id is not None:
        statement = statement.where(JournalEntry.id < before_entry_id)
    return [
        EntrySum(entry_id, fact, order_id, happened_at, int(total))
        for entry_id, fact, order_id, happened_at, total in session.execute(statement)
    ]


def moved_since(
    name: str, since: datetime, but_for: Sequence[str] = ()
) -> list[tuple[datetime, int]]:
    """When facts moved the account from then on, and by how much each did, the oldest first.
    `but_for`: how facts begin that are left out."""
    others = [~JournalEntry.fact.startswith(one, autoescape=True) for one in but_for]
    signed = case((Posting.debit_id == Account.id, Posting.amount_fen), else_=-Posting.amount_fen)
    statement = (
        select(JournalEntry.happened_at, func.sum(signed))
        .select_from(Posting)
        .join(Account, or_(Posting.debit_id == Account.id, Posting.credit_id == Account.id))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Account.name == name, JournalEntry.happened_at >= since, *others)
        .group_by(JournalEntry.id, JournalEntry.happened_at)
        .order_by(JournalEntry.id)
    )
    return [(moment, int(fen)) for moment, fen in session.execute(statement)]


def moved_by_facts(name: str, facts: Iterable[str]) -> dict[str, int]:
    """What each of these facts moved on the account; those that did not are left out."""
    signed = case((Posting.debit_id == Account.id, Posting.amount_fen), else_=-Posting.amount_fen)
    statement = (
        select(JournalEntry.fact, func.sum(signed))
        .select_from(JournalEntry)
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .join(Account, or_(Posting.debit_id == Account.id, Posting.credit_id == Account.id))
        .where(Account.name == name, JournalEntry.fact.in_(sorted(set(facts))))
        .group_by(JournalEntry.fact)
    )
    return {fact: int(fen) for fact, fen in session.execute(statement)}


def entries_of_order(order_id: int) -> list[JournalEntry]:
    statement = (
        select(JournalEntry).where(JournalEntry.order_id == order_id).order_by(JournalEntry.id)
    )
    return list(session.scalars(statement))


def balances_of_order(order_id: int) -> dict[str, int]:
    """What the facts of one order have moved, by account; debits less credits."""
    signed = case((Posting.debit_id == Account.id, Posting.amount_fen), else_=-Posting.amount_fen)
    statement = (
        select(Account.name, func.sum(signed))
        .select_from(JournalEntry)
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .join(Account, or_(Posting.debit_id == Account.id, Posting.credit_id == Account.id))
        .where(JournalEntry.order_id == order_id)
        .group_by(Account.name)
    )
    return {name: int(total) for name, total in session.execute(statement)}


def latest_entries(before_id: int | None = None, limit: int = 50) -> list[JournalEntry]:
    statement = select(JournalEntry).order_by(JournalEntry.id.desc()).limit(limit)
    if before_id is not None:
        statement = statement.where(JournalEntry.id < before_id)
    return list(session.scalars(statement))


def account_names(ids: set[int]) -> dict[int, str]:
    statement = select(Account.id, Account.name).where(Account.id.in_(sorted(ids)))
    return dict(session.execute(statement).all())
