"""Batches of labels as a cooperative and as the office find them again, and what could be."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.db import session
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import Missing
from app.orders.models import SubOrder
from app.parcels.batches import MOST_IN_BATCH
from app.parcels.kinds import ParcelKind
from app.parcels.models import LabelBatch as LabelBatch  # faces name what they were given
from app.parcels.models import LabelPaper, Parcel
from app.parcels.shed import last_of_todays_van

NEW = (ParcelState.created,)
WAITING = (ParcelState.created, ParcelState.labelled)


def batches_of_cooperative(cooperative_id: int, limit: int = 30) -> list[LabelBatch]:
    """The newest first, those that the office had printed for it among them."""
    statement = _whole().where(LabelBatch.cooperative_id == cooperative_id)
    return list(session.scalars(statement.order_by(LabelBatch.id.desc()).limit(limit)))


def batch_of_cooperative(cooperative_id: int, batch_id: int) -> LabelBatch:
    return _one(
        _whole().where(LabelBatch.cooperative_id == cooperative_id, LabelBatch.id == batch_id)
    )


def batches_for_office(before_id: int | None = None, limit: int = 30) -> list[LabelBatch]:
    """Only for the office's face: everybody's, the newest first."""
    statement = _whole().order_by(LabelBatch.id.desc()).limit(limit)
    if before_id is not None:
        statement = statement.where(LabelBatch.id < before_id)
    return list(session.scalars(statement))


def batch_for_office(batch_id: int) -> LabelBatch:
    return _one(_whole().where(LabelBatch.id == batch_id))


def drawn_percent(batch: LabelBatch) -> int:
    """0 to 100, of the pages that are known of; a part of a page does not count."""
    return batch.done * 100 // batch.pages if batch.pages else 0


def paper_of(batch: LabelBatch) -> bytes:
    paper = session.get(LabelPaper, batch.id)
    if paper is None:
        raise Missing
    return paper.data


def taken_in_today(
    outlet_id: int, states: Sequence[ParcelState] = WAITING, limit: int = MOST_IN_BATCH
) -> list[int]:
    """Ids of the parcels that the outlet takes in with today's van, late ones too; sender by
    sender, so that the pile is easily divided, and what must leave first at its top."""
    statement = (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .where(
            Parcel.outlet_id == outlet_id,
            Parcel.kind != ParcelKind.return_,
            Parcel.state.in_(sorted(states)),
            SubOrder.ship_by < last_of_todays_van(),
        )
        .order_by(
            func.coalesce(Parcel.warehouse_id, 0),
            SubOrder.cooperative_id,
            SubOrder.ship_by,
            Parcel.sub_order_id,
            Parcel.position,
        )
        .limit(limit)
    )
    return list(session.scalars(statement))


def _whole() -> Select[LabelBatch]:
    return select(LabelBatch).options(
        joinedload(LabelBatch.cooperative), joinedload(LabelBatch.outlet)
    )


def _one(statement: Select[LabelBatch]) -> LabelBatch:
    batch = session.scalars(statement).one_or_none()
    if batch is None:
        raise Missing
    return batch
