"""Labels by the hundred: asked for now, drawn by the worker, found again for thirty days.

Whoever asks for a batch has printed its labels as far as the parcels are concerned, in one
transaction; the paper follows. A worker that is killed has kept nothing, and the next one draws all
of it anew: there is never half a paper, and never one of a parcel that does not exist.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import selectinload

from app import clock
from app.db import changed, session
from app.ground.parcel_steps import AT_HOME, ParcelState
from app.ground.refusals import NothingToPrint
from app.orders.actions import Actor
from app.outbox.actions import leave
from app.parcels.actions import locked, print_labels
from app.parcels.kinds import BatchState, LabelSize
from app.parcels.models import LabelBatch as LabelBatch  # faces name what they were given
from app.parcels.models import LabelBatchItem, LabelPaper, Parcel
from app.parcels.packing_lists import PackingPage, packing_pages
from app.parcels.queries import get_parcels
from app.parcels.slips import Slip, Sorting, slips_of

MOST_IN_BATCH = 500
KEPT_FOR = timedelta(days=30)


def start_batch(
    parcel_ids: Sequence[int],
    size: LabelSize,
    actor: Actor,
    cooperative_id: int | None,
    *,
    outlet_id: int | None = None,
    with_lists: bool = False,
) -> LabelBatch:
    """In the order given; those that are not at home any more are left out. The caller has asked
    whether the parcels are hers. `with_lists`: after its label each parcel's packing list."""
    rows = {one.id: one for one in locked(parcel_ids) if one.state in AT_HOME}
    parcels = [rows[number] for number in parcel_ids if number in rows][:MOST_IN_BATCH]
    if not parcels:
        raise NothingToPrint
    is_reprint = all(one.label_prints > 0 for one in parcels)
    print_labels(parcels, actor)
    batch = LabelBatch(
        cooperative_id=cooperative_id,
        outlet_id=outlet_id,
        with_lists=with_lists,
        size=size,
        state=BatchState.waiting,
        is_reprint=is_reprint,
        total=len(parcels),
        pages=len(parcels),
        done=0,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
    )
    session.add(batch)
    session.flush()
    rows_of_items = [
        {"batch_id": batch.id, "position": at, "parcel_id": one.id, "times": one.label_prints}
        for at, one in enumerate(parcels, start=1)
    ]
    session.execute(insert(LabelBatchItem), rows_of_items)
    leave("draw_labels", {"batch_id": batch.id})
    return batch


def print_again(batch: LabelBatch, actor: Actor) -> LabelBatch:
    """A new batch of the same parcels, as far as they are still here; every label says that it is
    not the first."""
    ids = [one.parcel_id for one in batch.items]
    return start_batch(
        ids,
        LabelSize(batch.size),
        actor,
        batch.cooperative_id,
        outlet_id=batch.outlet_id,
        with_lists=batch.with_lists,
    )


def slips_to_draw(batch_id: int, base_url: str) -> list[Slip | PackingPage]:
    """Empty when it is drawn already. What was cancelled since is not printed. A fixed number of
    statements, however many labels."""
    batch = session.get(LabelBatch, batch_id)
    if batch is None or batch.state != BatchState.waiting:
        return []
    parcels = {one.id: one for one in _with_boxes([item.parcel_id for item in batch.items])}
    wanted = [one for one in batch.items if parcels[one.parcel_id].state != ParcelState.cancelled]
    sorting = Sorting.of(list(parcels.values()))
    here = [parcels[item.parcel_id] for item in wanted]
    lists = packing_pages(here, LabelSize(batch.size)) if batch.with_lists else {}
    pages: list[Slip | PackingPage] = []
    for item, parcel in zip(wanted, here, strict=True):
        labels = slips_of([parcel], sorting, base_url)
        pages += [replace(slip, times=item.times) for slip in labels]
        pages += lists.get(parcel.id, ())
    return pages


def _with_boxes(parcel_ids: Sequence[int]) -> list[Parcel]:
    parcels = get_parcels(parcel_ids)
    boxes = select(Parcel).where(Parcel.id.in_(sorted(parcel_ids)))
    session.scalars(boxes.options(selectinload(Parcel.boxes))).all()
    return parcels


def get_size(batch_id: int) -> LabelSize:
    return LabelSize(session.get_one(LabelBatch, batch_id).size)


def note_progress(batch_id: int, done: int, pages: int) -> None:
    """For whoever looks; the paper does not depend on it."""
    waiting = update(LabelBatch).where(
        LabelBatch.id == batch_id, LabelBatch.state == BatchState.waiting
    )
    changed(waiting.values(done=done, pages=pages))


def keep_paper(batch_id: int, pdf: bytes, pages: int) -> bool:
    """False: another worker was quicker, and its paper stays. Without a page there is no paper."""
    waiting = update(LabelBatch).where(
        LabelBatch.id == batch_id, LabelBatch.state == BatchState.waiting
    )
    state = BatchState.ready if pages else BatchState.empty
    if not changed(waiting.values(state=state, done=pages, pages=pages, ended_at=clock.now())):
        return False
    if pages:
        session.execute(insert(LabelPaper).values(batch_id=batch_id, data=pdf))
    return True


def forget_papers(older_than: timedelta = KEPT_FOR) -> int:
    """They name people and where these live; parcels that old have long arrived."""
    old = select(LabelBatch.id).where(
        LabelBatch.state == BatchState.ready, LabelBatch.ended_at < clock.now() - older_than
    )
    ids = list(session.scalars(old))
    changed(delete(LabelPaper).where(LabelPaper.batch_id.in_(ids)))
    return changed(
        update(LabelBatch).where(LabelBatch.id.in_(ids)).values(state=BatchState.forgotten)
    )
