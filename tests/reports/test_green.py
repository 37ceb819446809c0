"""The green post's figures are those of the parcels that were sent."""

from datetime import date

import pytest
from sqlalchemy import delete, func, select, update

from app import clock
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.jobs.post import count_sent_days
from app.orders.models import SubOrder
from app.parcels.kinds import RangeSource
from app.parcels.models import Parcel, ParcelBox, SentCount
from app.parcels.queries import parcels_of_sub_orders
from app.parcels.sent_days import counted_until
from app.parcels.waybills import take_range
from app.postage.models import BoxType
from app.reports.green import GreenFigures, Tally, green_figures
from tests.clocks import Clock
from tests.deliveries import scan
from tests.makers import make_cooperative, make_lot, make_product, make_variant, make_warehouse
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell
from tests.statements import count_statements

pytestmark = pytest.mark.usefixtures("database")
LEAVES = "203"


def box_type(code: str) -> BoxType:
    return session.scalars(select(BoxType).where(BoxType.code == code)).one()


def sell_in(code: str, cooperative: Cooperative, boxes: int = 1) -> SubOrder:
    """Paid and booked: so many boxes of that type in one parcel."""
    variant = make_variant(
        make_product(cooperative), net_grams=900, gross_grams=1_100, box_type_id=box_type(code).id
    )
    make_lot(variant, boxes)
    order = make_order((variant, boxes))
    tell(paid(begin(order), f"event of {order.number}"))
    session.expire_all()
    return order.sub_orders[0]


def send_in(code: str, cooperative: Cooperative, boxes: int = 1) -> Parcel:
    part = sell_in(code, cooperative, boxes)
    scan(part, LEAVES)
    return parcels_of_sub_orders([part.id])[0]


def take_numbers_as_data(count: int, first: int) -> None:
    ends = [make_s10(DEMONSTRATION_INDICATOR, one) for one in (first, first + count - 1)]
    with transaction():
        take_range(*ends, source=RangeSource.carrier)


def counts(tally: Tally) -> tuple[int, int, int, int, int, int]:
    return (
        tally.parcels,
        tally.electronic,
        tally.unpacked,
        tally.boxes,
        tally.degradable,
        tally.returnable,
    )


def figures(on: date | None = None, months: int = 2) -> GreenFigures:
    session.expire_all()
    return green_figures(on or clock.today(), months)


def test_boxes_and_waybills_are_counted_by_month_and_by_who_packed(clock: Clock) -> None:
    clock.stop("2026-10-31 23:30")
    pears, crabs = make_cooperative(name="梨社"), make_cooperative(name="蟹社")
    make_waybills(2, first=1_000)
    send_in("C302520", pears, boxes=3)
    # In Greenwich it is still October.
    clock.stop("2026-11-01 00:30")
    send_in("R403025", pears)
    take_numbers_as_data(1, first=2_000)
    send_in("F302218", crabs, boxes=2)
    make_waybills(1, first=3_000)
    sell_in("C302520", crabs)

    found = figures(date(2026, 11, 28))
    assert counts(found.total) == (3, 1, 0, 6, 3, 1)
    assert [(one.first, counts(one.tally)) for one in found.months] == [
        (date(2026, 10, 1), (1, 0, 0, 3, 3, 0)),
        (date(2026, 11, 1), (2, 1, 0, 3, 0, 1)),
    ]
    assert [(one.packer.name, counts(one.tally)) for one in found.places] == [
        ("梨社", (2, 0, 0, 4, 3, 1)),
        ("蟹社", (1, 1, 0, 2, 0, 0)),
    ]
    assert [(one.box_type.code, one.boxes, one.basis_points) for one in found.kinds] == [
        ("C302520", 3, 5_000),
        ("F302218", 2, 3_333),
        ("R403025", 1, 1_666),
    ]
    assert found.total.degradable_share.basis_points == 5_000
    assert found.total.electronic_share.basis_points == 3_333
    assert counts(figures(date(2027, 1, 5)).total) == (0, 0, 0, 0, 0, 0)

    # Whether a day is counted or still to be counted makes no difference.
    clock.stop("2026-11-02 00:59")
    count_sent_days()
    assert counted_until() == date(2026, 10, 31)
    assert figures(date(2026, 11, 28)) == found
    clock.stop("2026-11-02 01:00")
    count_sent_days()
    assert counted_until() == date(2026, 11, 1)
    assert figures(date(2026, 11, 28)) == found
    assert counts(figures(date(2026, 10, 31), 1).total) == (1, 0, 0, 3, 3, 0)
    make_waybills(1, first=4_000)
    send_in("C302520", pears)
    assert counts(figures(date(2026, 11, 28)).total) == (4, 1, 0, 7, 4, 1)
    assert session.scalar(select(func.sum(SentCount.boxes))) == 6


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_a_warehouse_sent_is_the_warehouses() -> None:
    make_waybills(2)
    seller, house = make_cooperative(name="梨社"), make_warehouse(name="天宁电商仓")
    parcel = send_in("C302520", seller)
    with transaction():
        session.execute(update(Parcel).where(Parcel.id == parcel.id).values(warehouse_id=house.id))
    assert [(one.packer.name, one.tally.boxes) for one in figures().places] == [("天宁电商仓", 1)]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_parcel_of_unknown_packaging_is_in_no_share_of_boxes() -> None:
    make_waybills(2)
    seller = make_cooperative()
    send_in("F302218", seller)
    bare = send_in("C302520", seller)
    with transaction():
        session.execute(delete(ParcelBox).where(ParcelBox.parcel_id == bare.id))
    assert counts(figures().total) == (2, 0, 1, 1, 0, 0)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_figures_take_six_statements_however_many_parcels() -> None:
    make_waybills(6)
    for seller in (make_cooperative(name="一社"), make_cooperative(name="二社")):
        for code in ("C302520", "R403025"):
            send_in(code, seller)
    session.expire_all()
    with count_statements() as sent:
        assert green_figures(clock.today(), 12).total.boxes == 4
    assert len(sent) == 6
