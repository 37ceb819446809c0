"""Returnable boxes: out with their parcel, back with a scan."""

import pytest

from app.db import session, transaction
from app.ground.refusals import NoBoxOnLoan
from app.parcels.loans import boxes_back_lately, loan_counts, take_box_back
from app.parcels.queries import parcels_of_sub_orders
from app.people.models import Person
from tests.clocks import Clock
from tests.makers import make_cooperative, make_postal, make_shop
from tests.order_sheets import make_waybills
from tests.reports.test_green import scan, sell_in, send_in

pytestmark = pytest.mark.usefixtures("database")


def take(number: str, person: Person, shop_id: int | None = None) -> None:
    with transaction():
        take_box_back(number, shop_id, person.id)


def counts() -> tuple[int, int, int]:
    session.expire_all()
    found = loan_counts()
    return found.out, found.back, found.overdue


def test_boxes_tied_together_come_back_one_by_one_and_never_twice(clock: Clock) -> None:
    clock.stop("2026-10-01 09:00")
    make_waybills(2)
    person, shop = make_postal(), make_shop()
    parcel = send_in("R403025", make_cooperative(), boxes=2)
    number = parcel.waybill_number
    assert counts() == (2, 0, 0)
    clock.stop("2026-10-31 09:00")
    assert counts() == (2, 0, 0)
    clock.stop("2026-10-31 09:01")
    assert counts() == (2, 0, 2)
    take(number, person, shop.id)
    assert counts() == (1, 1, 1)
    take(number, person)
    assert counts() == (0, 2, 0)
    with pytest.raises(NoBoxOnLoan):
        take(number, person)
    assert counts() == (0, 2, 0)
    at_shop = boxes_back_lately(shop.id)
    assert [(one[0], one[1].position, one[2].code) for one in at_shop] == [(number, 1, "R403025")]
    assert [one[1].position for one in boxes_back_lately(None)] == [2]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_no_returnable_box_on_its_way_is_refused() -> None:
    make_waybills(3)
    person, seller = make_postal(), make_cooperative()
    carton = send_in("C302520", seller).waybill_number
    at_home = parcels_of_sub_orders([sell_in("R403025", seller).id])[0].waybill_number
    for number in (carton, at_home, "XX000000000XX"):
        with pytest.raises(NoBoxOnLoan):
            take(number, person)
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_parcel_that_came_home_has_brought_its_box() -> None:
    make_waybills(2)
    part = sell_in("R403025", make_cooperative())
    scan(part, "203")
    assert counts() == (1, 0, 0)
    scan(part, "711")
    assert counts() == (0, 1, 0)
