"""Waybill numbers: the ranges that they are drawn from, and those that were drawn."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, one_of
from app.ground.postal_products import PostalProduct
from app.ground.waybills import WaybillKind
from app.parcels.kinds import (
    RangeSource,
    WaybillState,
)
from app.places.models import Outlet


class WaybillRange(Base):
    """Numbers that the carrier gave us, from the first to the last; those below `next_serial` are
    drawn. Of no product: for every product that has none of its own left; of no outlet likewise.

    `roll_size` is how many numbers came for the same pool at the same moment: whoever asks how
    much is left compares with that. `warned_at`: the office was told that they run out.
    """

    __tablename__ = "waybill_ranges"
    __table_args__ = (
        one_of("kind", WaybillKind),
        one_of("source", RangeSource),
        one_of("product", PostalProduct),
        CheckConstraint(
            "first_serial >= 0 AND first_serial <= last_serial AND next_serial >= first_serial "
            "AND next_serial <= last_serial + 1 AND roll_size > last_serial - first_serial",
            name="serials_sane",
        ),
        CheckConstraint(
            "CASE WHEN kind = 's10' THEN last_serial <= 99999999 AND length(indicator) = 2 "
            "AND length(country) = 2 ELSE last_serial <= 9999999999999 AND indicator = '' "
            "AND country = '' END",
            name="fits_kind",
        ),
        UniqueConstraint("kind", "indicator", "country", "first_serial"),
        Index(
            "ix_waybill_ranges_open",
            "product",
            "outlet_id",
            sqlite_where=text("next_serial <= last_serial"),
            postgresql_where=text("next_serial <= last_serial"),
        ),
        Index(
            "ix_waybill_ranges_newest",
            "product",
            "outlet_id",
            "id",
            sqlite_where=text("source <> 'counter'"),
            postgresql_where=text("source <> 'counter'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str | None]
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"))
    kind: Mapped[str]
    indicator: Mapped[str]
    country: Mapped[str]
    first_serial: Mapped[int]
    last_serial: Mapped[int]
    next_serial: Mapped[int]
    roll_size: Mapped[int]
    source: Mapped[str]
    imported_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]

    outlet: Mapped[Outlet | None] = relationship()


class Waybill(Base):
    """A number that was drawn, and the range it is from. Never given out again, not even after a
    cancellation."""

    __tablename__ = "waybills"
    __table_args__ = (one_of("state", WaybillState),)

    number: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    drawn_at: Mapped[datetime | None]
    range_id: Mapped[int] = mapped_column(ForeignKey("waybill_ranges.id"), index=True)
