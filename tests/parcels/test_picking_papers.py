"""Picking lists and packing lists are read back from the paper, letter by letter and bar by bar."""

from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.parcels.actions import cancel_parcels, locked
from app.parcels.batch_lists import drawn_percent, paper_of, taken_in_today
from app.parcels.batches import keep_paper, print_again, slips_to_draw, start_batch
from app.parcels.kinds import LabelSize
from app.parcels.label_papers import PAPERS, rows_on
from app.parcels.labels import draw, packing_pdf
from app.parcels.models import LabelBatch, Parcel
from app.parcels.packing_lists import packing_pages
from app.parcels.picking_papers import shed_picking_pdf
from app.parcels.queries import get_parcels
from app.parcels.shed import picking_of
from app.warehousing.wave_papers import wave_picking_pdf
from app.warehousing.waves import WaveWish, get_wave, picking_list, start_wave
from tests.clocks import Clock
from tests.makers import (
    make_cooperative,
    make_lot,
    make_outlet,
    make_product,
    make_variant,
    make_warehouse,
)
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
CLERK = Actor(ActorKind.cooperative)


@pytest.fixture(autouse=True)
def _numbers(database: Flask, clock: Clock) -> None:
    make_waybills(20)


def buy(*lots: Any, boxes: int = 1) -> list[int]:
    order = make_order(*((session.get_one(Variant, lot.variant_id), boxes) for lot in lots))
    tell(paid(begin(order), f"event {order.number}"))
    session.rollback()
    parts = [one.id for one in session.get_one(Order, order.id).sub_orders]
    wanted = select(Parcel.id).where(Parcel.sub_order_id.in_(parts)).order_by(Parcel.id)
    return list(session.scalars(wanted))


def pages_of(pdf: bytes) -> list[tuple[str, set[str]]]:
    """Of each page its letters without blanks, and its bars."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=203 / 72, grayscale=True).to_pil()
        bars = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128)
        text = page.get_textpage().get_text_range()
        found.append(("".join(text.split()), {one.text for one in bars}))
    return found


def test_the_shed_walks_room_by_room_and_takes_the_oldest_first() -> None:
    ours = make_cooperative(name="𠮷沟合作社")
    pears = make_variant(make_product(ours, name="翠冠梨"))
    peaches = make_variant(make_product(ours, name="水蜜桃", temperature_class="cool"))
    new, cold = make_lot(pears, 2), make_lot(peaches, 9)
    buy(new, boxes=2)
    old = make_lot(pears, 9, harvested_on=new.harvested_on - timedelta(days=2))
    buy(old)
    buy(cold, boxes=3)
    rows = picking_of(ours.id)
    assert [(row.product_name, row.lot_number, row.boxes, row.picked_on) for row in rows] == [
        ("翠冠梨", old.number, 1, old.harvested_on),
        ("翠冠梨", new.number, 2, new.harvested_on),
        ("水蜜桃", cold.number, 3, cold.harvested_on),
    ]
    assert sum(row.boxes_today for row in rows) in range(7)
    ((text, _),) = pages_of(shed_picking_pdf(ours.name, rows))
    assert text.index("常温库") < text.index(old.number) < text.index(new.number)
    assert text.index(new.number) < text.index("冷藏库") < text.index(cold.number)
    assert "小计3" in text
    assert "全部合计6箱" in text
    assert "[U+20BB7]沟合作社" in text
    assert "拣货单演示" in text
    assert picking_of(make_cooperative().id) == []


def test_a_wave_is_scanned_by_its_number_and_no_slot_is_left_out() -> None:
    warehouse = make_warehouse(rooms={"ambient": 100, "cool": 100})
    lot = make_lot(make_variant(make_product()), 40, warehouse_id=warehouse.id)
    for _ in range(3):
        buy(lot, boxes=1)
    with transaction():
        number = start_wave(warehouse.id, WaveWish(request_key="w", most=60), None).number
    wave = get_wave(number)
    rows = picking_list(wave)
    ((text, bars),) = pages_of(wave_picking_pdf(wave, rows))
    assert bars == {number}
    assert "1×12×13×1" in text
    assert f"{len(wave.slots)}件邮件3箱" in text
    many = [
        type(row)(
            **{name: getattr(row, name) for name in row.__slots__ if name != "slots"},
            slots=tuple((at, 2) for at in range(1, 61)),
        )
        for row in rows * 12
    ]
    pages = pages_of(wave_picking_pdf(wave, many))
    assert len(pages) > 1
    assert "".join(text for text, _ in pages).count("60×2") == 12
    assert [f"第{at}页/共{len(pages)}页" in text for at, (text, _) in enumerate(pages, 1)] == [
        True
    ] * len(pages)


def test_a_packing_list_names_lots_and_days_and_neither_prices_nor_the_recipient() -> None:
    lot = make_lot(make_variant(make_product(name="翠冠梨")), 9, best_before_on=date(2026, 12, 9))
    (number,) = buy(lot, boxes=2)
    (parcel,) = get_parcels([number])
    order = parcel.sub_order.order
    for size in LabelSize:
        ((text, bars),) = pages_of(packing_pdf(parcel, size))
        assert bars == {parcel.waybill_number}
        for words in (
            "装箱单",
            "翠冠梨",
            lot.number,
            "×2",
            "2026-12-09前食用最佳",
            "合计2箱",
            "演示",
        ):
            assert words in text, words
        assert order.recipient_name not in text
        assert (order.recipient_phone or "") not in text
        assert order.detail not in text
        assert "¥" not in text
        assert "元" not in text


def test_more_than_a_page_holds_goes_on_the_next_and_nothing_is_left_out() -> None:
    ours = make_cooperative()
    lots = [
        make_lot(make_variant(make_product(ours), net_grams=200, gross_grams=220), 5)
        for _ in range(9)
    ]
    ids = buy(*lots)
    parcel = max(get_parcels(ids), key=lambda one: len(one.contents))
    for size in (LabelSize.small, LabelSize.large):
        pages = packing_pages([parcel], size)[parcel.id]
        room = rows_on(PAPERS[size])
        assert [len(one.rows) for one in pages][:-1] == [room] * (len(pages) - 1)
        drawn = "".join(text for text, _ in pages_of(packing_pdf(parcel, size)))
        assert all(row.lot in drawn for page in pages for row in page.rows)
        assert sum(len(one.rows) for one in pages) == len(parcel.contents)


def test_a_batch_of_an_outlet_has_each_list_after_its_label() -> None:
    outlet = make_outlet()
    ours = make_cooperative(outlet_id=outlet.id)
    lot = make_lot(make_variant(make_product(ours)), 9)
    ids = [*buy(lot), *buy(lot)]
    buy(make_lot(make_variant(make_product(make_cooperative())), 9))
    with transaction():
        late = session.get_one(Parcel, ids[1]).sub_order
        late.ship_by -= timedelta(days=3)
        other = session.get_one(Parcel, ids[0]).sub_order
        other.ship_by = late.ship_by + timedelta(days=1)
    assert taken_in_today(outlet.id) == ids[::-1]
    with transaction():
        session.get_one(Parcel, ids[0]).sub_order.ship_by += timedelta(days=30)
    assert taken_in_today(outlet.id) == ids[1:]
    with transaction():
        batch = start_batch(
            ids, LabelSize.medium, CLERK, None, outlet_id=outlet.id, with_lists=True
        )
        assert drawn_percent(batch) == 0
    slips = slips_to_draw(batch.id, "https://market.example.cn")
    with transaction():
        assert keep_paper(batch.id, draw(slips, LabelSize.medium), len(slips))
    session.expire_all()
    batch = session.get_one(LabelBatch, batch.id)
    assert (batch.total, batch.pages, batch.done, drawn_percent(batch)) == (2, 4, 4, 100)
    pages = pages_of(paper_of(batch))
    numbers = [session.get_one(Parcel, one).waybill_number for one in ids]
    assert [bars for _, bars in pages] == [{one} for one in numbers for _ in range(2)]
    assert ["装箱单" in text for text, _ in pages] == [False, True] * 2
    with transaction():
        cancel_parcels(locked(ids[:1]), CLERK)
        again = print_again(session.get_one(LabelBatch, batch.id), CLERK)
        assert (again.outlet_id, again.with_lists, again.is_reprint, again.total) == (
            outlet.id,
            True,
            True,
            1,
        )
