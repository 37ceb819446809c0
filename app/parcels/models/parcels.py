"""Parcels 邮件: their boxes, what is in them, and what was told of them on their way."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.db import Base, Facts, append_only, never_negative, one_of, room_for_changes
from app.ground.parcel_states import ParcelState
from app.ground.postal_products import PostalProduct
from app.orders.models import OrderLine, SubOrder
from app.parcels.kinds import (
    EventSource,
    MadeGood,
    ParcelKind,
)
from app.postage.models import BoxType
from app.shops.models import Shop
from app.stock.models import Lot

IS_WATCHED = text("watch_at IS NOT NULL")


IS_IN_ADVANCE = text("happened_at > received_at")


class Parcel(Base):
    """What the post carries. `state` is computed from the set of its tracking events and stored so
    that lists can ask for it; `plan` is the planner's parcel with its postage explanation.

    `outlet_id` takes it in; `warehouse_id` sends it, or else the cooperative. `label_prints` is
    how often its labels were printed.
    `declared_fen` is its insured value (0: none). `gross_grams` is worked out, `final_grams`
    weighed. `promised_on` is the last day by which it should be there, `good_until` the last on
    which its goods are good; `collect_by` is when it has lain at a shop for too long.
    `origin_parcel_id` is the parcel that this one replaces or brings back.

    From `watch_at` on a clock of its exceptions may ring (app/parcels/exceptions.py); whoever makes
    a parcel need not know. `short_since`: a picker did not find all of its boxes, and nobody has
    since. `made_good`: what the buyer got instead of it. `received_back_at`: what
    came back was looked at and is in the lots again, or was written off. `missing_since`,
    `unlisted_since`: an outlet counted a manifest without it, or found it and it was on none."""

    __tablename__ = "parcels"
    __table_args__ = (
        one_of("state", ParcelState),
        one_of("kind", ParcelKind),
        one_of("product", PostalProduct),
        one_of("made_good", MadeGood),
        never_negative(
            "gross_grams", "postage_fen", "declared_fen", "insurance_fen", "label_prints"
        ),
        CheckConstraint("(kind = 'outward') = (origin_parcel_id IS NULL)", name="origin_of_others"),
        CheckConstraint(
            "(final_grams IS NULL) = (weighed_at IS NULL) AND coalesce(final_grams, 1) > 0",
            name="weighed_when",
        ),
        CheckConstraint(
            "(state = 'collected') <= (collected_by IS NOT NULL)", name="collected_by_whom"
        ),
        Index("ix_parcels_pickup_shop_id_state", "pickup_shop_id", "state"),
        Index("ix_parcels_state_changed_at", "state", "changed_at"),
        Index("ix_parcels_sent_at", "sent_at"),
        Index("uq_parcels_sub_order_id_position", "sub_order_id", "position", unique=True),
        Index(
            "ix_parcels_watch_at",
            "watch_at",
            sqlite_where=IS_WATCHED,
            postgresql_where=IS_WATCHED,
        ),
        room_for_changes(),
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
    kind: Mapped[str] = mapped_column(default=ParcelKind.outward)
    product: Mapped[str] = mapped_column(default=PostalProduct.ordinary)
    origin_parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcels.id"), index=True)
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"), index=True)
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouses.id"), index=True)
    declared_fen: Mapped[int] = mapped_column(default=0)
    insurance_fen: Mapped[int] = mapped_column(default=0)
    final_grams: Mapped[int | None]
    weighed_at: Mapped[datetime | None]
    promised_on: Mapped[date | None]
    good_until: Mapped[date | None]
    watch_at: Mapped[datetime | None] = mapped_column(default=clock.now)
    made_good: Mapped[str | None]
    received_back_at: Mapped[datetime | None]
    collect_by: Mapped[datetime | None]
    label_prints: Mapped[int] = mapped_column(default=0)
    short_since: Mapped[datetime | None]
    missing_since: Mapped[datetime | None]
    unlisted_since: Mapped[datetime | None]

    sub_order: Mapped[SubOrder] = relationship()
    pickup_shop: Mapped[Shop | None] = relationship()
    contents: Mapped[list["ParcelContent"]] = relationship(order_by="ParcelContent.order_line_id")
    boxes: Mapped[list["ParcelBox"]] = relationship(order_by="ParcelBox.position")
    events: Mapped[list["TrackingEvent"]] = relationship(
        order_by="TrackingEvent.happened_at, TrackingEvent.id"
    )


class ParcelBox(Base):
    """One box of a parcel 一票多件. Boxes that are tied together share the parcel's number and have
    none of their own."""

    __tablename__ = "parcel_boxes"
    __table_args__ = (CheckConstraint("position > 0 AND gross_grams > 0", name="figures_sane"),)

    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    box_type_id: Mapped[int] = mapped_column(ForeignKey("box_types.id"), index=True)
    gross_grams: Mapped[int]
    waybill_number: Mapped[str | None] = mapped_column(ForeignKey("waybills.number"), unique=True)

    box_type: Mapped[BoxType] = relationship()


class BoxReturn(Base):
    """A returnable box 循环箱 is back: scanned at a village shop, or at the post office (no shop).
    That it was lent is not written twice: its parcel has left."""

    __tablename__ = "box_returns"
    __table_args__ = (
        ForeignKeyConstraint(
            ["parcel_id", "position"], ["parcel_boxes.parcel_id", "parcel_boxes.position"]
        ),
    )

    parcel_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"), index=True)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    back_at: Mapped[datetime]


class ParcelContent(Base):
    """Boxes of a line, from a lot: the line's own, or another one for a replacement."""

    __tablename__ = "parcel_contents"
    __table_args__ = (CheckConstraint("boxes > 0", name="boxes_positive"),)

    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), primary_key=True)
    order_line_id: Mapped[int] = mapped_column(
        ForeignKey("order_lines.id"), primary_key=True, index=True
    )
    boxes: Mapped[int]
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), index=True)

    line: Mapped[OrderLine] = relationship()
    lot: Mapped[Lot] = relationship()


class TrackingEvent(Base):
    """A scan, as it was told. Append-only: what undoes one is another event. `external_id` makes a
    repeated delivery harmless; `step` is empty for a code we do not know. `reason` is the carrier's
    sub-code, `cancels` the external id of an event that a correction of ours takes back. `box` is
    the position of the box whose number was named; None: it was said of the whole parcel."""

    __tablename__ = "tracking_events"
    __table_args__ = (
        one_of("source", EventSource),
        CheckConstraint("box > 0", name="box_positive"),
        Index("ix_tracking_events_parcel_id_happened_at", "parcel_id", "happened_at"),
        Index(
            "ix_tracking_events_in_advance",
            "happened_at",
            sqlite_where=IS_IN_ADVANCE,
            postgresql_where=IS_IN_ADVANCE,
        ),
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
    box: Mapped[int | None]


class StrayEvent(Base):
    """A carrier's message that fits none of our parcels: kept for the office, never lost."""

    __tablename__ = "stray_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(unique=True)
    waybill_number: Mapped[str]
    facts: Mapped[Facts]
    received_at: Mapped[datetime]

    @property
    def happened_at(self) -> datetime | None:
        """As the carrier told it, which need not have said when."""
        told = self.facts.get("happened_at")
        return datetime.fromisoformat(told) if told else None


append_only(TrackingEvent, BoxReturn)
