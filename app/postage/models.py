"""The tariff: what a parcel from one province to another costs, from a date on."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


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
