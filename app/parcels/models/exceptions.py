"""Parcels that somebody has to do something about, and what was done."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, append_only, one_of
from app.ground.parcel_exceptions import ExceptionKind, NextAction, Owner
from app.orders.kinds import ActorKind
from app.parcels.kinds import (
    ExceptionState,
    NoteKind,
    Outcome,
)
from app.parcels.models.parcels import Parcel

IS_OPEN = text("state = 'open'")


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


append_only(ExceptionNote)
