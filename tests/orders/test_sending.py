"""An order comes from the nearest place that has it, and every parcel from one place."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import session, transaction
from app.ground.refusals import SoldOut, TotalChanged
from app.orders import actions
from app.orders.actions import expire_order, place_order
from app.orders.basket_lines import Basket
from app.orders.baskets import weigh_basket
from app.orders.models import Order, OrderLine
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_order
from app.payments.models import Refund
from app.reports.checks import check_books
from app.stock.models import Lot, Reservation
from tests.makers import (
    XUEYAN,
    make_cooperative,
    make_lot,
    make_product,
    make_variant,
    make_warehouse,
)
from tests.order_sheets import HAIDIAN, PUDONG, SECRET, make_order, make_waybills, make_wish
from tests.payments.test_paying import begin, paid, tell
from tests.statements import count_statements

pytestmark = pytest.mark.usefixtures("database")
LIYANG = "320481"


@pytest.fixture(autouse=True)
def numbers(database: object) -> None:
    make_waybills()


def pay(order: Order) -> list[Parcel]:
    tell(paid(begin(order), f"event {order.number}"))
    session.expire_all()
    return parcels_of_order(order.id)


def places(order: Order) -> list[tuple[int | None, int]]:
    """(warehouse, boxes) of its lines."""
    statement = (
        select(Lot.warehouse_id, OrderLine.boxes)
        .join(OrderLine, OrderLine.lot_id == Lot.id)
        .order_by(OrderLine.id)
    )
    return [(place, boxes) for place, boxes in session.execute(statement)]


def balanced() -> bool:
    return not any(check.faults for check in check_books())


def test_the_nearest_place_that_has_all_of_it_sends_it() -> None:
    variant = make_variant()
    make_lot(variant, 9)
    west = make_warehouse(LIYANG)
    make_lot(variant, 9, warehouse_id=west.id)
    east = make_order((variant, 2), region_code=PUDONG)
    parcels = pay(east)
    # Shanghai is nearer to the orchards of Zhenglu than to Liyang.
    assert [(one.warehouse_id, one.outlet_id) for one in parcels] == [(None, None)] * len(parcels)
    nanjing = make_order((variant, 2), region_code="320115")
    (parcel, *others) = pay(nanjing)
    assert {one.warehouse_id for one in (parcel, *others)} == {west.id}
    assert parcel.outlet_id == west.outlet_id
    assert [content.lot.warehouse_id for content in parcel.contents] == [west.id]
    assert balanced()


def test_no_parcel_holds_boxes_of_two_places() -> None:
    cooperative = make_cooperative()
    pears, rice = (make_variant(make_product(cooperative)) for _ in range(2))
    warehouse = make_warehouse()
    make_lot(pears, 5)
    make_lot(rice, 5, warehouse_id=warehouse.id)
    parcels = pay(make_order((pears, 1), (rice, 1)))
    found = [(one.warehouse_id, [c.line.variant_id for c in one.contents]) for one in parcels]
    assert found == [(None, [pears.id]), (warehouse.id, [rice.id])]
    assert balanced()


def test_a_line_that_no_place_has_whole_is_divided_and_the_plan_with_it() -> None:
    variant, warehouse = make_variant(), make_warehouse()
    make_lot(variant, 2)
    make_lot(variant, 3, warehouse_id=warehouse.id)
    order = make_order((variant, 4))
    # The orchards of Zhenglu are nearer to Shanghai than the middle of Tianning.
    assert places(order) == [(None, 2), (warehouse.id, 2)]
    parcels = pay(order)
    boxes = [(one.warehouse_id, sum(c.boxes for c in one.contents)) for one in parcels]
    assert boxes == [(None, 2), (warehouse.id, 2)]
    assert balanced()


def test_picked_goods_that_would_be_old_on_arrival_are_sold_nowhere_far() -> None:
    peaches = make_variant(make_product(shelf_life_days=9))
    warehouse = make_warehouse()
    tomorrow = clock.today() + timedelta(days=1)
    make_lot(peaches, 5, warehouse_id=warehouse.id, best_before_on=tomorrow)
    (line,) = weigh_basket({peaches.id: 1}, HAIDIAN).groups[0].lines
    assert (line.left, type(line.refusal)) == (0, SoldOut)
    make_lot(peaches, 1, best_before_on=None)
    order = make_order((peaches, 1), region_code=HAIDIAN)
    assert places(order) == [(None, 1)]


def test_under_a_race_another_place_helps_out_and_it_is_packed_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variant, warehouse = make_variant(), make_warehouse()
    make_lot(variant, 4, warehouse_id=warehouse.id)
    shed = make_lot(variant, 4)
    seen = weigh_basket({variant.id: 2}, PUDONG)
    assert seen.parts_of == {variant.id: {None: 2}}

    def quicker(*wish: object, **more: object) -> Basket:
        """Somebody else takes what was chosen, right after it was weighed."""
        basket = weigh_basket(*wish, **more)  # type: ignore[arg-type]
        session.get_one(Lot, shed.id).on_hand = 0
        session.flush()
        return basket

    monkeypatch.setattr(actions, "weigh_basket", quicker)
    wish = make_wish((variant, 2), seen_total_fen=seen.total_fen)
    with transaction():
        order = place_order(wish, SECRET)
    assert places(order) == [(warehouse.id, 2)]
    plan = order.sub_orders[0].packing_plan["parcels"]
    assert {one["warehouse_id"] for one in plan} == {warehouse.id}
    assert {one.warehouse_id for one in pay(order)} == {warehouse.id}


def test_a_dearer_way_out_of_a_race_asks_the_buyer_again(monkeypatch: pytest.MonkeyPatch) -> None:
    variant, warehouse = make_variant(), make_warehouse()
    make_lot(variant, 1)
    here = make_lot(variant, 2, warehouse_id=warehouse.id)
    seen = weigh_basket({variant.id: 2}, PUDONG)
    assert seen.parts_of == {variant.id: {warehouse.id: 2}}

    def quicker(*wish: object, **more: object) -> Basket:
        basket = weigh_basket(*wish, **more)  # type: ignore[arg-type]
        session.get_one(Lot, here.id).on_hand = 1
        session.flush()
        return basket

    monkeypatch.setattr(actions, "weigh_basket", quicker)
    with pytest.raises(TotalChanged) as told, transaction():
        place_order(make_wish((variant, 2), seen_total_fen=seen.total_fen), SECRET)
    assert told.value.facts["was_fen"] == seen.total_fen
    assert session.scalars(select(Reservation)).all() == []


def test_an_order_that_comes_back_is_packed_where_its_boxes_are_now() -> None:
    variant, warehouse = make_variant(), make_warehouse(XUEYAN)
    shed = make_lot(variant, 3)
    order = make_order((variant, 2))
    payment = begin(order)
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        with transaction():
            assert expire_order(order.id)
        with transaction():
            session.get_one(Lot, shed.id).on_hand = 0
        make_lot(variant, 5, warehouse_id=warehouse.id)
        tell(paid(payment, "late money"))
        session.expire_all()
        assert {one.warehouse_id for one in parcels_of_order(order.id)} == {warehouse.id}
        assert sum(c.boxes for one in parcels_of_order(order.id) for c in one.contents) == 2


def test_money_for_boxes_that_cannot_be_sent_from_where_they_are_now_goes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variant, warehouse = make_variant(), make_warehouse(XUEYAN)
    shed = make_lot(variant, 3)
    order = make_order((variant, 2))
    payment = begin(order)
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        with transaction():
            assert expire_order(order.id)
        with transaction():
            session.get_one(Lot, shed.id).on_hand = 0
        there = make_lot(variant, 5, warehouse_id=warehouse.id)
        # Nothing goes to her region any more.
        monkeypatch.setattr(actions, "plan_again", lambda *_, **__: None)
        tell(paid(payment, "late money"))
        session.expire_all()
        assert session.get_one(Order, order.id).state == "expired"
        assert parcels_of_order(order.id) == []
        lot = session.get_one(Lot, there.id)
        assert (lot.on_hand, lot.reserved, lot.allocated) == (5, 0, 0)
        (refund,) = session.scalars(select(Refund))
        assert (refund.amount_fen, refund.reason) == (payment.amount_fen, "paid_too_late")


def test_placing_costs_the_same_statements_however_many_places_there_are() -> None:
    variant = make_variant()
    make_lot(variant, 50)
    make_order((variant, 1))

    def statements() -> int:
        wish = make_wish((variant, 1))
        with count_statements() as sent, transaction():
            place_order(wish, SECRET)
        return len(sent)

    before = statements()
    for _ in range(4):
        make_lot(variant, 50, warehouse_id=make_warehouse().id)
    assert statements() == before
