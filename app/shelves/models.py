"""Places of a shop's shelf, what lies there and until when, and who agreed to it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, one_of
from app.parcels.models import Parcel
from app.shelves.kinds import AgreementMethod, CollectedAs, Proof, StayEnd

STILL_THERE = text("ended_at IS NULL")


class ShelfPlace(Base):
    """A board, a basket, a fridge. What is not in use any more takes nothing in."""

    __tablename__ = "shelf_places"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 1 AND 9999", name="capacity_sane"),
        Index("uq_shelf_places_shop_id_code", "shop_id", "code", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    code: Mapped[str]
    is_fridge: Mapped[bool]
    capacity: Mapped[int]
    is_in_use: Mapped[bool] = mapped_column(default=True)


class ShelfStay(Base):
    """A parcel at a shop, from the scan to the end. `code` is where, as it is told: the place's, in
    a service centre with the day's running number. `remind_at`: half of the time has passed."""

    __tablename__ = "shelf_stays"
    __table_args__ = (
        one_of("collected_as", CollectedAs),
        one_of("proof", Proof),
        one_of("outcome", StayEnd),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_somehow"),
        CheckConstraint(
            "(extended_at IS NULL) = (extension_reason IS NULL)", name="extended_for_a_reason"
        ),
        Index(
            "uq_shelf_stays_there",
            "parcel_id",
            unique=True,
            sqlite_where=STILL_THERE,
            postgresql_where=STILL_THERE,
        ),
        Index(
            "ix_shelf_stays_place",
            "place_id",
            sqlite_where=STILL_THERE,
            postgresql_where=STILL_THERE,
        ),
        Index("ix_shelf_stays_shop_id_put_at", "shop_id", "put_at"),
        Index("ix_shelf_stays_parcel_id", "parcel_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"))
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("shelf_places.id"))
    code: Mapped[str]
    day_number: Mapped[int]
    put_at: Mapped[datetime]
    put_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    remind_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    extension_reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    collected_as: Mapped[str | None]
    relation: Mapped[str | None]
    proof: Mapped[str | None]

    parcel: Mapped[Parcel] = relationship()


class PickupAgreement(Base):
    """A parcel that was to come to the door may lie at this shop: the recipient said so herself, or
    on the phone to the keeper who wrote it down. Without one it may not (docs/points.md)."""

    __tablename__ = "pickup_agreements"
    __table_args__ = (
        one_of("method", AgreementMethod),
        CheckConstraint(
            "(method = 'by_phone') <= (spoke_with IS NOT NULL AND recorded_by_id IS NOT NULL)",
            name="phone_call_named",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    method: Mapped[str]
    spoke_with: Mapped[str | None]
    agreed_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]
