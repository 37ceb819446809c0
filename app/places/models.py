"""Regions (GB/T 2260 and the bureau's longer codes), the halls 地方馆 that stand on them, and the
post's outlets 网点."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from app.places.kinds import OutletKind


class Region(Base):
    __tablename__ = "regions"
    __table_args__ = (
        CheckConstraint(
            "level IN ('province', 'city', 'county', 'town', 'village')", name="level_known"
        ),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    pinyin: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    lng: Mapped[float | None]
    lat: Mapped[float | None]


class Hall(Base):
    """A storefront of a nation, province, city or county; it shows what lies below its region.

    `code_prefix` is what the codes of the villages in it begin with: '' for the nation, '3204' for
    Changzhou. A listing is visible in every hall above its village.
    """

    __tablename__ = "halls"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    code_prefix: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    motto: Mapped[str]
    motto_en: Mapped[str]
    picture: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("halls.id"), index=True)


class Outlet(Base):
    """Where the post takes parcels in or sets out to bring them. `code` is its organisation's, as
    waybills and manifests print it."""

    __tablename__ = "outlets"
    __table_args__ = (one_of("kind", OutletKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    kind: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    detail: Mapped[str]
