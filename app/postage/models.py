"""Tariffs in versions, measured days on the way, and the boxes in which goods travel."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Facts, append_only, never_negative, one_of
from app.ground.postal_products import PostalProduct


class TariffVersion(Base):
    """A whole price list, in force from a day in Shanghai until the next one of its product and
    province. Without people: it came with the reference data."""

    __tablename__ = "tariff_versions"
    __table_args__ = (
        one_of("product", PostalProduct),
        UniqueConstraint("product", "origin_province", "effective_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str]
    origin_province: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    effective_from: Mapped[date]
    source: Mapped[str]
    rules: Mapped[Facts]
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    published_at: Mapped[datetime]


class TariffDraft(Base):
    """A version that is being written; gone when it is published or given up. `copied_from_id`:
    what it is compared with."""

    __tablename__ = "tariff_drafts"
    __table_args__ = (one_of("product", PostalProduct),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str]
    origin_province: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    source: Mapped[str]
    rules: Mapped[Facts]
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("tariff_versions.id"))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class TransitFigure(Base):
    """How long parcels of ours were on the way, measured for one day (app/parcels/transit.py): of a
    product, sent off first or not, from a city to a province without that city, or to a city.
    Days are those that one of ten, half and nine of ten kept to."""

    __tablename__ = "transit_figures"
    __table_args__ = (
        one_of("product", PostalProduct),
        CheckConstraint(
            "parcels > 0 AND late_hours >= 0 AND 0 <= least_days AND least_days <= most_days "
            "AND most_days <= late_days",
            name="figures_sane",
        ),
    )

    on_date: Mapped[date] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(primary_key=True)
    is_hurried: Mapped[bool] = mapped_column(primary_key=True)
    origin_code: Mapped[str] = mapped_column(primary_key=True)
    destination_code: Mapped[str] = mapped_column(primary_key=True)
    parcels: Mapped[int]
    least_days: Mapped[int]
    most_days: Mapped[int]
    late_days: Mapped[int]
    late_hours: Mapped[int]


class BoxType(Base):
    """A box in which goods travel. Inner millimetres say what fits, outer ones what counts for
    postage; `holds_grams` is the net weight that lies in it safely. `temperature_classes` comma
    separated. A returnable box 循环箱 has a deposit."""

    __tablename__ = "box_types"
    __table_args__ = (
        never_negative("tare_grams", "deposit_fen"),
        CheckConstraint(
            "holds_grams > 0 AND inner_length_mm > 0 AND inner_width_mm > 0 "
            "AND inner_height_mm > 0 AND outer_length_mm >= inner_length_mm "
            "AND outer_width_mm >= inner_width_mm AND outer_height_mm >= inner_height_mm",
            name="measures_sane",
        ),
        CheckConstraint("deposit_fen = 0 OR is_returnable", name="deposit_of_returnable"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    tare_grams: Mapped[int]
    holds_grams: Mapped[int]
    inner_length_mm: Mapped[int]
    inner_width_mm: Mapped[int]
    inner_height_mm: Mapped[int]
    outer_length_mm: Mapped[int]
    outer_width_mm: Mapped[int]
    outer_height_mm: Mapped[int]
    temperature_classes: Mapped[str]
    is_degradable: Mapped[bool]
    is_returnable: Mapped[bool]
    deposit_fen: Mapped[int]
    is_in_use: Mapped[bool]


append_only(TariffVersion)
