"""The card company's own list of what it did with our money, and where our books say otherwise."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, one_of
from app.ground.reconciliation import Verdict
from app.partners.cards import BalanceKind
from app.reconciliation.kinds import DifferenceState, PlacingState, PlacingWay, TaskKind

OF_DISPUTES = (BalanceKind.dispute, BalanceKind.dispute_reversal)


class CardMovement(Base):
    """A row of theirs, kept once by their id. `fact` is the journal entry that shows the same money
    (each shows one row's), `ours_fen` what it moved on the clearing account."""

    __tablename__ = "card_movements"
    __table_args__ = (
        one_of("kind", BalanceKind),
        one_of("verdict", Verdict),
        CheckConstraint("net_fen = amount_fen - fee_fen", name="net_adds_up"),
        CheckConstraint("(verdict = 'theirs_not_ours') = (fact IS NULL)", name="paired_with"),
        CheckConstraint(
            "verdict <> 'matched' OR ours_fen IN (amount_fen, net_fen)", name="matched_exactly"
        ),
        Index("uq_card_movements_external_id", "tender", "external_id", unique=True),
        Index("uq_card_movements_fact", "tender", "fact", unique=True),
        Index("ix_card_movements_tender_created_at", "tender", "created_at"),
        Index("ix_card_movements_verdict", "verdict", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tender: Mapped[str]
    external_id: Mapped[str]
    kind: Mapped[str]
    amount_fen: Mapped[int]
    fee_fen: Mapped[int]
    net_fen: Mapped[int]
    source_external_id: Mapped[str]
    payment_number: Mapped[str | None]
    payout_external_id: Mapped[str | None]
    created_at: Mapped[datetime]
    fetched_at: Mapped[datetime]
    verdict: Mapped[str]
    fact: Mapped[str | None]
    ours_fen: Mapped[int]

    @property
    def compared_fen(self) -> int:
        """What must stand in our books as one fact: a dispute's fee is booked together with it."""
        return self.net_fen if self.kind in OF_DISPUTES else self.amount_fen


class CardDifference(Base):
    """What does not agree, until it does or a second person agrees with an explanation."""

    __tablename__ = "card_differences"
    __table_args__ = (
        one_of("verdict", Verdict),
        one_of("state", DifferenceState),
        CheckConstraint("verdict <> 'matched'", name="something_differs"),
        CheckConstraint("movement_id IS NOT NULL OR fact IS NOT NULL", name="of_something"),
        CheckConstraint("agreed_by_id <> explained_by_id", name="two_persons"),
        CheckConstraint("state <> 'explained' OR explained_by_id IS NOT NULL", name="explained_by"),
        Index("uq_card_differences_fact", "tender", "fact", unique=True),
        Index("ix_card_differences_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tender: Mapped[str]
    verdict: Mapped[str]
    movement_id: Mapped[int | None] = mapped_column(ForeignKey("card_movements.id"), unique=True)
    fact: Mapped[str | None]
    theirs_fen: Mapped[int]
    ours_fen: Mapped[int]
    happened_at: Mapped[datetime]
    found_at: Mapped[datetime]
    state: Mapped[str]
    note: Mapped[str]
    explained_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]

    movement: Mapped[CardMovement | None] = relationship()


class CardWatermark(Base):
    """Up to when the company's list has been taken over, without a gap since `begins_at`."""

    __tablename__ = "card_watermarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    tender: Mapped[str] = mapped_column(unique=True)
    begins_at: Mapped[datetime]
    fetched_until: Mapped[datetime]


class SuspensePlacing(Base):
    """Where money that fit nothing belongs: proposed by one person, confirmed by another."""

    __tablename__ = "suspense_placings"
    __table_args__ = (
        one_of("way", PlacingWay),
        one_of("state", PlacingState),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(way = 'order') = (order_id IS NOT NULL)", name="order_named"),
        CheckConstraint("(state = 'placed') = (confirmed_by_id IS NOT NULL)", name="placed_by"),
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_persons"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entries.id"), unique=True)
    amount_fen: Mapped[int]
    way: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    note: Mapped[str]
    state: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime | None]


class MoneyTask(Base):
    """Who looks after something that waits, and what she has found out. The thing itself is where
    it always was; this row only names its owner."""

    __tablename__ = "money_tasks"
    __table_args__ = (
        one_of("kind", TaskKind),
        Index("uq_money_tasks_subject", "kind", "subject", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    note: Mapped[str]
    changed_at: Mapped[datetime]
