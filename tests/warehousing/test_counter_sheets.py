"""Parcels that were handed in at a counter with paper labels, from one table, all or none."""

import pytest
from sqlalchemy import func, select

from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.ground.refusals import FileNotAllowed, RowsNotAllowed
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.outbox.models import Message
from app.parcels.actions import cancel_parcels, locked
from app.parcels.models import Manifest, Parcel, Waybill, WaybillRange
from app.parcels.pools import pools
from app.reports.checks import check_books
from app.stock.models import Lot
from app.warehousing.counter_rows import MOST_ROWS, as_table, read_rows
from app.warehousing.counter_sheets import check_rows, hand_in, table_lines, waiting_at_home
from app.warehousing.models import Weighing
from tests.makers import make_cooperative, make_lot, make_product, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell
from tests.statements import count_statements

CLERK, OFFICE = Actor(ActorKind.cooperative), Actor(ActorKind.postal)


def paper(serial: int) -> str:
    """On a roll of the counter's, of which we know nothing."""
    return make_s10(DEMONSTRATION_INDICATOR, 20_000_000 + serial)


@pytest.fixture
def shed(database: object) -> Cooperative:
    make_waybills()
    return make_cooperative()


@pytest.fixture
def lot(shed: Cooperative) -> Lot:
    return make_lot(make_variant(make_product(shed)), 30)


def buy(lot: Lot, boxes: int = 1) -> Parcel:
    order = make_order((session.get_one(Lot, lot.id).variant, boxes))
    tell(paid(begin(order), f"event {order.number}"))
    session.expire_all()
    part = order.sub_orders[0].id
    return session.scalars(select(Parcel).where(Parcel.sub_order_id == part)).one()


def handed(text: str, ours: int | None, actor: Actor = CLERK) -> tuple[int, list[Manifest]]:
    rows, bad, _ = read_rows(text.encode())
    assert not bad
    with transaction():
        return hand_in(rows, ours, actor, is_counted=ours is None)


def faults(text: str, ours: int | None) -> list[tuple[int, str]]:
    rows, bad, _ = read_rows(text.encode("gb18030"))
    return sorted((one.line, one.fault) for one in [*bad, *check_rows(rows, ours)[1]])


def test_a_table_hands_in_all_of_its_parcels_once(shed: Cooperative, lot: Lot) -> None:
    first, second = buy(lot), buy(lot)
    old, own, part = first.waybill_number, second.waybill_number, first.sub_order.number
    text = f"子订单号,系统邮件号,邮件号,重量（千克）\n{part},,{paper(1)},2.5\n,{own},{own},\n,,,\n"
    new, (manifest,) = handed(text, shed.id)
    session.expire_all()
    assert (new, manifest.parcels, manifest.state) == (2, 2, "handed")
    assert [first.waybill_number, second.waybill_number] == [paper(1), own]
    assert {first.state, second.state} == {"accepted"}
    assert (first.final_grams, second.final_grams, first.label_prints) == (2500, None, 0)
    states = dict(session.execute(select(Waybill.number, Waybill.state)).all())
    assert (states[old], states[paper(1)], states[own]) == ("void", "drawn", "drawn")
    assert session.scalars(select(Weighing.reason)).all() == ["窗口称重"]
    assert [one.free for one in pools()] == [18]
    told = select(Message.facts).where(Message.kind == "withdraw_number")
    assert [one["number"] for one in session.scalars(told)] == [old]
    for again in (text, f"parcel,waybill\n{old},{paper(1)}\n"):
        assert handed(again, shed.id) == (0, [])
    assert session.scalar(select(func.count()).select_from(Manifest)) == 1
    assert session.scalar(select(func.count()).select_from(WaybillRange)) == 2
    check_books()


def test_each_wrong_row_is_named_and_none_of_them_is_kept(shed: Cooperative, lot: Lot) -> None:
    one, other, gone = buy(lot), buy(lot), buy(lot)
    theirs = buy(make_lot(make_variant(make_product(make_cooperative())), 9))
    with transaction():
        cancel_parcels(locked([gone.id]), CLERK)
    own = one.waybill_number
    rows = {
        f"{theirs.waybill_number},,{paper(1)},": "not_ours",
        f"{paper(99)},,{paper(2)},": "not_ours",
        f"EA123,,{paper(3)},": "not_ours",
        f",{theirs.sub_order.number},{paper(4)},": "not_ours",
        f"{gone.waybill_number},,{paper(5)},": "gone",
        f",,{paper(6)},": "nameless",
        f"{own},,EE123456784CN,": "not_a_number",
        f"{own},,{gone.waybill_number},": "void",
        f"{own},,{other.waybill_number},": "used",
        f"{own},,{make_s10(DEMONSTRATION_INDICATOR, 90_000_019)},": "in_pool",
        f"{own},,9876543210987,": "demonstration",
        f"{own},,{paper(7)},abc": "weight",
        f"{own},,{paper(8)},200": "weight",
        f"{own},,{paper(9)},{'9' * 201}": "too_long",
    }
    for row, fault in rows.items():
        assert faults(f"系统邮件号,订单号,运单号,重量(kg)\n{row}\n", shed.id) == [(2, fault)], row
    twice = f"parcel,waybill\n{own},{paper(1)}\n{other.waybill_number},{paper(1)}\n"
    assert faults(twice, shed.id) == [(3, "twice")]
    with pytest.raises(RowsNotAllowed):
        handed(twice, shed.id)
    session.expire_all()
    assert {one.state, other.state} == {"created"}
    assert session.scalar(select(func.count()).select_from(Manifest)) == 0
    several = f"order,waybill\n{one.sub_order.order.number},{paper(1)}\n"
    assert faults(several, shed.id) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_office_takes_in_and_has_counted_at_once(shed: Cooperative, lot: Lot) -> None:
    parcel = buy(lot)
    theirs = buy(make_lot(make_variant(make_product(make_cooperative())), 9))
    text = f"parcel,waybill\n{parcel.waybill_number},{paper(1)}\n{theirs.waybill_number},{paper(2)}"
    new, made = handed(text, None, OFFICE)
    assert (new, [one.state for one in made]) == (2, ["received", "received"])


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_table_is_read_as_spreadsheets_write_it_and_no_other(shed: Cooperative, lot: Lot) -> None:
    parcel = buy(lot)
    (cells,) = table_lines(waiting_at_home(shed.id, 9))
    assert cells[:2] == [parcel.waybill_number, parcel.sub_order.number]
    assert waiting_at_home(make_cooperative().id, 9) == []
    rows, bad, blank = read_rows(
        "\ufeff订单号,邮件号,重量（克）\nA,'9876543210987,1200\nB,,\n".encode()
    )
    assert (bad, blank) == ([], 1)
    assert [(one.order, one.waybill, one.grams) for one in rows] == [("A", "9876543210987", 1200)]
    assert [(one.told, one.grams) for one in read_rows(as_table(rows).encode())[0]] == [("A", 1200)]
    too_many = "order,waybill\n" + "A,9876543210987\n" * (MOST_ROWS + 1)
    for content in (b"", b"\x00", b"\xff\xff", "邮件号\n1\n".encode(), too_many.encode()):
        with pytest.raises(FileNotAllowed):
            read_rows(content)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_a_row_more_costs_is_bounded(shed: Cooperative, lot: Lot) -> None:
    lines = [f"{buy(lot).waybill_number},{paper(at)},1.5" for at in range(1, 9)]
    costs = []
    for some in (lines[:2], lines[2:]):
        session.expire_all()
        with count_statements() as statements:
            handed("parcel,waybill,kg\n" + "\n".join(some), shed.id)
        costs.append(len(statements))
    # What is kept of each: its weighing, number, message, steps of its order, boxes of its lot.
    assert costs[1] - costs[0] <= 14 * 4
