"""Statements, line by line and for ever; where money goes to; and the payouts themselves."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, append_only, one_of
from app.ground.payout_states import BatchState, PayoutState
from app.ledger.models import JournalEntry
from app.partners.payouts import PayoutKind
from app.settlement.kinds import LineKind, Party, PartyKind, PayeeKind, Verdict

_EARNED = text("kind IN ('sale', 'commission')")
_MOVED = text("entry_id IS NOT NULL")
_UNDER_WAY = text("state IN ('frozen', 'sent')")


class SettlementRun(Base):
    """The day's run was begun: one row, however many workers looked at the clock."""

    __tablename__ = "settlement_runs"

    day: Mapped[date] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]


class Statement(Base):
    """Of one party, numbered without a gap. `opening_fen` is the one before's `closing_fen`; a
    closing below nothing is a debt, carried into the next. `entry_id` moved what is earned here
    from held to payable; None when that came to nothing. `through_entry_id`: the books were looked
    at up to there."""

    __tablename__ = "statements"
    __table_args__ = (
        one_of("party_kind", PartyKind),
        UniqueConstraint("party_kind", "party_id", "serial"),
        CheckConstraint("closing_fen = opening_fen + earned_fen + moved_fen", name="adds_up"),
        CheckConstraint("(entry_id IS NULL) = (earned_fen = 0)", name="booked"),
        CheckConstraint("serial > 0 AND line_count > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    party_kind: Mapped[str]
    party_id: Mapped[int]
    serial: Mapped[int]
    covers_from: Mapped[datetime | None]
    covers_until: Mapped[datetime]
    opening_fen: Mapped[int]
    earned_fen: Mapped[int]
    moved_fen: Mapped[int]
    closing_fen: Mapped[int]
    line_count: Mapped[int]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entries.id"), unique=True)
    through_entry_id: Mapped[int]

    entry: Mapped[JournalEntry | None] = relationship()

    @property
    def party(self) -> Party:
        return Party(PartyKind(self.party_kind), self.party_id)


class StatementLine(Base):
    """One sub-order that was settled, one order's commission, or one entry of the books.

    A sale is `goods_fen - commission_fen - postage_fen - refunded_fen`, where `postage_fen` is what
    the carrier asked beyond what the buyer paid, and `refunded_fen` what had been taken back of the
    cooperative's part before it was settled. A shop's commission is
    `commission_fen - refunded_fen`. The indexes see to it that nothing is settled twice.
    """

    __tablename__ = "statement_lines"
    __table_args__ = (
        one_of("kind", LineKind),
        CheckConstraint(
            "CASE kind WHEN 'sale' "
            "THEN net_fen = goods_fen - commission_fen - postage_fen - refunded_fen "
            "WHEN 'commission' THEN net_fen = commission_fen - refunded_fen "
            "ELSE entry_id IS NOT NULL END",
            name="can_be_recomputed",
        ),
        Index("ix_statement_lines_statement_id_position", "statement_id", "position"),
        Index(
            "uq_statement_lines_earned_once",
            "account",
            "order_id",
            unique=True,
            sqlite_where=_EARNED,
            postgresql_where=_EARNED,
        ),
        Index(
            "uq_statement_lines_moved_once",
            "entry_id",
            "account",
            unique=True,
            sqlite_where=_MOVED,
            postgresql_where=_MOVED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"))
    position: Mapped[int]
    account: Mapped[str]
    kind: Mapped[str]
    reference: Mapped[str]
    happened_at: Mapped[datetime]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entries.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    sub_order_id: Mapped[int | None] = mapped_column(ForeignKey("sub_orders.id"), unique=True)
    goods_fen: Mapped[int]
    commission_fen: Mapped[int]
    postage_fen: Mapped[int]
    refunded_fen: Mapped[int]
    net_fen: Mapped[int]


class PayeeAccount(Base):
    """A version of somebody's bank details, as one person proposed it."""

    __tablename__ = "payee_accounts"
    __table_args__ = (
        one_of("party_kind", PartyKind),
        one_of("kind", PayeeKind),
        Index("ix_payee_accounts_party_kind_party_id", "party_kind", "party_id", "id"),
        UniqueConstraint("id", "proposed_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    party_kind: Mapped[str]
    party_id: Mapped[int]
    kind: Mapped[str]
    holder: Mapped[str]
    bank: Mapped[str]
    account: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime]

    @property
    def party(self) -> Party:
        return Party(PartyKind(self.party_kind), self.party_id)

    @property
    def masked(self) -> str:
        """The last four signs: enough to know it again, useless to anybody else."""
        return f"**** {self.account[-4:]}"


class PayeeDecision(Base):
    """What another person said to it, once; the table itself wants two persons."""

    __tablename__ = "payee_decisions"
    __table_args__ = (
        one_of("verdict", Verdict),
        CheckConstraint(
            "verdict = 'refused' OR decided_by_id <> proposed_by_id", name="two_persons"
        ),
        CheckConstraint("(verdict = 'confirmed') = (usable_from IS NOT NULL)", name="paused"),
        ForeignKeyConstraint(
            ["payee_id", "proposed_by_id"], ["payee_accounts.id", "payee_accounts.proposed_by_id"]
        ),
    )

    payee_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    proposed_by_id: Mapped[int]
    verdict: Mapped[str]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime]
    usable_from: Mapped[datetime | None]


class PayeeLook(Base):
    """Who of the office has seen a whole account number, and when."""

    __tablename__ = "payee_looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    payee_id: Mapped[int] = mapped_column(ForeignKey("payee_accounts.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    looked_at: Mapped[datetime]


class PayoutBatch(Base):
    """Frozen by one person, released by another; `released_by_id` also of one that was dropped."""

    __tablename__ = "payout_batches"
    __table_args__ = (
        one_of("kind", PayoutKind),
        one_of("state", BatchState),
        CheckConstraint(
            "state <> 'released' OR released_by_id <> frozen_by_id", name="two_persons"
        ),
        CheckConstraint(
            "(state = 'frozen') = (released_by_id IS NULL) "
            "AND (released_by_id IS NULL) = (released_at IS NULL)",
            name="released_when",
        ),
        CheckConstraint("total_fen > 0 AND payout_count > 0", name="not_empty"),
        Index("ix_payout_batches_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    state: Mapped[str]
    total_fen: Mapped[int]
    payout_count: Mapped[int]
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    frozen_at: Mapped[datetime]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    released_at: Mapped[datetime | None]


class Payout(Base):
    """`number` is our own and the idempotency key. Nobody has two under way: the index sees to it,
    so that what is due is never counted twice."""

    __tablename__ = "payouts"
    __table_args__ = (
        one_of("party_kind", PartyKind),
        one_of("state", PayoutState),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("state NOT IN ('sent', 'paid') OR sent_at IS NOT NULL", name="sent_when"),
        CheckConstraint(
            "(state IN ('paid', 'failed', 'dropped')) = (ended_at IS NOT NULL)", name="ended_when"
        ),
        Index(
            "uq_payouts_one_under_way",
            "party_kind",
            "party_id",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
        Index("ix_payouts_party_kind_party_id", "party_kind", "party_id", "id"),
        Index("ix_payouts_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("payout_batches.id"), index=True)
    party_kind: Mapped[str]
    party_id: Mapped[int]
    payee_id: Mapped[int] = mapped_column(ForeignKey("payee_accounts.id"))
    amount_fen: Mapped[int]
    state: Mapped[str]
    external_id: Mapped[str | None]
    fault: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    batch: Mapped[PayoutBatch] = relationship()
    payee: Mapped[PayeeAccount] = relationship()

    @property
    def party(self) -> Party:
        return Party(PartyKind(self.party_kind), self.party_id)


append_only(Statement, StatementLine, PayeeAccount, PayeeDecision, PayeeLook)
