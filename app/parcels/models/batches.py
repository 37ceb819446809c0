"""Labels that are printed together, as a job."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cooperatives.models import Cooperative
from app.db import Base, one_of
from app.parcels.kinds import (
    BatchState,
    LabelSize,
)
from app.places.models import Outlet


class LabelBatch(Base):
    """Labels of `total` parcels that are drawn together by the worker: `done` of `pages` so far.
    A cooperative's, or of what an outlet takes in, or of neither. `with_lists`: packing lists too.
    """

    __tablename__ = "label_batches"
    __table_args__ = (
        one_of("size", LabelSize),
        one_of("state", BatchState),
        CheckConstraint("total > 0 AND done >= 0 AND done <= pages", name="done_of_all"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_when"),
        Index("ix_label_batches_cooperative_id_id", "cooperative_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperatives.id"))
    size: Mapped[str]
    state: Mapped[str]
    is_reprint: Mapped[bool]
    total: Mapped[int]
    pages: Mapped[int]
    done: Mapped[int]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"), index=True)
    with_lists: Mapped[bool]

    cooperative: Mapped[Cooperative | None] = relationship()
    outlet: Mapped[Outlet | None] = relationship()
    items: Mapped[list["LabelBatchItem"]] = relationship(order_by="LabelBatchItem.position")


class LabelBatchItem(Base):
    """A parcel of a batch; `times` is how often its label had been printed by then."""

    __tablename__ = "label_batch_items"

    batch_id: Mapped[int] = mapped_column(ForeignKey("label_batches.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True)
    times: Mapped[int]


class LabelPaper(Base):
    """The PDF, apart from the batch's row, which lists read without it."""

    __tablename__ = "label_papers"
    __table_args__ = (CheckConstraint("length(data) > 0", name="not_empty"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("label_batches.id"), primary_key=True)
    data: Mapped[bytes]
