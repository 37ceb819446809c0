"""One order, several tenders: cash and the shop's own money, cards, transfers; nothing is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import (
    AlreadyPaid,
    CreditExhausted,
    Missing,
    MoneyNotAllowed,
    NumberTaken,
    PrepaidShort,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.queries import balances
from app.orders.kinds import Channel
from app.orders.models import Order
from app.payments.actions import expire_unpaid, pay_by_account, start_payment, take_cash
from app.payments.bank_receipts import Receipt, confirm_receipt, record_receipt, reject_receipt
from app.payments.deposits import rest_of
from app.payments.kinds import ReceiptPurpose, RefundReason, Tender
from app.payments.models import PaymentShare, Refund
from app.payments.refunds import RefundWish, cancel_order, refund_part
from app.payments.shop_money import agree_terms, credit_left, prepaid_left, propose_terms
from app.shops.models import Shop
from tests.makers import (
    make_consent,
    make_lot,
    make_postal,
    make_shop,
    make_shopkeeper,
    make_variant,
    make_villager,
)
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_partial_refunds import OFFICE
from tests.payments.test_paying import begin, books_balance, paid, tell

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def order(shop: Shop) -> Order:
    """At the counter: 52.00 and 49.00 of two cooperatives, and postage."""
    make_waybills()
    variants = [make_variant(price_fen=fen) for fen in (5200, 4900)]
    for variant in variants:
        make_lot(variant, 9)
    return order_at(shop, variants)


def order_at(shop: Shop, variants: list[Variant]) -> Order:
    villager = make_villager(shop)
    make_consent(villager)
    return make_order(
        *((one, 1) for one in variants),
        channel=Channel.village,
        shop_id=shop.id,
        villager_id=villager.id,
        placed_by_id=make_shopkeeper(shop).id,
    )


def two() -> tuple[int, int]:
    return make_postal("老陈").id, make_postal("小李").id


def receive(amount_fen: int, reference: str = "BOC-1", **whom: object) -> int:
    one, other = two()
    receipt = Receipt(
        reference=reference,
        received_on=clock.today(),
        amount_fen=amount_fen,
        payer_name="谢邮掌柜",
        **whom,  # type: ignore[arg-type]
    )
    with transaction():
        receipt_id = record_receipt(receipt, one).id
    with pytest.raises(SecondPersonNeeded), transaction():
        confirm_receipt(receipt_id, one)
    with transaction():
        confirm_receipt(receipt_id, other)
    return receipt_id


def give_credit(shop: Shop, limit_fen: int) -> None:
    one, other = two()
    with transaction():
        terms_id = propose_terms(shop.id, limit_fen, one).id
    assert credit_left(shop.id) == 0
    with pytest.raises(SecondPersonNeeded), transaction():
        agree_terms(terms_id, one)
    with transaction():
        agree_terms(terms_id, other)


def pay(order: Order, tender: Tender, amount_fen: int | None = None) -> None:
    assert order.shop_id is not None
    with transaction():
        pay_by_account(order.id, order.shop_id, tender, amount_fen)
    session.expire_all()


def left() -> dict[str, int]:
    return {name: fen for name, fen in balances().items() if fen}


def test_cash_prepaid_and_credit_pay_one_order_and_get_back_their_own(
    order: Order, shop: Shop
) -> None:
    receive(3000, purpose=ReceiptPurpose.prepaid, shop_id=shop.id)
    give_credit(shop, 20_000)
    with transaction():
        take_cash(order.id, shop.id, 1000)
    session.expire_all()
    assert (order.state, rest_of(order)) == ("placed", order.total_fen - 1000)
    assert balances()["order_deposits"] == -1000
    books_balance()
    pay(order, Tender.shop_prepaid, 3000)
    with pytest.raises(MoneyNotAllowed):
        pay(order, Tender.shop_credit, order.total_fen)
    pay(order, Tender.shop_credit)
    assert (order.state, prepaid_left(shop.id)) == ("paid", 0)
    credit_fen = order.total_fen - 4000
    assert credit_left(shop.id) == 20_000 - credit_fen
    money = {name: fen for name, fen in left().items() if name.startswith(("shop_c", "cash_box"))}
    assert money == {f"shop_credit:{shop.id}": credit_fen, f"cash_box:{shop.id}": 1000}
    assert "order_deposits" not in left()
    first = order.sub_orders[0].id
    shares = select(PaymentShare.amount_fen).where(PaymentShare.sub_order_id == first)
    total = order.sub_orders[0].total_fen
    assert session.scalars(shares.order_by(PaymentShare.payment_id)).all() == [
        1000,
        3000,
        total - 4000,
    ]
    books_balance()
    wish = RefundWish(
        reason=RefundReason.bad_goods,
        goods={order.sub_orders[0].lines[0].id: 5200},
        postage_fen=order.sub_orders[0].postage_fen,
    )
    with transaction():
        given = refund_part(first, wish, OFFICE, "key")
        assert [(one.amount_fen, one.state) for one in given] == [
            (total - 4000, "succeeded"),
            (3000, "succeeded"),
            (1000, "requested"),
        ]
    assert prepaid_left(shop.id) == 3000
    books_balance()


def test_what_the_shop_has_not_it_cannot_spend(order: Order, shop: Shop) -> None:
    give_credit(shop, order.total_fen - 1)
    for tender, refusal in (
        (Tender.shop_prepaid, PrepaidShort),
        (Tender.shop_credit, CreditExhausted),
    ):
        with pytest.raises(refusal):
            pay(order, tender)
    elsewhere = make_shop().id
    with pytest.raises(Missing), transaction():
        pay_by_account(order.id, elsewhere, Tender.shop_credit)
    assert (left(), order.state) == ({}, "placed")
    pay(order, Tender.shop_credit, order.total_fen - 1)
    receive(order.total_fen - 1, purpose=ReceiptPurpose.credit, shop_id=shop.id)
    assert credit_left(shop.id) == order.total_fen - 1
    pay(order, Tender.shop_credit)
    with pytest.raises(AlreadyPaid):
        pay(order, Tender.shop_credit)
    books_balance()


@pytest.mark.parametrize("end", ["expires", "cancelled"])
def test_deposits_of_an_order_that_ends_go_back(order: Order, shop: Shop, end: str) -> None:
    receive(3000, purpose=ReceiptPurpose.prepaid, shop_id=shop.id)
    pay(order, Tender.shop_prepaid, 2000)
    with transaction():
        take_cash(order.id, shop.id, 500)
    if end == "expires":
        with transaction():
            session.execute(update(Order).values(pay_by=clock.now() - timedelta(seconds=1)))
        with transaction():
            assert expire_unpaid(order.id)
    else:
        with transaction():
            cancel_order(order.id, OFFICE, "")
    refunds = session.execute(select(Refund.amount_fen, Refund.state)).all()
    assert sorted(refunds) == [(500, "requested"), (2000, "succeeded")]
    assert prepaid_left(shop.id) == 3000
    books_balance()


@pytest.mark.parametrize("late", ["the rest", "the whole"])
def test_a_late_card_buys_an_order_whose_deposits_went_back_only_with_the_whole_sum(
    order: Order, shop: Shop, late: str
) -> None:
    receive(3000, purpose=ReceiptPurpose.prepaid, shop_id=shop.id)
    whole = begin(order)
    with transaction():
        take_cash(order.id, shop.id, 500)
    pay(order, Tender.shop_prepaid, 2000)
    card = whole if late == "the whole" else begin(order)
    with clock.stopped_at(order.pay_by), transaction():
        assert expire_unpaid(order.id)
    with clock.stopped_at(order.pay_by + timedelta(hours=1)):
        tell(paid(card))
        tell(paid(card, "event-2"))
    session.expire_all()
    refunds = sorted(session.execute(select(Refund.amount_fen, Refund.reason)).all())
    sums = {name: left().get(name, 0) for name in ("order_deposits", "suspense", "refund_payable")}
    assert prepaid_left(shop.id) == 3000
    if late == "the whole":
        assert (order.state, refunds) == ("paid", [(500, "cancelled"), (2000, "cancelled")])
        assert sums == {"order_deposits": 0, "suspense": 0, "refund_payable": -500}
        shares = session.execute(select(PaymentShare.payment_id, PaymentShare.amount_fen)).all()
        assert sorted(shares) == sorted((card.id, one.total_fen) for one in order.sub_orders)
    else:
        rest_fen = order.total_fen - 2500
        assert order.state == "expired"
        assert refunds[2:] == [(rest_fen, "paid_too_late")]
        assert sums == {"order_deposits": 0, "suspense": 0, "refund_payable": -500 - rest_fen}
    books_balance()


def test_a_card_pays_the_rest_and_the_surplus_of_an_older_page_goes_back(
    order: Order, shop: Shop
) -> None:
    whole = begin(order)
    with transaction():
        take_cash(order.id, shop.id, 1000)
    with transaction():
        assert start_payment(order.id, Tender.demo_card).amount_fen == order.total_fen - 1000
    tell(paid(whole))
    session.expire_all()
    assert order.state == "paid"
    (refund,) = session.scalars(select(Refund)).all()
    assert (refund.amount_fen, refund.payment_id) == (1000, whole.id)
    books_balance()


def test_a_transfer_pays_an_order_and_what_is_too_much_is_a_task(order: Order) -> None:
    receive(order.total_fen + 300, purpose=ReceiptPurpose.order, order_number=order.number)
    session.expire_all()
    (refund,) = session.scalars(select(Refund)).all()
    assert (order.state, refund.amount_fen, refund.state) == ("paid", 300, "failed")
    assert balances()["bank"] == order.total_fen + 300
    books_balance()


def test_a_receipt_is_written_down_once_and_decided_once(shop: Shop) -> None:
    receipt_id = receive(100, purpose=ReceiptPurpose.prepaid, shop_id=shop.id)
    with pytest.raises(NumberTaken):
        receive(200, purpose=ReceiptPurpose.prepaid, shop_id=shop.id)
    other = two()[1]
    with pytest.raises(StepNotAllowed), transaction():
        reject_receipt(receipt_id, other)
    assert prepaid_left(shop.id) == 100
    books_balance()
