"""Parcels 邮件, the pool of waybill numbers, and tracking events."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Facts, append_only, never_negative, one_of
from app.ground.parcel_states import ParcelState
from app.orders.models import OrderLine, SubOrder
from app.parcels.kinds import EventSource, WaybillState
from app.shops.models import Shop


class Waybill(Base):
    """A number of the pool. Drawn once, never given out again, not even after a cancellation."""

    __tablename__ = "waybills"
    __table_args__ = (
        one_of("state", WaybillState),
        Index(
            "ix_waybills_free",
            "number",
            sqlite_where=text("state = 'free'"),
            postgresql_where=text("state = 'free'"),
        ),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    imported_at: Mapped[datetime]
    drawn_at: Mapped[datetime | None]


class Parcel(Base):
    """What the post carries. `state` is computed from the set of its tracking events and stored so
    that lists can ask for it; `plan` is the planner's parcel with its postage explanation."""

    __tablename__ = "parcels"
    __table_args__ = (
        one_of("state", ParcelState),
        never_negative("gross_grams", "postage_fen"),
        CheckConstraint(
            "(state = 'collected') <= (collected_by IS NOT NULL)", name="collected_by_whom"
        ),
        Index("ix_parcels_pickup_shop_id_state", "pickup_shop_id", "state"),
        Index("ix_parcels_state_changed_at", "state", "changed_at"),
        Index("uq_parcels_sub_order_id_position", "sub_order_id", "position", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sub_order_id: Mapped[int] = mapped_column(ForeignKey("sub_orders.id"))
    position: Mapped[int]
    waybill_number: Mapped[str] = mapped_column(ForeignKey("waybills.number"), unique=True)
    state: Mapped[str]
    temperature_class: Mapped[str]
    gross_grams: Mapped[int]
    postage_fen: Mapped[int]
    plan: Mapped[Facts]
    pickup_shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"))
    shelf: Mapped[str | None]
    pickup_code: Mapped[str | None]
    pickup_code_tries: Mapped[int] = mapped_column(default=0)
    collected_by: Mapped[str | None]
    label_printed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    sub_order: Mapped[SubOrder] = relationship()
    pickup_shop: Mapped[Shop | None] = relationship()
    contents: Mapped[list["ParcelContent"]] = relationship(order_by="ParcelContent.order_line_id")
    events: Mapped[list["TrackingEvent"]] = relationship(
        order_by="TrackingEvent.happened_at, TrackingEvent.id"
    )


class ParcelContent(Base):
    __tablename__ = "parcel_contents"
    __table_args__ = (CheckConstraint("boxes > 0", name="boxes_positive"),)

    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), primary_key=True)
    order_line_id: Mapped[int] = mapped_column(
        ForeignKey("order_lines.id"), primary_key=True, index=True
    )
    boxes: Mapped[int]

    line: Mapped[OrderLine] = relationship()


class TrackingEvent(Base):
    """A scan, as it was told. Append-only: what undoes one is another event. `external_id` makes a
    repeated delivery harmless; `step` is empty for a code we do not know. `reason` is the carrier's
    sub-code, `cancels` the external id of an event that a correction of ours takes back."""

    __tablename__ = "tracking_events"
    __table_args__ = (
        one_of("source", EventSource),
        Index("ix_tracking_events_parcel_id_happened_at", "parcel_id", "happened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"))
    external_id: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    reason: Mapped[str]
    cancels: Mapped[str | None]
    step: Mapped[str | None]
    place: Mapped[str]
    note: Mapped[str]
    source: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]


class StrayEvent(Base):
    """A carrier's message that fits none of our parcels: kept for the office, never lost."""

    __tablename__ = "stray_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(unique=True)
    waybill_number: Mapped[str]
    facts: Mapped[Facts]
    received_at: Mapped[datetime]


append_only(TrackingEvent)
