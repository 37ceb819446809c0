"""Counts of a shop's cash box, the closes of its days, notes brought to the bank, and differences.

Counts and closes are written once. The office corrects a close by another that replaces it.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cash.kinds import (
    Bears,
    DifferenceReason,
    DifferenceState,
    RemittancePurpose,
    RemittanceState,
    Way,
)
from app.db import Base, Facts, append_only, one_of
from app.shops.models import Shop


class CashCount(Base):
    """What lay in the box, by kind of note, beside what the books said at that moment.

    `booked_fen` is the account's balance up to `last_entry_id`; `waiting_fen` are differences of
    earlier days that nobody has decided about, so the box should hold the sum of both. Counts are
    kept even when the box is counted again: what was counted first is not forgotten.
    """

    __tablename__ = "cash_counts"
    __table_args__ = (
        CheckConstraint("counted_fen >= 0", name="counted_not_negative"),
        Index("uq_cash_counts_request_key", "shop_id", "request_key", unique=True),
        Index("ix_cash_counts_shop_id_day", "shop_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    day: Mapped[date]
    request_key: Mapped[str]
    notes: Mapped[Facts]
    counted_fen: Mapped[int]
    booked_fen: Mapped[int]
    waiting_fen: Mapped[int]
    last_entry_id: Mapped[int]
    counted_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    counted_at: Mapped[datetime]

    @property
    def expected_fen(self) -> int:
        return self.booked_fen + self.waiting_fen

    @property
    def difference_fen(self) -> int:
        """Less than nothing: notes are missing."""
        return self.counted_fen - self.expected_fen


class CashClose(Base):
    """The end of a shop's day. A difference has its explanation, or there is no close."""

    __tablename__ = "cash_closes"
    __table_args__ = (
        one_of("reason", DifferenceReason),
        CheckConstraint("(difference_fen = 0) = (reason IS NULL)", name="difference_explained"),
        CheckConstraint("replaces_id <> id", name="replaces_another"),
        Index("uq_cash_closes_request_key", "shop_id", "request_key", unique=True),
        Index(
            "uq_cash_closes_day",
            "shop_id",
            "day",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    day: Mapped[date]
    request_key: Mapped[str]
    count_id: Mapped[int] = mapped_column(ForeignKey("cash_counts.id"), unique=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("cash_closes.id"), unique=True)
    difference_fen: Mapped[int]
    reason: Mapped[str | None]
    explanation: Mapped[str]
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    closed_at: Mapped[datetime]

    count: Mapped[CashCount] = relationship()
    shop: Mapped[Shop] = relationship()


class CashRemittance(Base):
    """Notes that left the box, or the keeper's own pocket, for the bank. They are the bank's when
    somebody else confirms it."""

    __tablename__ = "cash_remittances"
    __table_args__ = (
        one_of("way", Way),
        one_of("purpose", RemittancePurpose),
        one_of("state", RemittanceState),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("received_fen >= 0", name="received_not_negative"),
        CheckConstraint("(state = 'handed') = (received_fen IS NULL)", name="received_when"),
        CheckConstraint("(state = 'handed') = (confirmed_by_id IS NULL)", name="confirmed_by"),
        CheckConstraint("confirmed_by_id <> handed_by_id", name="two_persons"),
        CheckConstraint(
            "(state = 'confirmed') <= (received_fen = amount_fen)", name="confirmed_whole"
        ),
        Index("uq_cash_remittances_reference", "way", "reference", unique=True),
        Index("uq_cash_remittances_request_key", "shop_id", "request_key", unique=True),
        Index("ix_cash_remittances_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    request_key: Mapped[str]
    way: Mapped[str]
    reference: Mapped[str]
    amount_fen: Mapped[int]
    received_fen: Mapped[int | None]
    state: Mapped[str]
    handed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    handed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime | None]
    purpose: Mapped[str]

    shop: Mapped[Shop] = relationship()


class CashDifference(Base):
    """`amount_fen` less than nothing: missing. A small one is booked as soon as it is explained, a
    greater one waits for a second person."""

    __tablename__ = "cash_differences"
    __table_args__ = (
        one_of("reason", DifferenceReason),
        one_of("state", DifferenceState),
        one_of("borne_by", Bears),
        CheckConstraint("amount_fen <> 0", name="something_differs"),
        CheckConstraint("(close_id IS NULL) <> (remittance_id IS NULL)", name="of_one_thing"),
        CheckConstraint("decided_by_id <> named_by_id", name="two_persons"),
        Index("ix_cash_differences_state", "state", "id"),
        Index("ix_cash_differences_shop_id_state", "shop_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    close_id: Mapped[int | None] = mapped_column(ForeignKey("cash_closes.id"), unique=True)
    remittance_id: Mapped[int | None] = mapped_column(
        ForeignKey("cash_remittances.id"), unique=True
    )
    amount_fen: Mapped[int]
    reason: Mapped[str]
    explanation: Mapped[str]
    state: Mapped[str]
    borne_by: Mapped[str | None]
    named_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    named_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str]

    shop: Mapped[Shop] = relationship()


append_only(CashCount, CashClose)
