"""Same-city rounds 落地配: who drives which parcels from an outlet to which stops."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, never_negative, one_of
from app.ground.timetables import Window
from app.parcels.models import Parcel
from app.people.models import Person
from app.places.models import Outlet
from app.rounds.kinds import Outcome, RoundState
from app.shops.models import Shop

UNANSWERED = text("outcome IS NULL")


class Round(Base):
    """`number` counts an outlet's rounds of a day. `length_m` is the crow's way there and back.
    `starts_at` is the minute of the day, `stop_minutes` and `km_minutes` (of road) its pace."""

    __tablename__ = "rounds"
    __table_args__ = (
        one_of("state", RoundState),
        never_negative("length_m"),
        CheckConstraint("most_boxes > 0 AND most_grams > 0", name="room_positive"),
        CheckConstraint(
            "starts_at BETWEEN 0 AND 1439 AND stop_minutes BETWEEN 1 AND 60 "
            "AND km_minutes BETWEEN 1 AND 20",
            name="pace_sane",
        ),
        CheckConstraint("(state = 'planned') = (left_at IS NULL)", name="left_when"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when"),
        Index("uq_rounds_outlet_id_on_date_number", "outlet_id", "on_date", "number", unique=True),
        Index("ix_rounds_courier_id_state", "courier_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"))
    on_date: Mapped[date]
    number: Mapped[int]
    courier_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    state: Mapped[str]
    most_boxes: Mapped[int]
    most_grams: Mapped[int]
    length_m: Mapped[int]
    built_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    built_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    starts_at: Mapped[int]
    stop_minutes: Mapped[int]
    km_minutes: Mapped[int]

    outlet: Mapped[Outlet] = relationship()
    courier: Mapped[Person] = relationship(foreign_keys=[courier_id])
    stops: Mapped[list["RoundStop"]] = relationship(order_by="RoundStop.position")


class RoundStop(Base):
    """One door or one shop. All parcels for a shop are one stop. It takes them from `opens_at` to
    `closes_at` (none: at any time) and is planned for `arrives_at` (none: before there were
    plans); all are minutes of the day."""

    __tablename__ = "round_stops"
    __table_args__ = (
        CheckConstraint("position > 0", name="position_positive"),
        CheckConstraint(
            "(opens_at IS NULL) = (closes_at IS NULL) "
            "AND (opens_at IS NULL OR (0 <= opens_at AND opens_at < closes_at))",
            name="window_sane",
        ),
        Index("uq_round_stops_round_id_position", "round_id", "position", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    position: Mapped[int]
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"))
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    opens_at: Mapped[int | None]
    closes_at: Mapped[int | None]
    arrives_at: Mapped[int | None]

    shop: Mapped[Shop | None] = relationship()
    parcels: Mapped[list["RoundParcel"]] = relationship(order_by="RoundParcel.id")

    @property
    def window(self) -> Window | None:
        if self.opens_at is None or self.closes_at is None:
            return None
        return Window(self.opens_at, self.closes_at)

    @property
    def is_too_late(self) -> bool:
        """Planned for after its window."""
        window = self.window
        return window is not None and (self.arrives_at or 0) > window.closes_at


class RoundParcel(Base):
    """`reason`: the carrier's sub-code of how it was signed for, or why not. A parcel is on one
    round at a time, until that is answered."""

    __tablename__ = "round_parcels"
    __table_args__ = (
        one_of("outcome", Outcome),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_when"),
        Index(
            "uq_round_parcels_on_one_round",
            "parcel_id",
            unique=True,
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    stop_id: Mapped[int] = mapped_column(ForeignKey("round_stops.id"), index=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True)
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))

    parcel: Mapped[Parcel] = relationship()
