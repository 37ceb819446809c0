"""The books: accounts, journal entries and postings. Nothing here is ever changed or removed.

A posting takes an amount from one account and gives it to another, so an entry that does not
balance cannot be written down at all. Balances are sums; none is stored.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    Table,
    event,
    insert,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, append_only, never_negative, one_of
from app.ground.chain import BEFORE_THE_FIRST
from app.ledger.kinds import CorrectionState


class Account(Base):
    """`name` is what rules call it: 'card_clearing:stripe', 'cooperative_payable:12'."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class JournalEntry(Base):
    """One fact. `fact` is unique ('payment:120:captured'): booking a fact twice is impossible."""

    __tablename__ = "journal_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    fact: Mapped[str] = mapped_column(unique=True)
    memo: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(index=True)
    happened_at: Mapped[datetime]
    booked_at: Mapped[datetime]
    postings: Mapped[list["Posting"]] = relationship(order_by="Posting.id")


class Posting(Base):
    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("debit_id <> credit_id", name="two_accounts"),
        Index("ix_postings_debit_id_entry_id", "debit_id", "entry_id"),
        Index("ix_postings_credit_id_entry_id", "credit_id", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entries.id"), index=True)
    debit_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    credit_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    amount_fen: Mapped[int]


class JournalLink(Base):
    """An entry's place in the chain: 1, 2, 3 … without a gap, in the order in which transactions
    were kept. Its digest stands for this entry and all before it."""

    __tablename__ = "journal_links"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entries.id"), unique=True)
    digest: Mapped[str]


class JournalHead(Base):
    """One row: where the chain ends. Whoever links an entry holds it, last of all locks."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    digest: Mapped[str]
    open_from: Mapped[date | None]


class LedgerPeriod(Base):
    """A closed month, by its first day: nothing is booked into it any more. `position` and `digest`
    are the chain's end when it was closed."""

    __tablename__ = "ledger_periods"

    month: Mapped[date] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int]
    position: Mapped[int]
    digest: Mapped[str]


class Correction(Base):
    """A wish to turn an entry round. One person asks, another one books it."""

    __tablename__ = "ledger_corrections"
    __table_args__ = (
        one_of("state", CorrectionState),
        CheckConstraint(
            "state <> 'booked' OR decided_by_id <> requested_by_id", name="two_persons"
        ),
        CheckConstraint(
            "(state = 'asked') = (decided_by_id IS NULL) AND "
            "(state = 'asked') = (decided_at IS NULL) AND "
            "(state = 'booked') = (counter_entry_id IS NOT NULL)",
            name="decided_by_somebody",
        ),
        Index("ix_ledger_corrections_state_id", "state", "id"),
        Index(
            "ix_ledger_corrections_live",
            "entry_id",
            unique=True,
            sqlite_where=text("state <> 'declined'"),
            postgresql_where=text("state <> 'declined'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entries.id"), index=True)
    reason: Mapped[str]
    state: Mapped[str]
    requested_by_id: Mapped[int]
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    counter_entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("journal_entries.id"), unique=True
    )


class BooksCheck(Base):
    """Everything that must agree was asked, once a night: where the chain ended, and how many
    faults were named. Without a position no end was written down, which is a fault."""

    __tablename__ = "books_checks"
    __table_args__ = (
        never_negative("fault_count"),
        CheckConstraint(
            "(position IS NULL) = (digest IS NULL) AND (position IS NOT NULL OR fault_count > 0)",
            name="end_known",
        ),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    checked_at: Mapped[datetime]
    position: Mapped[int | None]
    digest: Mapped[str | None]
    fault_count: Mapped[int]


append_only(JournalEntry, Posting, JournalLink, LedgerPeriod, BooksCheck)


@event.listens_for(JournalHead.__table__, "after_create")
def _begin_the_chain(table: Table, connection: Connection, **options: Any) -> None:
    connection.execute(insert(table).values(id=1, position=0, digest=BEFORE_THE_FIRST))
