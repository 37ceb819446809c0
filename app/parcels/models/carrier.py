"""What the carrier was told and asked."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Facts, never_negative, one_of
from app.parcels.kinds import (
    CallOutcome,
    OrderStanding,
)
from app.parcels.models.parcels import Parcel


class CarrierOrder(Base):
    """What the carrier was told of a parcel, and what it said. `due_at` is when it is to be asked
    next, whatever its standing makes of that: told once more, withdrawn, asked for scans; None:
    never again by itself. `tries` counts questions in vain. `routing` is its sorting of the
    parcel; `charged_fen` and `real_grams` are what its own scale made of it."""

    __tablename__ = "carrier_orders"
    __table_args__ = (
        one_of("state", OrderStanding),
        never_negative("tries", "charged_fen", "real_grams"),
        CheckConstraint(
            "(charged_fen IS NULL) = (real_grams IS NULL) "
            "AND (charged_fen IS NULL) = (charged_at IS NULL)",
            name="charged_whole",
        ),
        Index("ix_carrier_orders_state_due_at", "state", "due_at"),
        Index("ix_carrier_orders_charge_due_at", "charge_due_at"),
        Index("ix_carrier_orders_charged_at", "charged_at"),
    )

    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), primary_key=True)
    state: Mapped[str]
    due_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None]
    routing: Mapped[Facts | None]
    changed_at: Mapped[datetime]
    charge_due_at: Mapped[datetime | None]
    charged_fen: Mapped[int | None]
    real_grams: Mapped[int | None]
    charged_at: Mapped[datetime | None]

    parcel: Mapped[Parcel] = relationship()

    @property
    def above_plan_fen(self) -> int:
        """Less than nothing when it was cheaper."""
        return (self.charged_fen or 0) - self.parcel.postage_fen


class CarrierCall(Base):
    """A question over the wire, and how it went: for the office, and not for long. `breaker` is how
    the asking process's breaker stood afterwards."""

    __tablename__ = "carrier_calls"
    __table_args__ = (one_of("outcome", CallOutcome), never_negative("took_ms"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    outcome: Mapped[str]
    fault: Mapped[str]
    breaker: Mapped[str]
    took_ms: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(index=True)
