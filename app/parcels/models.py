"""Parcels 邮件, the pool of waybill numbers, and tracking events."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.cooperatives.models import Cooperative
from app.db import Base, Facts, append_only, never_negative, one_of, room_for_changes
from app.ground.parcel_exceptions import ExceptionKind, NextAction, Owner
from app.ground.parcel_states import ParcelState
from app.ground.postal_products import PostalProduct
from app.ground.waybills import WaybillKind
from app.orders.kinds import ActorKind
from app.orders.models import OrderLine, SubOrder
from app.parcels.kinds import (
    BatchState,
    CallOutcome,
    EventSource,
    ExceptionState,
    LabelSize,
    MadeGood,
    ManifestState,
    NoteKind,
    OrderStanding,
    Outcome,
    ParcelKind,
    RangeSource,
    WaybillState,
)
from app.people.models import Person
from app.places.models import Outlet
from app.postage.models import BoxType
from app.shops.models import Shop
from app.stock.models import Lot, Warehouse


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


IS_WATCHED = text("watch_at IS NOT NULL")
IS_OPEN = text("state = 'open'")
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


class ParcelException(Base):
    """Something wrong with a parcel: somebody's move until `due_at`. `since` is when it began; the
    same cause is never opened twice. `good_until` is the parcel's own, or a day that never comes,
    so that what spoils first stands first. While it is snoozed nobody is reminded."""

    __tablename__ = "parcel_exceptions"
    __table_args__ = (
        one_of("kind", ExceptionKind),
        one_of("state", ExceptionState),
        one_of("owner_kind", Owner),
        one_of("next_action", NextAction),
        one_of("outcome", Outcome),
        CheckConstraint("(owner_kind = 'shop') <= (shop_id IS NOT NULL)", name="shop_of_owner"),
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) "
            "AND (state = 'closed') = (outcome IS NOT NULL)",
            name="closed_when",
        ),
        Index("uq_parcel_exceptions_cause", "parcel_id", "kind", "since", unique=True),
        Index(
            "uq_parcel_exceptions_open",
            "parcel_id",
            "kind",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        *(
            Index(
                f"ix_parcel_exceptions_{name}",
                *columns,
                "good_until",
                "due_at",
                "id",
                sqlite_where=IS_OPEN,
                postgresql_where=IS_OPEN,
            )
            for name, columns in (
                ("inbox", ()),
                ("by_kind", ("kind",)),
                ("by_owner", ("owner_kind",)),
                ("of_cooperative", ("cooperative_id",)),
                ("of_shop", ("shop_id",)),
            )
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"))
    kind: Mapped[str]
    state: Mapped[str]
    since: Mapped[datetime]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    good_until: Mapped[date]
    owner_kind: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperatives.id"))
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"))
    next_action: Mapped[str]
    snoozed_until: Mapped[datetime | None]
    outcome: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))

    parcel: Mapped[Parcel] = relationship()
    notes: Mapped[list["ExceptionNote"]] = relationship(order_by="ExceptionNote.id")


class ExceptionNote(Base):
    """A turn of an exception: who did or said what. Append-only."""

    __tablename__ = "exception_notes"
    __table_args__ = (one_of("kind", NoteKind), one_of("actor_kind", ActorKind))

    id: Mapped[int] = mapped_column(primary_key=True)
    exception_id: Mapped[int] = mapped_column(ForeignKey("parcel_exceptions.id"), index=True)
    kind: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    words: Mapped[str]
    noted_at: Mapped[datetime]


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


class LabelBatch(Base):
    """Labels of `total` parcels that are drawn together by the worker: `done` of `pages` so far.
    A cooperative's, or of what an outlet takes in, or of neither. `with_lists`: packing lists too.
    """

    __tablename__ = "label_batches"
    __table_args__ = (
        one_of("size", LabelSize),
        one_of("state", BatchState),
        CheckConstraint("total > 0 AND done >= 0 AND done <= pages", name="done_of_all"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_when"),
        Index("ix_label_batches_cooperative_id_id", "cooperative_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperatives.id"))
    size: Mapped[str]
    state: Mapped[str]
    is_reprint: Mapped[bool]
    total: Mapped[int]
    pages: Mapped[int]
    done: Mapped[int]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"), index=True)
    with_lists: Mapped[bool]

    cooperative: Mapped[Cooperative | None] = relationship()
    outlet: Mapped[Outlet | None] = relationship()
    items: Mapped[list["LabelBatchItem"]] = relationship(order_by="LabelBatchItem.position")


class LabelBatchItem(Base):
    """A parcel of a batch; `times` is how often its label had been printed by then."""

    __tablename__ = "label_batch_items"

    batch_id: Mapped[int] = mapped_column(ForeignKey("label_batches.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True)
    times: Mapped[int]


class LabelPaper(Base):
    """The PDF, apart from the batch's row, which lists read without it."""

    __tablename__ = "label_papers"
    __table_args__ = (CheckConstraint("length(data) > 0", name="not_empty"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("label_batches.id"), primary_key=True)
    data: Mapped[bytes]


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


append_only(TrackingEvent, ExceptionNote, BoxReturn, SentDay, SentCount)
