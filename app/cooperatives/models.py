"""Cooperatives 合作社: the sellers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.cooperatives.kinds import CooperativeState
from app.db import Base, one_of


class Cooperative(Base):
    """Postage is free for a sub-order whose goods reach `free_postage_from_fen` and that goes to
    one of `free_postage_groups` (tariff groups, comma separated); the cooperative then bears it.
    `outlet_id` collects its parcels."""

    __tablename__ = "cooperatives"
    __table_args__ = (
        one_of("state", CooperativeState),
        CheckConstraint(
            "free_postage_from_fen >= 0 AND households >= 0 AND orchard_mu >= 0",
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
    free_postage_from_fen: Mapped[int]
    free_postage_groups: Mapped[str]
    created_at: Mapped[datetime]
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"), index=True)
