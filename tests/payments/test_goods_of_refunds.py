"""Boxes of refunded goods: never sent, come back, or thrown away; and refunds that need two."""

import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.ground.refusals import (
    QuantityNotAllowed,
    RefundTooLarge,
    Refusal,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.queries import balances
from app.orders.models import Order
from app.parcels.models import ParcelContent
from app.parcels.queries import parcels_of_order
from app.partners.cards import RefundAnswer
from app.payments.kinds import RefundReason
from app.payments.models import Refund
from app.payments.proposals import agree, decide_refund, reject, waiting_proposals
from app.payments.refund_tasks import confirm_transfer, own_refund, record_transfer
from app.payments.refunds import (
    RefundWish,
    begin_refund,
    cancel_part,
    record_failed_refund,
    record_refund,
    refund_part,
)
from app.stock.models import Lot, Movement
from tests.makers import make_lot, make_postal, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_partial_refunds import OFFICE
from tests.payments.test_paying import begin, books_balance, paid, tell
from tests.payments.test_refunds import send

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def lot() -> Lot:
    make_waybills()
    return make_lot(make_variant(price_fen=5200, gross_grams=20_000), 10)


@pytest.fixture
def order(lot: Lot) -> Order:
    """Paid: four boxes of 52.00, heavy enough for two parcels."""
    order = make_order((lot.variant, 4))
    tell(paid(begin(order)))
    session.expire_all()
    return order


def refund(order: Order, key: str = "key-1", **fates: dict[int, int]) -> None:
    line = order.sub_orders[0].lines[0].id
    wish = RefundWish(reason=RefundReason.bad_goods, goods={line: 100}, **fates)  # type: ignore[arg-type]
    with transaction():
        refund_part(order.sub_orders[0].id, wish, OFFICE, key)
    session.expire_all()


def line_of(order: Order) -> int:
    return order.sub_orders[0].lines[0].id


def boxes(lot: Lot) -> tuple[int, int]:
    return lot.on_hand, lot.allocated


def kinds(lot: Lot) -> list[str]:
    query = select(Movement.kind).where(Movement.lot_id == lot.id).order_by(Movement.id)
    return list(session.scalars(query))[3:]


def test_boxes_that_are_not_sent_go_back_on_sale_or_to_waste(order: Order, lot: Lot) -> None:
    refund(order, restock={line_of(order): 1}, write_off={line_of(order): 1})
    assert (boxes(lot), lot.free) == ((9, 2), 7)
    assert kinds(lot) == ["deallocate", "write_off"]
    packed = session.scalars(select(ParcelContent.boxes)).all()
    assert sum(packed) == 2
    books_balance()
    with transaction():
        cancel_part(order.sub_orders[0], OFFICE, "")
    session.expire_all()
    assert boxes(lot) == (9, 0)
    books_balance()


def test_boxes_that_were_sent_come_back(order: Order, lot: Lot) -> None:
    for position in range(len(parcels_of_order(order.id))):
        send(order, position)
    session.expire_all()
    assert boxes(lot) == (6, 0)
    refund(order, restock={line_of(order): 1}, write_off={line_of(order): 2})
    assert (boxes(lot), kinds(lot)[-2:]) == ((7, 0), ["take_back", "write_off"])
    assert order.sub_orders[0].lines[0].boxes_returned == 3
    with pytest.raises(QuantityNotAllowed):
        refund(order, "key-2", restock={line_of(order): 2})
    books_balance()


@pytest.mark.parametrize(
    ("fate", "refusal"),
    [
        ({"restock": 4}, StepNotAllowed),
        ({"restock": 5}, QuantityNotAllowed),
        ({"write_off": -1}, QuantityNotAllowed),
    ],
)
def test_boxes_that_are_not_there_are_refused(
    order: Order, lot: Lot, fate: dict[str, int], refusal: type[Refusal]
) -> None:
    before = balances()
    with pytest.raises(refusal):
        refund(order, **{name: {line_of(order): count} for name, count in fate.items()})
    session.expire_all()
    assert (boxes(lot), balances()) == ((10, 4), before)
    books_balance()


def test_a_large_refund_needs_a_second_person(order: Order) -> None:
    one, other = make_postal("老陈").id, make_postal("小李").id
    part = order.sub_orders[0]
    wish = RefundWish(reason=RefundReason.goodwill, goods={part.lines[0].id: 20_001})
    with transaction():
        small = RefundWish(reason=RefundReason.goodwill, goods={part.lines[0].id: 1})
        assert decide_refund(part.id, small, one, "small").proposal is None
    for _ in range(2):
        with transaction():
            decided = decide_refund(part.id, wish, one, "large")
    assert decided.proposal is not None
    assert (decided.refunds, [one.id for one in waiting_proposals()]) == ([], [decided.proposal.id])
    with pytest.raises(SecondPersonNeeded), transaction():
        agree(decided.proposal.id, one)
    with transaction():
        (given,) = agree(decided.proposal.id, other)
    assert (given.amount_fen, waiting_proposals()) == (20_001, [])
    with pytest.raises(StepNotAllowed), transaction():
        reject(decided.proposal.id, other)
    with pytest.raises(RefundTooLarge), transaction():
        decide_refund(part.id, wish, one, "too large")
    books_balance()


def test_a_failed_refund_is_owned_and_paid_by_transfer(order: Order) -> None:
    one, other = make_postal("老陈").id, make_postal("小李").id
    refund(order)
    given = session.scalars(select(Refund)).one()
    with transaction():
        begin_refund(given.id)
    with transaction():
        record_failed_refund(given.id, "card closed")
    with transaction():
        own_refund(given.id, one, "打过电话了")
        record_transfer(given.id, "BOC-1", one)
    with pytest.raises(SecondPersonNeeded), transaction():
        confirm_transfer(given.id, one)
    with transaction():
        confirm_transfer(given.id, other)
    session.expire_all()
    assert (given.state, given.owner_id, balances()["bank"]) == ("succeeded", one, -100)
    assert balances()["refund_payable"] == 0
    with transaction():
        # A late word of the company changes nothing any more.
        record_refund(given.id, RefundAnswer("re_1", is_done=True))
    with pytest.raises(StepNotAllowed), transaction():
        own_refund(given.id, other, "")
    books_balance()
