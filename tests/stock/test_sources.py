"""Boxes are held where they were chosen, first expired first, and elsewhere when they are gone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import session, transaction
from app.ground.refusals import SoldOut
from app.stock.actions import Source, reserve
from app.stock.models import Lot
from app.stock.queries import (
    MOST_OF_A_PLACE,
    free_boxes,
    lots_to_pack_from,
    lots_to_send_again,
)
from tests.makers import make_lot, make_variant, make_warehouse

pytestmark = pytest.mark.usefixtures("database")


def held(variant_id: int, boxes: int, source: Source) -> list[tuple[int, int]]:
    until = clock.now() + timedelta(minutes=30)
    with transaction():
        taken = reserve("an order", {variant_id: boxes}, until, {variant_id: source})
    return [(one.lot_id, one.boxes) for one in taken]


def test_the_chosen_place_gives_first_expired_first() -> None:
    variant, place = make_variant(), make_warehouse().id
    shed = make_lot(variant, 9, harvested_on=clock.today() - timedelta(days=5))
    late = make_lot(variant, 4, warehouse_id=place)
    early = make_lot(variant, 2, warehouse_id=place, harvested_on=clock.today() - timedelta(days=1))
    assert held(variant.id, 3, Source({place: 3})) == [(early.id, 2), (late.id, 1)]
    assert held(variant.id, 2, Source({None: 1, place: 1})) == [(shed.id, 1), (late.id, 1)]


def test_any_place_helps_out_before_anybody_is_refused() -> None:
    variant, place = make_variant(), make_warehouse().id
    here, shed = make_lot(variant, 2, warehouse_id=place), make_lot(variant, 3)
    assert held(variant.id, 4, Source({place: 4})) == [(here.id, 2), (shed.id, 2)]
    with pytest.raises(SoldOut) as told:
        held(variant.id, 2, Source({place: 2}))
    assert told.value.facts["left"] == 1
    assert session.scalars(select(Lot.reserved).order_by(Lot.id)).all() == [2, 2]


def test_picked_goods_that_would_not_arrive_in_time_are_not_taken() -> None:
    variant, place = make_variant(), make_warehouse().id
    today = clock.today()
    make_lot(variant, 5, warehouse_id=place, best_before_on=today + timedelta(days=2))
    shed = make_lot(variant, 5, best_before_on=None)
    good_on = today + timedelta(days=3)
    assert held(variant.id, 3, Source({place: 3}, good_on)) == [(shed.id, 3)]
    found = {one.warehouse_id: one for one in free_boxes([variant.id])}
    assert (found[place].can_travel(good_on), found[None].can_travel(good_on)) == (False, True)
    assert found[place].can_travel(today + timedelta(days=2))
    assert (found[place].boxes, found[None].boxes) == (5, 2)
    assert found[place].region_code == "320402"


def test_many_newer_lots_of_the_shed_do_not_hide_the_one_of_a_warehouse() -> None:
    variant, warehouse = make_variant(), make_warehouse()
    old = clock.today() - timedelta(days=5)
    away = make_lot(variant, 3, warehouse_id=warehouse.id, harvested_on=old)
    other = make_lot(variant, 1, warehouse_id=warehouse.id, harvested_on=old)
    shed = [make_lot(variant, 2) for _ in range(MOST_OF_A_PLACE + 1)]
    again = lots_to_send_again(variant.id, 2, shed[-1].id, clock.today())
    assert [lot.id for lot in again] == [lot.id for lot in reversed(shed[:-1])] + [away.id]
    found = lots_to_pack_from(variant.id, 1, other.id, clock.today(), warehouse.id)
    assert found == [away]
    assert lots_to_pack_from(variant.id, 4, other.id, clock.today(), warehouse.id) == []
