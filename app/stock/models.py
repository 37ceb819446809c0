"""Warehouses 仓库, lots 批次, the holds on them, and every movement of a box."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Variant
from app.db import Base, append_only, never_negative, one_of
from app.stock.kinds import MovementKind, ReservationState


class Warehouse(Base):
    """A warehouse 仓储+寄递 of the post. `temperature_classes` (comma separated) are those it has
    rooms for; `outlet_id` takes in what it sends."""

    __tablename__ = "warehouses"
    __table_args__ = (CheckConstraint("capacity_boxes > 0", name="capacity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    detail: Mapped[str]
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    temperature_classes: Mapped[str]
    capacity_boxes: Mapped[int]
    is_open: Mapped[bool]


class Lot(Base):
    """Boxes of one variant from one picking, in one place: `warehouse_id`, or without one in the
    cooperative's own shed; `parent_id` is the lot that it was divided from by moving.

    `reserved` are held for orders not yet paid, `allocated` belong to paid orders and wait to be
    shipped; both are still on hand."""

    __tablename__ = "lots"
    __table_args__ = (
        never_negative("on_hand", "reserved", "allocated"),
        CheckConstraint("reserved + allocated <= on_hand", name="never_oversold"),
        Index("ix_lots_variant_id_best_before_on", "variant_id", "best_before_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    request_key: Mapped[str | None] = mapped_column(unique=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    origin_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    harvested_on: Mapped[date]
    best_before_on: Mapped[date | None]
    on_hand: Mapped[int]
    reserved: Mapped[int]
    allocated: Mapped[int]
    created_at: Mapped[datetime]
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouses.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), index=True)

    variant: Mapped[Variant] = relationship()
    warehouse: Mapped[Warehouse | None] = relationship()

    @property
    def held(self) -> int:
        return self.reserved + self.allocated

    @property
    def free(self) -> int:
        return self.on_hand - self.held


class Movement(Base):
    """Append-only. `boxes` is positive; `kind` says which way. `reason` names the order or the
    person's words; a write-off cannot be without one."""

    __tablename__ = "movements"
    __table_args__ = (
        one_of("kind", MovementKind),
        CheckConstraint("boxes > 0", name="boxes_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), index=True)
    kind: Mapped[str]
    boxes: Mapped[int]
    reason: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    moved_at: Mapped[datetime]


class Reservation(Base):
    """Boxes of a lot held for a holder (an order's number) until `expires_at`."""

    __tablename__ = "reservations"
    __table_args__ = (
        one_of("state", ReservationState),
        CheckConstraint("boxes > 0", name="boxes_positive"),
        Index("ix_reservations_state_expires_at", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), index=True)
    boxes: Mapped[int]
    state: Mapped[str]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]


append_only(Movement)
