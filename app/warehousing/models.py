"""Waves 波次, in which parcels are picked together, and what the scale said of each parcel."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, append_only, never_negative, one_of
from app.parcels.models import Parcel
from app.stock.models import Warehouse
from app.warehousing.kinds import PickState, WaveState


class Wave(Base):
    """Parcels of a warehouse that one picker fetches in one walk."""

    __tablename__ = "waves"
    __table_args__ = (
        one_of("state", WaveState),
        CheckConstraint("(state = 'picked') = (picked_at IS NOT NULL)", name="picked_when"),
        Index("ix_waves_warehouse_id_state", "warehouse_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouses.id"))
    state: Mapped[str]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    started_at: Mapped[datetime]
    picked_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    picked_at: Mapped[datetime | None]

    warehouse: Mapped[Warehouse] = relationship()
    slots: Mapped[list["WaveParcel"]] = relationship(
        order_by="WaveParcel.slot", back_populates="wave"
    )


class WaveParcel(Base):
    """`slot` is the place on the picker's trolley. A parcel is in one wave, but for those in which
    it came up short."""

    __tablename__ = "wave_parcels"
    __table_args__ = (
        one_of("state", PickState),
        CheckConstraint("slot > 0", name="slot_positive"),
        Index(
            "uq_wave_parcels_live",
            "parcel_id",
            unique=True,
            sqlite_where=text("state <> 'short'"),
            postgresql_where=text("state <> 'short'"),
        ),
        Index("ix_wave_parcels_parcel_id", "parcel_id"),
    )

    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"))
    state: Mapped[str]

    wave: Mapped[Wave] = relationship(back_populates="slots")
    parcel: Mapped[Parcel] = relationship()


class Weighing(Base):
    """What a scale said. Append-only. `computed_grams` was worked out, `quoted_fen` the postage for
    it, `asked_fen` what the tariff asks for the weight on the scale."""

    __tablename__ = "weighings"
    __table_args__ = (
        CheckConstraint("grams > 0", name="grams_positive"),
        never_negative("computed_grams", "quoted_fen", "asked_fen"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True)
    grams: Mapped[int]
    computed_grams: Mapped[int]
    reason: Mapped[str]
    quoted_fen: Mapped[int]
    asked_fen: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    weighed_at: Mapped[datetime] = mapped_column(index=True)


append_only(Weighing)
