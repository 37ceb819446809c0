"""Warehouses 仓库 and their rooms, lots 批次, the holds on them, every movement of a box, and the
shipments 入库单 that bring boxes from one place to another."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Variant
from app.cooperatives.models import Cooperative
from app.db import Base, append_only, never_negative, one_of
from app.stock.kinds import InboundState, MovementKind, ReservationState, Shortfall


class Warehouse(Base):
    """A warehouse 仓储+寄递 of the post; `outlet_id` takes in what it sends. A closed one takes
    nothing in and sends what it has."""

    __tablename__ = "warehouses"
    __table_args__ = (CheckConstraint("area_m2 > 0", name="area_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    detail: Mapped[str]
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    is_open: Mapped[bool]
    area_m2: Mapped[int]

    rooms: Mapped[list["WarehouseRoom"]] = relationship(order_by="WarehouseRoom.position")


class WarehouseRoom(Base):
    """Where a warehouse keeps goods of one temperature class. `position` is the order in which a
    picker walks: what is cold is fetched last."""

    __tablename__ = "warehouse_rooms"
    __table_args__ = (
        CheckConstraint("capacity_boxes > 0", name="capacity_positive"),
        UniqueConstraint("warehouse_id", "temperature_class"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouses.id"))
    temperature_class: Mapped[str]
    position: Mapped[int]
    capacity_boxes: Mapped[int]


class Lot(Base):
    """Boxes of one variant from one picking, in one place: `warehouse_id`, or without one in the
    cooperative's own shed; `parent_id` is the lot as it was picked, when these boxes of it were
    moved.

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


class InboundShipment(Base):
    """Boxes on their way to a warehouse: a cooperative's 入库, or anybody's from another warehouse
    移库. They left their lots when it was announced, or the move was sent."""

    __tablename__ = "inbound_shipments"
    __table_args__ = (
        one_of("state", InboundState),
        CheckConstraint(
            "(state IN ('planned', 'announced')) = (ended_at IS NULL)", name="ended_when"
        ),
        CheckConstraint(
            "(cooperative_id IS NULL) = (from_warehouse_id IS NOT NULL) "
            "AND (from_warehouse_id IS NULL OR from_warehouse_id <> warehouse_id)",
            name="from_one_place",
        ),
        CheckConstraint(
            "CASE state WHEN 'planned' THEN from_warehouse_id IS NOT NULL AND sent_at IS NULL "
            "WHEN 'cancelled' THEN 1 = 1 ELSE (from_warehouse_id IS NULL) = (sent_at IS NULL) END",
            name="sent_when",
        ),
        Index("ix_inbound_shipments_warehouse_id_state", "warehouse_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperatives.id"), index=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouses.id"))
    state: Mapped[str]
    expected_on: Mapped[date]
    note: Mapped[str]
    announced_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    announced_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]
    from_warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouses.id"), index=True)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    sent_at: Mapped[datetime | None]

    warehouse: Mapped[Warehouse] = relationship(foreign_keys=[warehouse_id])
    from_warehouse: Mapped[Warehouse | None] = relationship(foreign_keys=[from_warehouse_id])
    cooperative: Mapped[Cooperative | None] = relationship()
    lines: Mapped[list["InboundLine"]] = relationship(
        order_by="InboundLine.id", back_populates="shipment"
    )

    @property
    def boxes(self) -> int:
        return sum(line.boxes for line in self.lines)

    @property
    def is_move(self) -> bool:
        return self.from_warehouse_id is not None

    @property
    def origin(self) -> Warehouse | Cooperative:
        """Where its boxes come from."""
        found = self.from_warehouse or self.cooperative
        assert found is not None  # the table says so
        return found


class InboundLine(Base):
    """`boxes` were announced, `counted` found; `lot_id` is what they became in the warehouse."""

    __tablename__ = "inbound_lines"
    __table_args__ = (
        CheckConstraint("boxes > 0 AND coalesce(counted, 0) >= 0", name="figures_sane"),
        CheckConstraint(
            "shortfall IS NULL OR (shortfall IN ("
            + ", ".join(f"'{one.value}'" for one in Shortfall)
            + ") AND counted < boxes)",
            name="shortfall_known",
        ),
        CheckConstraint("(lot_id IS NULL) = (coalesce(counted, 0) = 0)", name="lot_of_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("inbound_shipments.id"), index=True)
    from_lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), index=True)
    boxes: Mapped[int]
    counted: Mapped[int | None]
    shortfall: Mapped[str | None]
    note: Mapped[str]
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), index=True)

    shipment: Mapped[InboundShipment] = relationship(back_populates="lines")
    from_lot: Mapped[Lot] = relationship(foreign_keys=[from_lot_id])
    lot: Mapped[Lot | None] = relationship(foreign_keys=[lot_id])


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
