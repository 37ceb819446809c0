"""Households 农户 of a cooperative: what each brought, what it has earned, what it was paid."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, append_only, never_negative, one_of
from app.growers.kinds import PayoutWay


class Household(Base):
    """`page_key_hash` opens its page on a phone; None: it has no link. `mu_tenths`: land in tenths
    of a mu. Who has left keeps her shares."""

    __tablename__ = "households"
    __table_args__ = (never_negative("mu_tenths"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperatives.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    village_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    mu_tenths: Mapped[int]
    page_key_hash: Mapped[str | None] = mapped_column(unique=True)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class LotGrower(Base):
    """Boxes of a lot that a household brought. Stands once a share was counted by it."""

    __tablename__ = "lot_growers"
    __table_args__ = (CheckConstraint("boxes > 0", name="boxes_positive"),)

    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(
        ForeignKey("households.id"), primary_key=True, index=True
    )
    boxes: Mapped[int]

    household: Mapped[Household] = relationship()


class HouseholdShare(Base):
    """A household's part of a line that was sold and settled. Append-only."""

    __tablename__ = "household_shares"
    __table_args__ = (
        never_negative("box_thousandths"),
        Index("uq_household_shares_once", "order_line_id", "household_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), index=True)
    box_thousandths: Mapped[int]
    fen: Mapped[int]
    shared_at: Mapped[datetime]


class HouseholdPayment(Base):
    """Money that the cooperative says it has given. Append-only."""

    __tablename__ = "household_payments"
    __table_args__ = (
        one_of("way", PayoutWay),
        CheckConstraint("fen > 0", name="fen_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    fen: Mapped[int]
    paid_on: Mapped[date]
    way: Mapped[str]
    paid_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]


append_only(HouseholdShare, HouseholdPayment)
