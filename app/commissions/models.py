"""Who pays which commission, in versions. What was published is never changed or removed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, append_only, one_of
from app.ground.channels import Channel

SHARES_SANE = "commission_bp BETWEEN 0 AND 5000 AND shop_bp BETWEEN 0 AND commission_bp"


class CommissionVersion(Base):
    """In force from a day in Shanghai until the next one's. Only the first has no people: it is
    what the market opened with."""

    __tablename__ = "commission_versions"
    __table_args__ = (
        CheckConstraint(
            "number = 1 OR (drafted_by_id IS NOT NULL AND published_by_id IS NOT NULL "
            "AND drafted_by_id <> published_by_id)",
            name="two_people",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    effective_from: Mapped[date] = mapped_column(unique=True)
    note: Mapped[str]
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    published_at: Mapped[datetime]

    rules: Mapped[list["PublishedRule"]] = relationship(order_by="PublishedRule.id")


class PublishedRule(Base):
    """`key` names the conditions; "" is the default (ground/commission_rules.py)."""

    __tablename__ = "commission_rules"
    __table_args__ = (
        CheckConstraint(SHARES_SANE, name="shares_sane"),
        one_of("channel", Channel),
        UniqueConstraint("version_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("commission_versions.id"))
    key: Mapped[str]
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperatives.id"))
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    channel: Mapped[str | None]
    commission_bp: Mapped[int]
    shop_bp: Mapped[int]


class CommissionDraft(Base):
    """A version that is being written; gone when it is published or given up."""

    __tablename__ = "commission_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    effective_from: Mapped[date]
    note: Mapped[str]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]

    rules: Mapped[list["DraftRule"]] = relationship(order_by="DraftRule.id")


class DraftRule(Base):
    __tablename__ = "commission_draft_rules"
    __table_args__ = (
        CheckConstraint(SHARES_SANE, name="shares_sane"),
        one_of("channel", Channel),
        UniqueConstraint("draft_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("commission_drafts.id", ondelete="CASCADE"))
    key: Mapped[str]
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperatives.id"))
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    channel: Mapped[str | None]
    commission_bp: Mapped[int]
    shop_bp: Mapped[int]


append_only(CommissionVersion, PublishedRule)
