"""Photos as we painted them anew, in the database, so that every machine has them (decision 7)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, one_of
from app.photos.kinds import PhotoSize

LOOSE = text("kept_at IS NULL")


class Photo(Base):
    """`owner` says on whose account it was sent ("order:12"), `digest` is of the file as sent: the
    same file sent twice by one owner is one row. Without `kept_at` nothing needs it:
    such a one goes after a day. Otherwise a row is never changed, and whatever points to it keeps
    it from being removed.
    """

    __tablename__ = "photos"
    __table_args__ = (
        Index("uq_photos_owner_digest", "owner", "digest", unique=True),
        Index("ix_photos_owner_sent_at", "owner", "sent_at"),
        Index("ix_photos_loose", "sent_at", sqlite_where=LOOSE, postgresql_where=LOOSE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    owner: Mapped[str]
    digest: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    sent_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]

    sizes: Mapped[list["PhotoBytes"]] = relationship(order_by="PhotoBytes.size")


class PhotoBytes(Base):
    """WebP. Apart from the photo's row, which lists read without them."""

    __tablename__ = "photo_bytes"
    __table_args__ = (
        one_of("size", PhotoSize),
        CheckConstraint("length(data) BETWEEN 1 AND 400000", name="of_a_size"),
    )

    photo_id: Mapped[int] = mapped_column(
        ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True
    )
    size: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes]
