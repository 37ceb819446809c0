"""Editions: a number per topic that public pages are stamped with (docs/caching.md)."""

from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, never_negative


class Edition(Base):
    __tablename__ = "editions"
    __table_args__ = (never_negative("number"),)

    topic: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
