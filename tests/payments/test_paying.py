"""The money came, once, twice, too late, or as somebody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import AlreadyPaid, Missing, OrderExpired
from app.ledger.models import JournalEntry
from app.ledger.queries import balances
from app.orders.actions import SYSTEM, expire_order
from app.orders.models import Order, OrderEvent
from app.outbox.models import Message
from app.parcels.models import Parcel
from app.partners.cards import CardAnswer, CardMessage, CardSession, Standing
from app.payments.actions import record_session, start_payment, take_cash
from app.payments.kinds import EventOutcome, Tender
from app.payments.messages import record_answer, record_message
from app.payments.models import Payment, Refund
from app.payments.refunds import cancel_order
from app.reports.checks import check_books
from app.stock.models import Lot
from tests.makers import make_lot, make_shop, make_variant
from tests.order_sheets import make_order, make_waybills

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def lot() -> Lot:
    make_waybills()
    return make_lot(make_variant(price_fen=5200), 5)


@pytest.fixture
def order(lot: Lot) -> Order:
    return make_order((session.get_one(Variant, lot.variant_id), 2))


def begin(order: Order) -> Payment:
    with transaction():
        payment = start_payment(order.id, Tender.demo_card)
    with transaction():
        return record_session(payment.id, CardSession(f"cs_{payment.number}", "http://x/pay"))


def paid(payment: Payment, name: str = "event-1", **changes: object) -> CardMessage:
    answer = CardAnswer(
        external_id=payment.external_id or "",
        payment_number=payment.number,
        standing=Standing.paid,
        amount_fen=payment.amount_fen,
        currency="cny",
    )
    return CardMessage(name, "session.paid", replace(answer, **changes), {})  # type: ignore[arg-type]


def tell(message: CardMessage) -> EventOutcome:
    with transaction():
        return record_message(Tender.demo_card, message)


def entries() -> int:
    return session.scalar(select(func.count()).select_from(JournalEntry)) or 0


def events_of(order: Order) -> list[OrderEvent]:
    statement = select(OrderEvent).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id)
    return list(session.scalars(statement))


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def test_a_paid_message_sells_the_boxes_books_the_sale_and_draws_the_numbers(
    order: Order, lot: Lot
) -> None:
    payment = begin(order)
    assert tell(paid(payment)) is EventOutcome.applied
    session.refresh(order)
    session.refresh(lot)
    session.refresh(payment)
    assert (order.state, order.sub_orders[0].state, payment.state) == (
        "paid",
        "confirmed",
        "captured",
    )
    assert (lot.on_hand, lot.reserved, lot.allocated) == (5, 0, 2)
    # Two boxes of 2.9 kg travel as one parcel of 5.8 kg: 6 + 5 × 1.5 yuan. Commission is 5 %.
    cooperative = f"cooperative_held:{order.sub_orders[0].cooperative_id}"
    assert balances() == {
        "card_clearing:demo_card": 10400 + 1350,
        "carrier_payable": -1350,
        "commission_income": -520,
        cooperative: -(10400 - 520),
    }
    parcels = session.scalars(select(Parcel)).all()
    assert [(one.gross_grams, one.state) for one in parcels] == [(5800, "created")]
    assert [(share.amount_fen, share.refunded_fen) for share in payment.shares] == [(11750, 0)]
    books_balance()


def test_the_same_message_and_another_about_the_same_payment_change_nothing_more(
    order: Order,
) -> None:
    payment = begin(order)
    tell(paid(payment))
    before = entries()
    assert tell(paid(payment)) is EventOutcome.ignored
    assert tell(paid(payment, "event-2")) is EventOutcome.ignored
    assert entries() == before
    books_balance()


def test_an_answer_that_does_not_fit_is_parked_once_however_often_it_is_given(order: Order) -> None:
    payment = begin(order)
    answer = paid(payment, amount_fen=1).answer
    assert answer is not None
    for _ in range(2):
        with transaction():
            assert record_answer(Tender.demo_card, answer) is EventOutcome.unmatched
    assert balances() == {"card_clearing:demo_card": 1, "suspense": -1}
    books_balance()


def test_a_card_message_for_a_payment_in_cash_pays_nothing(order: Order) -> None:
    shop = make_shop()
    with transaction():
        session.get_one(Order, order.id).shop_id = shop.id
    with transaction():
        cash = take_cash(order.id, shop.id, 1000)
    for name in ("cs_1", "cs_2"):
        about = paid(cash, f"event of {name}", external_id=name)
        assert tell(about) is EventOutcome.unmatched
    session.refresh(cash)
    session.refresh(order)
    assert (order.state, cash.external_id) == ("placed", None)
    assert balances() == {
        f"cash_box:{shop.id}": 1000,
        "order_deposits": -1000,
        "card_clearing:demo_card": 2000,
        "suspense": -2000,
    }
    books_balance()


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_fen": 1},
        {"currency": "jpy"},
        {"external_id": "cs_of_somebody_else"},
        {"payment_number": "P-unknown"},
        {"methods": ("card", "us_bank_account")},
    ],
)
def test_a_message_that_does_not_fit_our_payment_pays_nothing_and_is_kept(
    order: Order, changes: dict[str, object]
) -> None:
    payment = begin(order)
    assert tell(paid(payment, **changes)) is EventOutcome.unmatched
    session.refresh(order)
    assert order.state == "placed"
    parked = balances().get("suspense", 0)
    expected = 0 if "currency" in changes else changes.get("amount_fen", payment.amount_fen)
    assert parked == -int(str(expected))
    books_balance()


def expire(order: Order) -> None:
    with clock.stopped_at(order.pay_by), transaction():
        assert expire_order(order.id)


def test_money_that_comes_after_the_order_expired_still_buys_what_is_left(
    order: Order, lot: Lot
) -> None:
    payment = begin(order)
    expire(order)
    part = order.sub_orders[0]
    ship_by, arrives_from = part.ship_by, part.arrives_from
    with clock.stopped_at(order.pay_by + timedelta(days=2, hours=1)):
        assert tell(paid(payment)) is EventOutcome.applied
    for row in (order, part, lot):
        session.refresh(row)
    assert (order.state, part.state, part.cancelled_at) == ("paid", "confirmed", None)
    assert (lot.on_hand, lot.reserved, lot.allocated) == (5, 0, 2)
    assert part.ship_by == ship_by + timedelta(days=2, hours=1)
    assert part.arrives_from == arrives_from + timedelta(days=2)
    assert [one.step for one in events_of(order)][-2:] == ["revive", "revive"]
    assert session.scalars(select(Refund)).all() == []
    assert len(session.scalars(select(Parcel)).all()) == 1
    books_balance()


def test_late_money_takes_the_boxes_from_whatever_lots_have_them(order: Order, lot: Lot) -> None:
    """Its own lot has one left; the line is divided, and so is its commission, to the fen."""
    payment = begin(order)
    expire(order)
    variant = session.get_one(Variant, lot.variant_id)
    make_order((variant, 4))
    other = make_lot(variant, 3)
    (line,) = order.sub_orders[0].lines
    with transaction():
        line.commission_fen = 521
    assert tell(paid(payment)) is EventOutcome.applied
    session.refresh(order.sub_orders[0])
    lines = order.sub_orders[0].lines
    assert [(one.lot_id, one.boxes, one.total_fen, one.commission_fen) for one in lines] == [
        (lot.id, 1, 5200, 261),
        (other.id, 1, 5200, 260),
    ]
    assert balances()["commission_income"] == -521
    books_balance()


@pytest.mark.parametrize("ended", ["sold out", "cancelled"])
def test_late_money_for_what_is_gone_goes_back_by_itself_and_its_buyer_is_told(
    order: Order, lot: Lot, ended: str
) -> None:
    payment = begin(order)
    if ended == "cancelled":
        with transaction():
            cancel_order(order.id, SYSTEM, "")
    else:
        expire(order)
        make_order((session.get_one(Variant, lot.variant_id), 4))
    before = (lot.reserved, lot.allocated)
    assert tell(paid(payment)) is EventOutcome.applied
    session.refresh(order)
    session.refresh(lot)
    refund = session.scalars(select(Refund)).one()
    assert order.state == ("cancelled" if ended == "cancelled" else "expired")
    assert (refund.reason, refund.amount_fen) == ("paid_too_late", payment.amount_fen)
    assert balances()["refund_payable"] == -payment.amount_fen
    assert (lot.reserved, lot.allocated) == before
    left = session.execute(select(Message.kind, Message.facts).order_by(Message.id)).all()
    assert left[-2:] == [
        ("send_refund", {"refund_id": refund.id}),
        ("tell_payment_returned", {"payment_id": payment.id}),
    ]
    books_balance()


def test_paying_twice_gives_the_second_payment_back(order: Order) -> None:
    first = begin(order)
    with transaction():
        second = Payment(
            number="P-second",
            order_id=order.id,
            tender="demo_card",
            state="requires_action",
            amount_fen=order.total_fen,
            external_id="cs_second",
            started_at=clock.now(),
        )
        session.add(second)
    tell(paid(first))
    tell(paid(second, "event-2"))
    refund = session.scalars(select(Refund)).one()
    assert (refund.payment_id, refund.reason) == (second.id, "paid_twice")
    books_balance()


def test_a_declined_card_leaves_the_order_to_be_paid_again(order: Order) -> None:
    payment = begin(order)
    assert tell(paid(payment, standing=Standing.failed)) is EventOutcome.applied
    session.refresh(payment)
    assert (payment.state, order.state) == ("failed", "placed")
    again = begin(order)
    assert again.id != payment.id
    tell(paid(again, "event-2"))
    session.refresh(order)
    assert order.state == "paid"
    books_balance()


def test_an_open_attempt_is_gone_on_with_and_an_order_paid_or_expired_takes_none(
    order: Order,
) -> None:
    payment = begin(order)
    with transaction():
        assert start_payment(order.id, Tender.demo_card).id == payment.id
    with clock.stopped_at(order.pay_by), pytest.raises(OrderExpired), transaction():
        start_payment(order.id, Tender.demo_card)
    tell(paid(payment))
    with pytest.raises(AlreadyPaid), transaction():
        start_payment(order.id, Tender.demo_card)


def test_cash_is_taken_only_for_orders_of_the_shop(order: Order) -> None:
    shop = make_shop()
    with pytest.raises(Missing), transaction():
        take_cash(order.id, shop.id)
    assert entries() == 0


def test_a_pool_without_numbers_does_not_refuse_the_money() -> None:
    lot = make_lot(make_variant(), 5)
    order = make_order((session.get_one(Variant, lot.variant_id), 1))
    assert tell(paid(begin(order))) is EventOutcome.applied
    session.refresh(order)
    assert order.state == "paid"
    assert session.scalars(select(Parcel)).all() == []
    books_balance()
