"""Stripe's own messages, signed and read as they come, in every order that they can come in."""

import hashlib
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ledger.models import JournalEntry
from app.ledger.queries import balances
from app.orders.actions import SYSTEM
from app.outbox.models import Message
from app.partners.cards import CardSession, Forged, RefundAnswer
from app.partners.stripe_cards import StripeCards
from app.payments.actions import record_session, start_payment
from app.payments.kinds import EventOutcome, Tender
from app.payments.messages import record_message
from app.payments.models import CardEvent, Payment, Refund
from app.payments.refunds import begin_refund, cancel_order, record_refund
from app.reports.checks import check_books
from tests.fake_stripe import KEY, SECRET, FakeStripe
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills

pytestmark = pytest.mark.usefixtures("database")
CARDS = StripeCards(KEY, SECRET)
Event = dict[str, Any]


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe()


@pytest.fixture
def payment() -> Payment:
    make_waybills()
    variant = make_variant(price_fen=5200)
    make_lot(variant, 5)
    order = make_order((session.get_one(Variant, variant.id), 2))
    with transaction():
        started = start_payment(order.id, Tender.stripe)
    with transaction():
        return record_session(started.id, CardSession("cs_1", "http://x/pay"))


def hear(fake: FakeStripe, event: Event) -> EventOutcome:
    message = CARDS.read_message(*fake.signed(event))
    with transaction():
        return record_message(Tender.stripe, message)


def session_event(fake: FakeStripe, payment: Payment, kind: str, **changes: str) -> Event:
    subject = {
        "id": "cs_1",
        "object": "checkout.session",
        "status": "complete",
        "payment_status": "paid",
        "amount_total": payment.amount_fen,
        "currency": "cny",
        "metadata": {"payment_number": payment.number},
    }
    return fake.event(kind, {**subject, **changes})


def refund_event(fake: FakeStripe, kind: str, number: str = "", **changes: Any) -> Event:
    subject = {
        "id": "re_1",
        "object": "refund",
        "amount": 750,
        "currency": "cny",
        "status": "succeeded",
        "metadata": {"refund_number": number} if number else {},
    }
    return fake.event(kind, {**subject, **changes})


def state_hash() -> str:
    """All that the five may have moved, whatever was written first."""
    facts = (
        sorted(map(tuple, session.execute(select(Payment.number, Payment.state)))),
        sorted(map(tuple, session.execute(select(JournalEntry.fact, JournalEntry.memo)))),
        sorted(balances().items()),
        sorted(session.scalars(select(Message.kind))),
        sorted(map(tuple, session.execute(select(CardEvent.kind, CardEvent.reason)))),
        session.scalars(select(Refund.id)).all(),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def test_120_orders_of_five_events_lead_to_one_state(
    fake: FakeStripe, payment: Payment, kind: str
) -> None:
    """The intent made, the wallet that pays later, the money, a part of it given back at Stripe's
    own desk, and that refund once more. The second database takes every sixth order."""
    story = [
        fake.event("payment_intent.created", {"id": "pi_1", "object": "payment_intent"}),
        session_event(fake, payment, "checkout.session.completed", payment_status="unpaid"),
        session_event(fake, payment, "checkout.session.async_payment_succeeded"),
        refund_event(fake, "refund.created", status="pending"),
        refund_event(fake, "refund.updated"),
    ]
    signed = [CARDS.read_message(*fake.signed(event)) for event in story]
    came_to = set()
    for order in list(permutations(signed))[:: 1 if kind == "sqlite" else 6]:
        savepoint = session.begin_nested()
        for message in order:
            record_message(Tender.stripe, message)
        session.flush()
        came_to.add(state_hash())
        last = balances()
        savepoint.rollback()
        session.expire_all()
    assert len(came_to) == 1
    assert last["card_clearing:stripe"] == payment.amount_fen - 750
    assert last["suspense"] == 750


def test_a_refund_of_ours_is_asked_about_when_a_message_speaks_of_it(
    fake: FakeStripe, payment: Payment
) -> None:
    hear(fake, session_event(fake, payment, "checkout.session.completed"))
    with transaction():
        (refund,) = cancel_order(payment.order_id, SYSTEM, "")
    with transaction():
        begin_refund(refund.id)
        record_refund(refund.id, RefundAnswer("re_1", is_done=True))
    before = balances()
    for kind in ("refund.updated", "refund.failed", "charge.refund.updated"):
        event = refund_event(fake, kind, refund.number, amount=refund.amount_fen)
        assert hear(fake, event) is EventOutcome.applied
        assert hear(fake, event) is EventOutcome.ignored
    wrong = refund_event(fake, "refund.updated", refund.number, amount=1)
    assert hear(fake, wrong) is EventOutcome.unmatched
    kinds = session.scalars(select(Message.kind)).all()
    assert kinds.count("follow_refund") == 3
    assert balances() == before
    books_balance()


def test_a_refund_at_stripes_own_desk_is_booked_once_and_turned_round_when_it_comes_back(
    fake: FakeStripe, payment: Payment
) -> None:
    told = [
        refund_event(fake, "refund.failed", status="failed"),
        refund_event(fake, "refund.created", status="pending"),
        refund_event(fake, "refund.updated"),
        refund_event(fake, "charge.refund.updated", status="failed"),
    ]
    assert [hear(fake, event) for event in told] == [EventOutcome.unmatched] * 4
    assert balances() == {"card_clearing:stripe": 0, "suspense": 0}
    foreign = refund_event(fake, "refund.updated", id="re_2", currency="jpy")
    assert hear(fake, foreign) is EventOutcome.unmatched
    assert balances() == {"card_clearing:stripe": 0, "suspense": 0}
    books_balance()


def test_a_dispute_is_asked_about_and_what_says_nothing_is_only_kept(
    fake: FakeStripe, payment: Payment
) -> None:
    dispute = {"id": "du_1", "object": "dispute"}
    assert hear(fake, fake.event("charge.dispute.created", dispute)) is EventOutcome.applied
    (message,) = session.execute(select(Message.kind, Message.facts)).all()
    assert message == ("follow_dispute", {"tender": "stripe", "external_id": "du_1"})
    for kind in ("charge.refunded", "payment_intent.succeeded", "payout.paid", "made.up"):
        event = fake.event(kind, {"id": "x_1", "object": "charge"})
        assert hear(fake, event) is EventOutcome.ignored
    assert session.scalars(select(JournalEntry.id)).all() == []


def test_what_stripe_signs_and_nobody_could_keep_is_forged(fake: FakeStripe) -> None:
    for changes in ({"amount": -1}, {"amount": 2**63}, {"id": "r" * 999}, {"amount": None}):
        with pytest.raises(Forged):
            CARDS.read_message(*fake.signed(refund_event(fake, "refund.updated", **changes)))
