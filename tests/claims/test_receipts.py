"""What the carrier turned back is received once: boxes, lots and money follow what was found."""

from typing import Any

import pytest
from sqlalchemy import select

from app.claims.receipts import receive_turned_back
from app.claims.remedies import RemedyWish, decide_remedy
from app.db import session, transaction
from app.ground.postings import Bearer
from app.ground.refusals import Missing, QuantityNotAllowed, StepNotAllowed
from app.ground.remedies import RemedyKind
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.exceptions import open_exceptions_of
from app.parcels.models import Parcel, ParcelException
from app.parcels.receiving import Fate, came_back, coming_back, get_parcel_back
from app.payments.models import Refund
from app.stock.models import Lot, Movement
from tests.claims.complaints import CLERK, Sale, sell
from tests.makers import make_cooperative, make_postal
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.usefixtures("database")


def turned_back(boxes: int = 3) -> Sale:
    sale = sell(boxes=boxes)
    sale.scan("705")
    sale.scan("711")
    return sale


def receive(sale: Sale, **fate: int) -> list[Refund]:
    with transaction():
        parcel = session.get_one(Parcel, sale.parcel.id)
        done = receive_turned_back(parcel, {sale.line_id: Fate(**fate)}, CLERK, "烂了一箱")
    session.expire_all()
    return done


def stock(sale: Sale) -> tuple[int, int, int]:
    lot = session.get_one(Lot, sale.parcel.contents[0].lot_id)
    return lot.on_hand, lot.reserved, lot.allocated


def test_boxes_for_sale_again_are_in_their_lot_and_the_goods_are_paid_back() -> None:
    sale = turned_back()
    assert stock(sale) == (17, 0, 0)
    (refund,) = receive(sale, restock=2, write_off=1)
    assert stock(sale) == (19, 0, 0)
    # Three boxes of 52.00; the postage stays with the carrier.
    assert refund.amount_fen == 156_00
    kinds = select(Movement.kind, Movement.boxes).where(Movement.reason.startswith("back:"))
    assert [tuple(row) for row in session.execute(kinds)] == [("take_back", 3), ("write_off", 1)]
    row = session.scalars(select(ParcelException).where(ParcelException.kind == "returned")).one()
    assert (row.state, row.outcome) == ("closed", "received")
    assert open_exceptions_of(sale.parcel.id) == []
    books_balance()


def test_what_is_not_accepted_is_not_paid_back() -> None:
    sale = turned_back()
    (refund,) = receive(sale, restock=1, refused=2)
    assert (refund.amount_fen, stock(sale)) == (52_00, (18, 0, 0))
    books_balance()


def test_nothing_accepted_is_no_refund() -> None:
    sale = turned_back()
    assert receive(sale, refused=3) == []
    assert stock(sale) == (17, 0, 0)
    books_balance()


@pytest.mark.parametrize(
    "fate", [{"restock": 2}, {"restock": 4}, {"restock": 4, "refused": -1}, {}]
)
def test_every_box_has_exactly_one_fate(fate: dict[str, int]) -> None:
    sale = turned_back()
    before: tuple[Any, ...] = (stock(sale), balances())
    with pytest.raises(QuantityNotAllowed):
        receive(sale, **fate)
    session.expire_all()
    assert (stock(sale), balances()) == before


@pytest.mark.parametrize("kind", ["sqlite"])
def test_whoever_got_another_parcel_gets_no_money_when_the_first_comes_back() -> None:
    sale = sell(boxes=3)
    sale.scan("damage")
    (row,) = open_exceptions_of(sale.parcel.id)
    again = RemedyWish(
        request_key="again", exception_id=row.id, kind=RemedyKind.resend, bearer=Bearer.carrier
    )
    officer = Actor(ActorKind.postal, make_postal().id)
    with transaction():
        decide_remedy(again, officer)
    session.expire_all()
    sale.scan("711")
    assert receive(sale, restock=3) == []
    assert session.query(Refund).count() == 0
    books_balance()


def test_it_is_received_once_and_only_when_it_is_here() -> None:
    sale = sell(boxes=3)
    sale.scan("708")
    with pytest.raises(StepNotAllowed):
        receive(sale, restock=3)
    sale.scan("711")
    receive(sale, restock=3)
    with pytest.raises(StepNotAllowed):
        receive(sale, restock=3)
    assert session.query(Refund).count() == 1
    books_balance()


def test_the_desk_shows_its_own_cooperative_what_comes_and_what_is_here() -> None:
    sale = sell(boxes=1)
    ours = sale.parcel.sub_order.cooperative_id
    sale.scan("708")
    assert [one.id for one in coming_back(ours)] == [sale.parcel.id]
    assert came_back(ours) == []
    sale.scan("711")
    assert coming_back(ours) == []
    assert get_parcel_back(ours, sale.parcel.waybill_number).id == sale.parcel.id
    with pytest.raises(Missing):
        get_parcel_back(make_cooperative().id, sale.parcel.waybill_number)
    receive(sale, restock=1)
    assert came_back(ours) == []
