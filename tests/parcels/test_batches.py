"""Labels by the hundred: one paper, whole or not at all, found again, and forgotten in time."""

from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import Missing, NothingToPrint
from app.jobs import labels as job
from app.jobs.labels import draw_labels
from app.jobs.worker import Worker
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import cancel_parcels, locked
from app.parcels.batch_lists import batch_of_cooperative, paper_of
from app.parcels.batches import (
    KEPT_FOR,
    forget_papers,
    print_again,
    start_batch,
)
from app.parcels.kinds import LabelSize
from app.parcels.models import LabelBatch, LabelPaper, Parcel, Waybill
from tests.clocks import Clock
from tests.makers import make_cooperative, make_lot, make_product, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
CLERK = Actor(ActorKind.cooperative)


@pytest.fixture
def parcels(app: Flask) -> list[int]:
    """Three of one cooperative, of three orders."""
    make_waybills(10)
    lot = make_lot(make_variant(make_product(make_cooperative())), 9)
    for _ in range(3):
        order = make_order((session.get_one(Variant, lot.variant_id), 1))
        tell(paid(begin(order), f"event {order.number}"))
    Worker(app).drain()
    session.expire_all()
    return list(session.scalars(select(Parcel.id).order_by(Parcel.id)))


def start(ids: list[int], size: LabelSize = LabelSize.medium) -> LabelBatch:
    with transaction():
        return start_batch(ids, size, CLERK, None)


def drawn(batch: LabelBatch) -> list[set[str]]:
    """The bars on each page."""
    session.rollback()
    session.expire_all()
    return [
        {
            code.text
            for code in zxingcpp.read_barcodes(
                page.render(scale=203 / 72).to_pil(), formats=zxingcpp.BarcodeFormat.Code128
            )
        }
        for page in pypdfium2.PdfDocument(paper_of(session.get_one(LabelBatch, batch.id)))
    ]


def numbers(ids: list[int]) -> list[str]:
    return [session.get_one(Parcel, one).waybill_number for one in ids]


def test_the_worker_draws_one_page_for_each_parcel_in_their_order(
    app: Flask, parcels: list[int]
) -> None:
    wanted = parcels[::-1]
    batch = start(wanted, LabelSize.small)
    assert {one.state for one in session.scalars(select(Parcel))} == {"labelled"}
    with pytest.raises(Missing):
        paper_of(batch)
    Worker(app).drain()
    assert drawn(batch) == [{number} for number in numbers(wanted)]
    batch = session.get_one(LabelBatch, batch.id)
    assert (batch.state, batch.done, batch.pages, batch.is_reprint) == ("ready", 3, 3, False)


def test_a_worker_that_dies_half_way_leaves_no_paper_and_the_next_draws_all(
    app: Flask, parcels: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = start(parcels)
    facts = {"batch_id": batch.id}

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(job, "EACH_TIME", 2)
        broken.setattr(job, "note_progress", die)
        with pytest.raises(KeyboardInterrupt):
            draw_labels(facts)
    session.rollback()
    assert session.scalars(select(LabelPaper)).all() == []
    for _ in range(2):
        draw_labels(facts)
    assert drawn(batch) == [{number} for number in numbers(parcels)]
    assert len(session.scalars(select(Waybill)).all()) == 3


def test_progress_is_told_while_the_pages_are_drawn(
    app: Flask, parcels: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = start(parcels)
    seen: list[int] = []
    monkeypatch.setattr(job, "EACH_TIME", 1)
    real = job.note_progress
    monkeypatch.setattr(job, "note_progress", lambda *told: (seen.append(told[1]), real(*told))[1])
    draw_labels({"batch_id": batch.id})
    assert seen == [1, 2, 3]


def test_what_was_cancelled_meanwhile_is_not_drawn(app: Flask, parcels: list[int]) -> None:
    first, rest = parcels[:1], parcels[1:]
    both, only = start(parcels), start(first)
    with transaction():
        cancel_parcels(locked(first), CLERK)
    Worker(app).drain()
    assert drawn(both) == [{number} for number in numbers(rest)]
    session.expire_all()
    assert session.get_one(LabelBatch, only.id).state == "empty"
    with pytest.raises(NothingToPrint):
        start(first)


def test_a_reprint_says_so_and_how_often(app: Flask, parcels: list[int]) -> None:
    first = start(parcels)
    Worker(app).drain()
    with transaction():
        second = print_again(session.get_one(LabelBatch, first.id), CLERK)
    Worker(app).drain()
    session.expire_all()
    texts = [
        pypdfium2.PdfDocument(paper_of(session.get_one(LabelBatch, one.id)))[0]
        .get_textpage()
        .get_text_range()
        for one in (first, second)
    ]
    assert ["补打" in text for text in texts] == [False, True]
    assert "第 2 次打印" in texts[1]
    assert session.get_one(LabelBatch, second.id).is_reprint


def test_papers_are_forgotten_after_thirty_days_and_batches_are_not(
    app: Flask, parcels: list[int], clock: Clock
) -> None:
    batch = start(parcels)
    draw_labels({"batch_id": batch.id})
    clock.move(days=KEPT_FOR.days - 1)
    with transaction():
        assert forget_papers() == 0
    clock.move(days=1)
    with transaction():
        assert forget_papers(timedelta(days=30)) == 1
    session.expire_all()
    assert session.get_one(LabelBatch, batch.id).state == "forgotten"
    assert session.scalars(select(LabelPaper)).all() == []


def test_a_batch_of_another_cooperative_is_not_found(app: Flask, parcels: list[int]) -> None:
    ours, theirs = make_cooperative(), make_cooperative()
    with transaction():
        batch = start_batch(parcels, LabelSize.medium, CLERK, theirs.id)
    with pytest.raises(Missing):
        batch_of_cooperative(ours.id, batch.id)
