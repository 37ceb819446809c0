"""A parcel is packed in one place, and what comes back is in the shed, whoever had sent it."""

import pytest
from sqlalchemy import select

from app.claims.receipts import receive_turned_back
from app.claims.remedies import RemedyWish, decide_remedy
from app.claims.remedy_offers import offers_of
from app.cooperatives.actions import set_outlet
from app.db import session, transaction
from app.ground.packing import PlannedParcel
from app.ground.postings import Bearer
from app.ground.refusals import SoldOut
from app.ground.remedies import RemedyKind
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.exceptions import open_exceptions_of
from app.parcels.models import Parcel
from app.parcels.receiving import Fate
from app.parcels.replacing import book_replacement
from app.payments.kinds import RefundReason
from app.payments.refunds import RefundWish, refund_part
from app.reports.checks import check_books
from app.stock.models import Lot, Movement, Warehouse
from tests.claims.complaints import CLERK, Sale, sell, sent
from tests.makers import (
    make_cooperative,
    make_lot,
    make_outlet,
    make_postal,
    make_product,
    make_variant,
    make_warehouse,
)
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def warehouse() -> Warehouse:
    return make_warehouse()


def lost_pair() -> tuple[Sale, list[Lot]]:
    """A lost parcel with one box of each of two packs; the shed's lots, which are empty now."""
    make_waybills(5)
    cooperative = make_cooperative()
    outlet = make_outlet()
    with transaction():
        set_outlet(cooperative.id, outlet.id)
    lots = [make_lot(make_variant(make_product(cooperative)), 1) for _ in range(2)]
    sale = sent(make_order(*((lot.variant, 1) for lot in lots)))
    assert len(sale.parcel.contents) == 2
    sale.scan("987")
    return sale, lots


def resend(sale: Sale) -> Parcel:
    session.expire_all()
    (row,) = open_exceptions_of(sale.parcel.id)
    wish = RemedyWish(
        request_key="again",
        exception_id=row.id,
        kind=RemedyKind.resend,
        bearer=Bearer.platform,
    )
    officer = Actor(ActorKind.postal, make_postal().id)
    with transaction():
        made = decide_remedy(wish, officer).replacement
    assert made is not None
    session.expire_all()
    return session.get_one(Parcel, made.id)


def stock() -> list[tuple[int, int, int, int]]:
    rows = select(Lot.id, Lot.on_hand, Lot.reserved, Lot.allocated).order_by(Lot.id)
    return [tuple(row) for row in session.execute(rows)]  # type: ignore[misc]


def test_boxes_in_two_places_are_not_sent_again_in_one_parcel(warehouse: Warehouse) -> None:
    sale, (pears, rice) = lost_pair()
    there = make_lot(pears.variant, 3, warehouse_id=warehouse.id)
    here = make_lot(rice.variant, 3)
    before = stock(), balances()
    with pytest.raises(SoldOut):
        resend(sale)
    lines = {one.line.variant_id: one.order_line_id for one in sale.parcel.contents}
    named = {lines[lot.variant_id]: lot.id for lot in (there, here)}
    with pytest.raises(SoldOut), transaction():
        book_replacement(session.get_one(Parcel, sale.parcel.id), named, CLERK)
    session.expire_all()
    assert (stock(), balances()) == before
    assert session.query(Parcel).count() == 1
    (row,) = open_exceptions_of(sale.parcel.id)
    (again,) = [one for one in offers_of(row) if one.kind == RemedyKind.resend]
    assert isinstance(again.why_not, SoldOut)


def test_the_place_that_has_every_line_packs_them_and_its_outlet_takes_them_in(
    warehouse: Warehouse,
) -> None:
    sale, (pears, rice) = lost_pair()
    there = [make_lot(lot.variant, 3, warehouse_id=warehouse.id) for lot in (pears, rice)]
    # The best lot of the rice by itself would be the shed's.
    make_lot(rice.variant, 3)
    again = resend(sale)
    assert {one.lot_id for one in again.contents} == {lot.id for lot in there}
    assert (again.warehouse_id, again.outlet_id) == (warehouse.id, warehouse.outlet_id)
    assert again.outlet_id != sale.parcel.outlet_id
    assert PlannedParcel.from_facts(again.plan).warehouse_id == warehouse.id
    books_balance()


def test_what_a_warehouse_had_sent_goes_out_again_by_the_outlet_of_the_shed(
    warehouse: Warehouse,
) -> None:
    sale, (pears, rice) = lost_pair()
    with transaction():
        origin = session.get_one(Parcel, sale.parcel.id)
        origin.warehouse_id, origin.outlet_id = warehouse.id, warehouse.outlet_id
    make_lot(pears.variant, 3)
    make_lot(rice.variant, 3)
    again = resend(sale)
    assert again.warehouse_id is None
    assert again.outlet_id == again.sub_order.cooperative.outlet_id is not None


def test_what_is_sent_again_is_not_insured() -> None:
    sale = sell()
    with transaction():
        origin = session.get_one(Parcel, sale.parcel.id)
        quote = {**origin.plan["quote"], "declared_fen": 52_00, "insurance_fen": 52}
        origin.declared_fen, origin.insurance_fen = 52_00, 52
        origin.plan = {**origin.plan, "quote": quote}
    sale.scan("987")
    again = resend(sale)
    assert (again.declared_fen, again.insurance_fen) == (0, 0)
    planned = PlannedParcel.from_facts(again.plan).quote
    assert (planned.declared_fen, planned.insurance_fen) == (0, 0)
    assert planned.postage_fen == again.postage_fen


def test_what_comes_back_to_the_shed_is_not_sold_from_the_warehouse(warehouse: Warehouse) -> None:
    make_waybills(10)
    picked = make_lot(boxes=0)
    there = make_lot(picked.variant, 4, warehouse_id=warehouse.id, parent_id=picked.id)
    sales = [sent(make_order((picked.variant, 2))) for _ in range(2)]
    # Received one after the other: one lot of the shed has them all.
    for sale, fate in zip(sales, (Fate(restock=2), Fate(restock=1, write_off=1)), strict=True):
        assert sale.parcel.contents[0].lot_id == there.id
        sale.scan("705")
        sale.scan("711")
        with transaction():
            parcel = session.get_one(Parcel, sale.parcel.id)
            receive_turned_back(parcel, {sale.line_id: fate}, CLERK, "一箱压坏")
        session.expire_all()
    back = session.scalars(select(Lot).where(Lot.number == f"{there.number}/TH")).one()
    assert (back.on_hand, back.warehouse_id, back.parent_id) == (3, None, picked.id)
    assert (back.harvested_on, back.best_before_on) == (there.harvested_on, there.best_before_on)
    assert session.get_one(Lot, there.id).on_hand == 0
    moved = select(Movement.lot_id).where(Movement.reason.startswith("back:")).distinct()
    assert session.scalars(moved).all() == [back.id]
    books_balance()
    assert not any(check.faults for check in check_books())


def test_refunded_boxes_that_a_warehouse_had_sent_are_the_sheds_and_written_off_there(
    warehouse: Warehouse,
) -> None:
    make_waybills(10)
    picked = make_lot(boxes=0)
    there = make_lot(picked.variant, 4, warehouse_id=warehouse.id, parent_id=picked.id)
    sale = sent(make_order((picked.variant, 3)))
    part, officer = sale.parcel.sub_order_id, Actor(ActorKind.postal, make_postal().id)
    wish = RefundWish(
        reason=RefundReason.bad_goods,
        goods={sale.line_id: 100},
        restock={sale.line_id: 1},
        write_off={sale.line_id: 2},
    )
    with transaction():
        refund_part(part, wish, officer, "key-1")
    session.expire_all()
    back = session.scalars(select(Lot).where(Lot.number == f"{there.number}/TH")).one()
    assert (back.on_hand, back.warehouse_id) == (1, None)
    assert session.get_one(Lot, there.id).on_hand == 1
    moved = select(Movement.kind, Movement.boxes).where(Movement.lot_id == back.id)
    assert session.execute(moved.order_by(Movement.id)).all() == [
        ("take_back", 3),
        ("write_off", 2),
    ]
    books_balance()
    assert not any(check.faults for check in check_books())
