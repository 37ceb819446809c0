"""Somebody else pays: by the order's one living link, with a card page of her own."""

import pytest
from sqlalchemy import func, select

from app.db import session, transaction
from app.ground.postings import SUSPENSE
from app.ground.refusals import AlreadyPaid, Missing, OrderExpired
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.partners.cards import CardSession
from app.payments.actions import expire_unpaid, record_session, start_payment
from app.payments.kinds import RefundReason, Tender
from app.payments.models import Payment, Refund
from app.payments.pay_links import (
    PayLink,
    find_pay_link,
    get_pay_link,
    make_pay_link,
    payments_by_link,
    revoke_pay_link,
)
from tests.clocks import Clock
from tests.makers import make_lot, make_person, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, books_balance, paid, tell

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def order() -> Order:
    make_waybills()
    variant = make_variant(price_fen=5200)
    make_lot(variant, 5)
    return make_order((variant, 2), person_id=make_person().id)


def make_link(order: Order, secret: str) -> PayLink:
    with transaction():
        actor = Actor(ActorKind.buyer, order.person_id)
        return make_pay_link(order.id, actor, f"key of {secret}", secret)


def begin_by(link: PayLink) -> Payment:
    with transaction():
        payment = start_payment(link.order_id, Tender.demo_card, link.id)
    with transaction():
        return record_session(payment.id, CardSession(f"cs_{payment.number}", "http://x/pay"))


def test_one_link_lives_and_the_secret_itself_is_kept_nowhere(order: Order) -> None:
    first = make_link(order, "first")
    assert (first.order_id, first.expires_at) == (order.id, order.pay_by)
    assert (first.actor_kind, first.made_by_id) == ("buyer", order.person_id)
    assert get_pay_link("first").id == first.id
    second = make_link(order, "second")
    assert (get_pay_link("second").id, second.revoked_at) == (second.id, None)
    assert first.revoked_at is not None
    assert "second" not in second.secret_hash
    for unknown in ("first", "third", "", second.secret_hash):
        with pytest.raises(Missing):
            get_pay_link(unknown)
    with transaction():
        revoke_pay_link(order.id)
    assert find_pay_link(order.id) is None
    with pytest.raises(Missing):
        get_pay_link("second")


def test_a_link_is_for_an_order_that_can_be_paid(order: Order, clock: Clock) -> None:
    link = make_link(order, "secret")
    clock.move(minutes=31)
    with transaction():
        assert expire_unpaid(order.id)
    with pytest.raises(OrderExpired):
        make_link(order, "late")
    with pytest.raises(OrderExpired):
        begin_by(link)
    # Who comes too late is told so.
    assert get_pay_link("secret").expires_at == order.pay_by
    assert find_pay_link(order.id) == link


def test_she_has_a_page_of_her_own_and_pays_the_order(order: Order) -> None:
    link = make_link(order, "secret")
    hers, buyers = begin_by(link), begin(order)
    assert (hers.amount_fen, hers.id == buyers.id) == (order.total_fen, False)
    assert begin_by(link).id == hers.id
    assert begin(order).id == buyers.id
    tell(paid(hers))
    assert (order.state, buyers.pay_link_id) == ("paid", None)
    assert [(one.id, one.state) for one in payments_by_link(link)] == [(hers.id, "captured")]
    with pytest.raises(AlreadyPaid):
        make_link(order, "after")
    books_balance()
    # The buyer has paid as well meanwhile: hers goes back by itself.
    tell(paid(buyers, "event-2"))
    refund = session.scalars(select(Refund)).one()
    assert (refund.payment_id, refund.amount_fen) == (buyers.id, order.total_fen)
    assert refund.reason == RefundReason.paid_twice
    assert balances().get(SUSPENSE, 0) == 0
    books_balance()


def test_what_was_begun_by_a_revoked_link_still_arrives(order: Order) -> None:
    payment = begin_by(make_link(order, "secret"))
    with transaction():
        revoke_pay_link(order.id)
    tell(paid(payment))
    assert order.state == "paid"
    assert session.scalar(select(func.count()).select_from(Payment)) == 1
    books_balance()
