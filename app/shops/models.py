"""Village shops 村邮站/邮乐购, the villagers they order for, and the consents they recorded;
service centres 快递服务中心 of campuses."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from app.shops.kinds import ConsentMethod, ConsentPurpose, ShopKind, ShopState


class Shop(Base):
    __tablename__ = "shops"
    __table_args__ = (one_of("state", ShopState), one_of("kind", ShopKind))

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    village_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    detail: Mapped[str]
    keeper_name: Mapped[str]
    phone: Mapped[str]
    opening_hours: Mapped[str]
    fridge_litres: Mapped[int]
    state: Mapped[str]
    created_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(default=ShopKind.village)


class Villager(Base):
    """Somebody a shop orders for. May have no phone and no account of her own."""

    __tablename__ = "villagers"
    __table_args__ = (
        Index("ix_villagers_shop_id_pinyin_initials", "shop_id", "pinyin_initials"),
        Index("uq_villagers_request_key", "shop_id", "request_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    request_key: Mapped[str]
    name: Mapped[str]
    pinyin_initials: Mapped[str]
    phone: Mapped[str | None] = mapped_column(index=True)
    village_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    detail: Mapped[str]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]


class Consent(Base):
    """What a villager allowed her shop to do, until when, and how it can be shown. Never edited but
    for its revocation."""

    __tablename__ = "consents"
    __table_args__ = (
        one_of("purpose", ConsentPurpose),
        one_of("method", ConsentMethod),
        CheckConstraint(
            "method <> 'spoken_before_witness' OR witness_name IS NOT NULL", name="witness_named"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    villager_id: Mapped[int] = mapped_column(ForeignKey("villagers.id"), index=True)
    purpose: Mapped[str]
    text_version: Mapped[str]
    method: Mapped[str]
    witness_name: Mapped[str | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
