"""Handover manifests 交接单."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cooperatives.models import Cooperative
from app.db import Base, one_of
from app.parcels.kinds import (
    ManifestState,
)
from app.parcels.models.parcels import Parcel
from app.people.models import Person
from app.places.models import Outlet
from app.stock.models import Warehouse


class Manifest(Base):
    """A handover 交接单 of packed parcels to an outlet, from one cooperative's shed or from one
    warehouse. What it adds up to is what was signed for, whatever is weighed later."""

    __tablename__ = "manifests"
    __table_args__ = (
        one_of("state", ManifestState),
        CheckConstraint("(cooperative_id IS NULL) <> (warehouse_id IS NULL)", name="one_sender"),
        CheckConstraint("parcels > 0 AND pieces >= parcels AND grams > 0", name="totals_sane"),
        CheckConstraint("(state = 'received') = (received_at IS NOT NULL)", name="received_when"),
        Index("ix_manifests_cooperative_id_id", "cooperative_id", "id"),
        Index("ix_manifests_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperatives.id"))
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouses.id"), index=True)
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"), index=True)
    state: Mapped[str]
    parcels: Mapped[int]
    pieces: Mapped[int]
    grams: Mapped[int]
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    handed_at: Mapped[datetime]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    received_at: Mapped[datetime | None]

    cooperative: Mapped[Cooperative | None] = relationship()
    warehouse: Mapped[Warehouse | None] = relationship()
    outlet: Mapped[Outlet | None] = relationship()
    handed_by: Mapped[Person | None] = relationship(foreign_keys=[handed_by_id])
    received_by: Mapped[Person | None] = relationship(foreign_keys=[received_by_id])
    rows: Mapped[list["ManifestParcel"]] = relationship(order_by="ManifestParcel.position")
    extras: Mapped[list["ManifestExtra"]] = relationship(order_by="ManifestExtra.waybill_number")


class ManifestParcel(Base):
    """A parcel as it was handed over, on one manifest at most. `is_missing` is the outlet's word,
    None until it has counted."""

    __tablename__ = "manifest_parcels"
    __table_args__ = (CheckConstraint("pieces > 0 AND grams > 0", name="figures_sane"),)

    manifest_id: Mapped[int] = mapped_column(ForeignKey("manifests.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), unique=True)
    pieces: Mapped[int]
    grams: Mapped[int]
    is_missing: Mapped[bool | None]

    parcel: Mapped[Parcel] = relationship()


class ManifestExtra(Base):
    """A number that came along and is not on the manifest; perhaps of no parcel of ours."""

    __tablename__ = "manifest_extras"

    manifest_id: Mapped[int] = mapped_column(ForeignKey("manifests.id"), primary_key=True)
    waybill_number: Mapped[str] = mapped_column(primary_key=True)


class ManifestSerial(Base):
    """The last serial of each Shanghai day; taken by one UPDATE."""

    __tablename__ = "manifest_serials"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
