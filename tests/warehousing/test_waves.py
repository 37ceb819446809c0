"""Parcels are picked in waves, and what was not found is said and picked again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.ground.refusals import (
    Missing,
    NothingToPick,
    QuantityNotAllowed,
    StepNotAllowed,
    WeightNotAllowed,
    WeightUnlikely,
)
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import locked
from app.parcels.bringing_back import book_return
from app.parcels.models import Parcel, ParcelException
from app.parcels.other_lots import pack_from
from app.payments.refunds import cancel_order
from app.reports.checks import check_books
from app.stock.models import Lot, Warehouse
from app.warehousing.board import Waiting, ids_of_packed, packed_in, waiting_in
from app.warehousing.models import Wave, WaveParcel, Weighing
from app.warehousing.station import find_at_table, weigh_and_pack
from app.warehousing.waves import WaveWish, finish_picking, get_wave, picking_list, start_wave
from tests.makers import make_lot, make_product, make_variant, make_warehouse
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.usefixtures("database")
PACKER = Actor(ActorKind.postal)


@pytest.fixture
def warehouse(database: object) -> Warehouse:
    make_waybills()
    return make_warehouse(rooms={"ambient": 100, "cool": 100})


def stock(warehouse: Warehouse, boxes: int = 20, **changes: object) -> Lot:
    return make_lot(make_variant(make_product(**changes)), boxes, warehouse_id=warehouse.id)


def buy(*boxes: tuple[Lot, int]) -> list[Parcel]:
    order = make_order(*((session.get_one(Lot, lot.id).variant, count) for lot, count in boxes))
    tell(paid(begin(order), f"event {order.number}"))
    session.expire_all()
    parts = [one.id for one in order.sub_orders]
    return list(session.scalars(select(Parcel).where(Parcel.sub_order_id.in_(parts))))


def start(warehouse: Warehouse, most: int = 10, key: str = "a wave", **wish: object) -> Wave:
    with transaction():
        wanted = WaveWish(request_key=key, most=most, **wish)  # type: ignore[arg-type]
        number = start_wave(warehouse.id, wanted, None).number
    return get_wave(number)


def finish(wave: Wave, *found: tuple[Lot, int]) -> list[int]:
    with transaction():
        short = finish_picking(wave.id, {lot.id: boxes for lot, boxes in found}, None)
    session.expire_all()
    return short


def waiting(warehouse: Warehouse) -> Waiting:
    return waiting_in([warehouse.id])[warehouse.id]


def test_the_walk_goes_through_the_rooms_and_ends_in_the_cold(warehouse: Warehouse) -> None:
    peaches, pears = stock(warehouse, temperature_class="cool"), stock(warehouse)
    buy((peaches, 1))
    buy((pears, 2))
    buy((pears, 1))
    wave = start(warehouse)
    assert [(row.lot_id, row.boxes, len(row.slots)) for row in picking_list(wave)] == [
        (pears.id, 3, sum(one.parcel.temperature_class == "ambient" for one in wave.slots)),
        (peaches.id, 1, 1),
    ]
    assert waiting(warehouse).in_wave == len(wave.slots)


def test_a_parcel_is_in_one_wave_and_the_same_form_makes_one(warehouse: Warehouse) -> None:
    pears = stock(warehouse)
    for _ in range(3):
        buy((pears, 1))
    first = start(warehouse, 2)
    assert start(warehouse, 2).id == first.id
    second = start(warehouse, 2, key="another")
    assert [len(one.slots) for one in (first, second)] == [2, 1]
    with pytest.raises(NothingToPick):
        start(warehouse, key="a third")
    with pytest.raises(QuantityNotAllowed):
        start(warehouse, 61, key="a fourth")


def test_only_rooms_that_were_asked_for_are_walked_to(warehouse: Warehouse) -> None:
    peaches, pears = stock(warehouse, temperature_class="cool"), stock(warehouse)
    (cold,) = buy((peaches, 1))
    buy((pears, 1))
    wave = start(warehouse, classes=["cool"])
    assert [one.parcel_id for one in wave.slots] == [cold.id]


def test_what_came_up_short_is_whole_parcels_and_waits_for_another_wave(
    warehouse: Warehouse,
) -> None:
    pears = stock(warehouse)
    for _ in range(3):
        buy((pears, 1))
    wave = start(warehouse)
    with pytest.raises(QuantityNotAllowed):
        finish(wave, (pears, 4))
    with pytest.raises(Missing):
        finish(wave)
    assert finish(wave, (pears, 2)) == [3]
    assert [one.state for one in get_wave(wave.number).slots] == ["picked", "picked", "short"]
    assert waiting(warehouse) == Waiting(to_pick=1, to_pack=2, short=1)
    with pytest.raises(StepNotAllowed):
        finish(wave, (pears, 3))
    (trouble,) = troubles("open")
    short_parcel = get_wave(wave.number).slots[2].parcel_id
    assert (trouble.parcel_id, trouble.owner_kind) == (short_parcel, "office")
    assert (trouble.next_action, trouble.due_at) == (
        "find_boxes",
        trouble.since + timedelta(hours=4),
    )
    again = start(warehouse, key="again")
    assert [one.parcel_id for one in again.slots] == [get_wave(wave.number).slots[2].parcel_id]
    assert finish(again, (pears, 1)) == []
    assert waiting(warehouse) == Waiting(to_pack=3)
    assert [one.outcome for one in troubles("closed")] == ["gone"]


def test_a_parcel_from_two_lots_is_short_when_one_is_and_a_cancelled_one_asks_for_none(
    warehouse: Warehouse,
) -> None:
    pears = stock(warehouse)
    plums = make_lot(make_variant(pears.variant.product), 20, warehouse_id=warehouse.id)
    (both,) = buy((pears, 1), (plums, 1))
    (gone,) = buy((pears, 3))
    wave = start(warehouse)
    assert [one.parcel_id for one in wave.slots] == [both.id, gone.id]
    with transaction():
        cancel_order(gone.sub_order.order_id, Actor(ActorKind.buyer), "不要了")
    with pytest.raises(QuantityNotAllowed):
        finish(wave, (pears, 2), (plums, 0))
    assert finish(wave, (pears, 1), (plums, 0)) == [1]
    assert [one.parcel_id for one in troubles("open")] == [both.id]


def troubles(state: str) -> list[ParcelException]:
    of = ParcelException
    return list(session.scalars(select(of).where(of.kind == "short_pick", of.state == state)))


def pack_instead(parcel: Parcel, lot: Lot) -> None:
    with transaction():
        here = locked([parcel.id])[0]
        pack_from(here, {here.contents[0].order_line_id: lot.id}, PACKER)
    session.expire_all()


def test_what_was_not_found_is_packed_from_another_lot_of_the_same_place(
    warehouse: Warehouse,
) -> None:
    old = stock(warehouse)
    (parcel,) = buy((old, 2))
    new = make_lot(old.variant, 5, warehouse_id=warehouse.id)
    shed = make_lot(old.variant, 5)
    assert finish(start(warehouse), (old, 1)) == [1]
    with pytest.raises(Missing):
        pack_instead(parcel, shed)
    pack_instead(parcel, new)
    kept = session.get_one(Parcel, parcel.id)
    assert [one.lot_id for one in kept.contents] == [new.id]
    assert [session.get_one(Lot, one.id).allocated for one in (old, new)] == [0, 2]
    assert [one.outcome for one in troubles("closed")] == ["gone"]
    assert finish(start(warehouse, key="again"), (new, 2)) == []
    weigh(kept, kept.gross_grams)
    with pytest.raises(StepNotAllowed):
        pack_instead(kept, old)
    assert not any(check.faults for check in check_books())


def test_what_a_buyer_sends_back_is_not_picked_once_more(warehouse: Warehouse) -> None:
    (parcel,) = buy((stock(warehouse), 2))
    with transaction():
        (content,) = parcel.contents
        back = book_return(locked([parcel.id])[0], {content.order_line_id: 1})
    session.expire_all()
    assert (back.warehouse_id, back.state) == (None, "created")
    assert waiting(warehouse).to_pick == 1
    assert [slot.parcel_id for slot in start(warehouse).slots] == [parcel.id]
    with pytest.raises(Missing):
        find_at_table(warehouse.id, back.waybill_number)
    with pytest.raises(Missing):
        ids_of_packed(warehouse.id, [back.waybill_number])


def test_a_parcel_is_found_by_its_number_and_by_its_slot(warehouse: Warehouse) -> None:
    pears = stock(warehouse)
    (parcel,) = buy((pears, 1))
    wave = start(warehouse)
    for scanned in (parcel.waybill_number.lower(), f"{wave.number}-1"):
        found = find_at_table(warehouse.id, scanned)
        assert (found.parcel.id, found.slot, found.wave_number) == (parcel.id, 1, wave.number)
    for scanned in (f"{wave.number}-2", "nonsense", "-", f"{wave.number}-１"):
        with pytest.raises(Missing):
            find_at_table(warehouse.id, scanned)
    with pytest.raises(Missing):
        find_at_table(make_warehouse().id, parcel.waybill_number)


def weigh(parcel: Parcel, grams: int, reason: str = "") -> Weighing:
    with transaction():
        return weigh_and_pack(parcel.id, grams, reason, PACKER)


def test_the_scale_has_the_last_word_within_reason(warehouse: Warehouse) -> None:
    (parcel,) = buy((stock(warehouse), 1))
    assert parcel.gross_grams == 2900
    for grams in (0, 966 - 1, 3 * 2900 + 1, 50_001):
        with pytest.raises(WeightNotAllowed):
            weigh(parcel, grams)
    # More than a tenth and more than 200 g away.
    with pytest.raises(WeightUnlikely):
        weigh(parcel, 3191)
    session.expire_all()
    kept = session.get_one(Parcel, parcel.id)
    assert (kept.state, kept.final_grams, kept.label_printed_at) == ("created", None, None)
    weighing = weigh(parcel, 3191, "多放了冰袋")
    session.expire_all()
    kept = session.get_one(Parcel, parcel.id)
    assert (kept.state, kept.final_grams) == ("packed", 3191)
    assert kept.label_printed_at is not None
    # JS-G2: 2.9 kg are 6 + 2 × 1.5 yuan, 3.191 kg 6 + 3 × 1.5.
    assert (weighing.quoted_fen, weighing.asked_fen) == (900, 1050)
    with pytest.raises(StepNotAllowed):
        weigh(parcel, 2900)
    assert not any(check.faults for check in check_books())


def test_a_tenth_more_is_nothing_to_talk_about(warehouse: Warehouse) -> None:
    (parcel,) = buy((stock(warehouse), 1))
    weighing = weigh(parcel, 3190)
    assert (weighing.grams, weighing.computed_grams, weighing.reason) == (3190, 2900, "")


def test_what_is_packed_waits_for_its_outlets_van(warehouse: Warehouse) -> None:
    (parcel,) = buy((stock(warehouse), 1))
    weigh(parcel, 2900)
    session.expire_all()
    ((outlet, parcels),) = packed_in(warehouse.id)
    assert outlet is not None
    assert (outlet.id, [one.id for one in parcels]) == (warehouse.outlet_id, [parcel.id])
    assert ids_of_packed(warehouse.id, [parcel.waybill_number]) == [parcel.id]
    with pytest.raises(Missing):
        ids_of_packed(make_warehouse().id, [parcel.waybill_number])
    assert session.scalars(select(WaveParcel)).all() == []
