"""The tariff: what a parcel from one province to another costs, from a date on; and the boxes."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, never_negative


class PostageRate(Base):
    """The increment is chosen by the band of the total weight (docs/postage.md)."""

    __tablename__ = "postage_rates"
    __table_args__ = (
        CheckConstraint(
            "first_kg_fen > 0 AND next_kg_fen_to_10kg > 0 AND next_kg_fen_to_20kg > 0 "
            "AND next_kg_fen_to_50kg > 0",
            name="prices_positive",
        ),
    )

    origin_province: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    destination_province: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    group: Mapped[str]
    first_kg_fen: Mapped[int]
    next_kg_fen_to_10kg: Mapped[int]
    next_kg_fen_to_20kg: Mapped[int]
    next_kg_fen_to_50kg: Mapped[int]


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
