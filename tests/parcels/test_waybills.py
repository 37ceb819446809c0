"""Pools of numbers: ranges, whose they are, when they run out, and that none is given out twice."""

import pytest
from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.postal_products import PostalProduct
from app.ground.refusals import WaybillNotAllowed, WaybillsExhausted
from app.ground.waybills import make_s10
from app.orders.models import Order
from app.outbox.models import Message
from app.parcels.kinds import RangeSource
from app.parcels.models import Parcel, Waybill, WaybillRange
from app.parcels.waybills import (
    WaybillWish,
    draw_for,
    draw_waybill,
    draw_waybills,
    import_waybills,
    take_range,
)
from app.places.models import Outlet
from tests.makers import make_lot, make_outlet, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, books_balance, paid, tell

pytestmark = pytest.mark.usefixtures("database")
ORDINARY, EXPRESS = PostalProduct.ordinary, PostalProduct.express


def domestic(first: int, count: int, product: PostalProduct | None, outlet: Outlet | None) -> None:
    with transaction():
        take_range(
            f"{first:013d}",
            f"{first + count - 1:013d}",
            product,
            outlet.id if outlet else None,
            RangeSource.sheet,
        )


def draw(product: PostalProduct, outlet: Outlet | None, count: int = 1) -> list[str]:
    with transaction():
        return draw_waybills(product, outlet.id if outlet else None, count)


def messages(kind: str) -> list[dict[str, object]]:
    rows = session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id))
    return [row.facts for row in rows]


def test_numbers_come_in_their_order_with_their_check_digits() -> None:
    with transaction():
        assert take_range("EA473124829CN", "EA473124850CN") == 4
        drawn = [draw_waybill(ORDINARY, None) for _ in range(2)]
        drawn += draw_waybills(EXPRESS, None, 2)
    assert drawn == [make_s10("EA", 47_312_482 + one) for one in range(4)]


def test_an_outlet_draws_its_own_numbers_first_and_then_wider_ones() -> None:
    mine, other = make_outlet(), make_outlet(code="21300102")
    domestic(9_900_000_000_000, 1, ORDINARY, mine)
    domestic(9_800_000_000_000, 1, None, mine)
    domestic(9_700_000_000_000, 1, ORDINARY, None)
    domestic(9_600_000_000_000, 1, None, None)
    domestic(9_500_000_000_000, 1, ORDINARY, other)
    domestic(9_400_000_000_000, 1, EXPRESS, mine)
    assert draw(ORDINARY, mine, 4) == [f"9{one}00000000000" for one in (9, 8, 7, 6)]
    with pytest.raises(WaybillsExhausted):
        draw(ORDINARY, mine)
    assert draw(ORDINARY, other) == ["9500000000000"]
    assert draw(EXPRESS, mine) == ["9400000000000"]


def test_too_few_numbers_for_one_wish_take_none_for_any() -> None:
    domestic(9_900_000_000_000, 3, None, None)
    wishes = [WaybillWish(ORDINARY, None, 2), WaybillWish(EXPRESS, None, 2)]
    with pytest.raises(WaybillsExhausted), transaction():
        draw_for(wishes)
    assert session.scalars(select(WaybillRange.next_serial)).one() == 9_900_000_000_000
    assert session.scalars(select(Waybill)).all() == []


def test_what_is_undone_is_drawn_again() -> None:
    domestic(9_900_000_000_000, 3, None, None)

    def draw_and_fail() -> None:
        with transaction():
            draw_waybills(ORDINARY, None, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw_and_fail()
    assert draw(ORDINARY, None, 3) == [f"990000000000{one}" for one in range(3)]


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        ("9900000000002", "9900000000009", "9900000000002"),
        ("9899999999999", "9900000000000", "9900000000000"),
        ("9900000000001", "9900000000001", "9900000000001"),
        ("9899999999990", "9900000000020", "9900000000000"),
        ("9900000000009", "9900000000005", "9900000000005"),
        ("EA473124829CN", "EB473124829CN", "EB473124829CN"),
        ("EA473124829CN", "EA473124829US", "EA473124829US"),
        ("EA473124828CN", "EA473124829CN", "EA473124828CN"),
    ],
)
def test_a_range_that_overlaps_or_is_none_is_refused(first: str, last: str, named: str) -> None:
    domestic(9_900_000_000_000, 3, None, None)
    draw(ORDINARY, None, 3)
    with pytest.raises(WaybillNotAllowed) as refused, transaction():
        take_range(first, last, EXPRESS)
    assert refused.value.facts == {"number": named}
    assert len(session.scalars(select(WaybillRange)).all()) == 1


def test_a_list_becomes_ranges_whatever_its_order() -> None:
    numbers = [f"99{one:011d}" for one in (7, 3, 5, 4, 9, 8)]
    with transaction():
        assert import_waybills(numbers) == 6
    ranges = session.execute(
        select(WaybillRange.first_serial, WaybillRange.last_serial, WaybillRange.roll_size)
        .order_by(WaybillRange.id)
    )  # fmt: skip
    base = 9_900_000_000_000
    assert [tuple(row) for row in ranges] == [(base + 3, base + 5, 6), (base + 7, base + 9, 6)]
    assert draw(ORDINARY, None, 6) == sorted(numbers)


def test_the_office_is_told_once_of_each_pool_that_runs_out() -> None:
    outlet = make_outlet()
    domestic(9_900_000_000_000, 20, ORDINARY, outlet)
    domestic(9_800_000_000_000, 20, None, None)
    draw(ORDINARY, outlet, 17)
    assert messages("tell_waybills_low") == []
    for _ in range(3):
        draw(ORDINARY, outlet)
    assert messages("tell_waybills_low") == [{"product": "ordinary", "outlet_id": outlet.id}]
    draw(ORDINARY, outlet, 19)
    assert messages("tell_waybills_low")[1:] == [{"product": None, "outlet_id": None}]
    domestic(9_700_000_000_000, 10, ORDINARY, outlet)
    draw(ORDINARY, outlet, 8)
    assert len(messages("tell_waybills_low")) == 2
    draw(ORDINARY, outlet)
    assert messages("tell_waybills_low")[2:] == [{"product": "ordinary", "outlet_id": outlet.id}]


@pytest.fixture
def order() -> Order:
    """Of five cooperatives, so five parcels; not paid yet."""
    lots = [make_lot(make_variant(), 5) for _ in range(5)]
    return make_order(*((session.get_one(Variant, lot.variant_id), 1) for lot in lots))


def test_a_pool_of_three_books_no_part_of_five_and_a_new_roll_books_all(order: Order) -> None:
    make_waybills(3)
    tell(paid(begin(order)))
    assert (session.scalars(select(Parcel)).all(), session.scalars(select(Waybill)).all()) == (
        [],
        [],
    )
    assert len(messages("book_parcels")) == len(messages("tell_waybills_low")) == 1
    waiting = session.scalars(select(Message).where(Message.kind == "book_parcels")).one()
    before = waiting.due_at
    make_waybills(2, first=80_000_000)
    session.refresh(waiting)
    assert waiting.due_at < before
    books_balance()
