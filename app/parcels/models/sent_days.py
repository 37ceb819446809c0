"""What was sent, by day."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, append_only, never_negative


class SentDay(Base):
    """A Shanghai day that is over and whose sent parcels are counted. What was sent is a fact: the
    count of a day never changes."""

    __tablename__ = "sent_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime]


class SentCount(Base):
    """What one packer sent on a day: a warehouse, or else a cooperative. A row without a box type
    counts parcels (`electronic`: their number came as data; `unpacked`: nobody wrote down in what
    they travelled), one with it counts boxes."""

    __tablename__ = "sent_counts"
    __table_args__ = (
        never_negative("parcels", "electronic", "unpacked", "boxes"),
        CheckConstraint("(cooperative_id IS NULL) <> (warehouse_id IS NULL)", name="one_packer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(ForeignKey("sent_days.day"), index=True)
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperatives.id"))
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouses.id"))
    box_type_id: Mapped[int | None] = mapped_column(ForeignKey("box_types.id"))
    parcels: Mapped[int] = mapped_column(default=0)
    electronic: Mapped[int] = mapped_column(default=0)
    unpacked: Mapped[int] = mapped_column(default=0)
    boxes: Mapped[int] = mapped_column(default=0)


append_only(SentDay, SentCount)
