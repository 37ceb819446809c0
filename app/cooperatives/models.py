"""Cooperatives 合作社: the sellers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, cast, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.cooperatives.kinds import CooperativeState
from app.db import Base, Facts, append_only, never_negative, one_of
from app.people.models import Person


class FreePostageRule(Base):
    """Carriage to the province is free for a sub-order whose goods reach `from_fen`, or that has
    `from_boxes` of them (0: not by that); the cooperative then bears it."""

    __tablename__ = "free_postage_rules"
    __table_args__ = (
        never_negative("from_fen", "from_boxes"),
        CheckConstraint("from_fen + from_boxes > 0", name="from_positive"),
    )

    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperatives.id"), primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    from_fen: Mapped[int]
    from_boxes: Mapped[int] = mapped_column(default=0)


class FreePostageVersion(Base):
    """All of a cooperative's rules as they were set at one moment, and by whom (none: they came
    with the market). `rules` is fen and boxes by province. Append-only."""

    __tablename__ = "free_postage_versions"
    __table_args__ = (Index("ix_free_postage_versions_cooperative_id_id", "cooperative_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperatives.id"))
    rules: Mapped[Facts]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]

    set_by: Mapped[Person | None] = relationship()


class Cooperative(Base):
    """`outlet_id` collects its parcels. `free_postage` are its rules, read with it."""

    __tablename__ = "cooperatives"
    __table_args__ = (
        one_of("state", CooperativeState),
        CheckConstraint(
            "households >= 0 AND orchard_mu >= 0",
            name="figures_sane",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    origin_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    story: Mapped[str]
    story_en: Mapped[str]
    picture: Mapped[str]
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    households: Mapped[int]
    orchard_mu: Mapped[int]
    state: Mapped[str]
    created_at: Mapped[datetime]
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"), index=True)
    # As "310000:5900:0;320000:5900:2": a page that shows a cooperative needs no statement more.
    free_postage: Mapped[str | None] = column_property(
        select(
            func.aggregate_strings(
                FreePostageRule.province_code
                + ":"
                + cast(FreePostageRule.from_fen, String)
                + ":"
                + cast(FreePostageRule.from_boxes, String),
                ";",
            )
        )
        .where(FreePostageRule.cooperative_id == id)
        .correlate_except(FreePostageRule)
        .scalar_subquery()
    )


append_only(FreePostageVersion)
