"""The worker and the door to the card company, while Stripe is ill: nothing twice, nothing lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import stripe
from flask import Flask
from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import PartnerSilent, PaymentDisputed
from app.jobs import money
from app.jobs.money import (
    PATIENCE,
    ask_about_disputes,
    ask_about_payments,
    ask_about_refunds,
    expire_orders,
)
from app.jobs.worker import Worker
from app.ledger.queries import balances
from app.orders.actions import SYSTEM
from app.orders.models import Order
from app.outbox.actions import MOST_TRIES, try_again
from app.outbox.queries import given_up, waiting_count
from app.partners import stripe_client
from app.payments.disputes import write_evidence
from app.payments.models import Payment, Refund
from app.payments.queries import disputes
from app.payments.refunds import cancel_order, retry_refund
from app.reports.checks import check_books
from app.stock.models import Lot
from app.web import paying
from app.web.paying import begin_card_payment
from config import Settings
from tests.browser_of_pages import Browser
from tests.clocks import Clock
from tests.fake_stripe import KEY, SECRET, FakeStripe, fake_stripe
from tests.makers import make_lot, make_postal, make_variant
from tests.order_sheets import make_order, make_waybills

SILENT = ["drop after"] * 2


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStripe]:
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_, **__: 0)
    monkeypatch.setattr(stripe_client, "TIMEOUT_SECONDS", (1, 1))
    with fake_stripe() as one:
        yield one


@pytest.fixture
def settings(settings: Settings, fake: FakeStripe) -> Settings:
    return replace(
        settings,
        stripe_secret_key=KEY,
        stripe_webhook_secret=SECRET,
        stripe_api_base=fake.base_url,
    )


@pytest.fixture
def morning(clock: Clock, fake: FakeStripe) -> Clock:
    fake.stopped_at = clock.stop("2026-07-20 08:00")
    return clock


@pytest.fixture
def lot(app: Flask, morning: Clock) -> Lot:
    make_waybills(5)
    return make_lot(make_variant(), 10)


@pytest.fixture
def order(lot: Lot) -> Order:
    return make_order((session.get_one(Variant, lot.variant_id), 1))


def begin(app: Flask, order: Order) -> str:
    """Pressing “Pay”: the address of Stripe's page."""
    with app.test_request_context("/"):
        return begin_card_payment(order.id, "zh-Hans", paid_url="http://x/", left_url="http://x/")


def payment_of(order: Order) -> Payment:
    session.rollback()
    session.expire_all()
    statement = select(Payment).where(Payment.order_id == order.id)
    return session.scalars(statement.order_by(Payment.id.desc())).all()[0]


def state_of(order: Order) -> tuple[str, str]:
    payment = payment_of(order)
    return order.state, payment.state


def refund_of(order: Order) -> Refund:
    payment = payment_of(order)
    return session.scalars(select(Refund).where(Refund.payment_id == payment.id)).one()


def tell(client: Browser, fake: FakeStripe, order: Order) -> None:
    facts = fake.sessions[payment_of(order).external_id or ""]
    body, headers = fake.signed(fake.event("checkout.session.completed", facts))
    assert client.post("/hooks/cards/stripe", data=body, headers=headers).status_code == 200


def pay(app: Flask, client: Browser, fake: FakeStripe, order: Order) -> None:
    begin(app, order)
    fake.pay(payment_of(order).external_id or "")
    tell(client, fake, order)
    assert state_of(order) == ("paid", "captured")


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def test_paying_goes_by_stripes_page_and_message(
    app: Flask, client: Browser, fake: FakeStripe, order: Order
) -> None:
    address = begin(app, order)
    assert address == f"{fake.base_url}/c/pay/{payment_of(order).external_id}"
    assert begin(app, order) == address
    assert len(fake.sessions) == 1
    fake.pay(payment_of(order).external_id or "")
    assert state_of(order) == ("placed", "requires_action")
    tell(client, fake, order)
    assert state_of(order) == ("paid", "captured")
    assert balances()["card_clearing:stripe"] == order.total_fen
    books_balance()


def test_pressed_again_after_silence_the_same_session_is_gone_on_with(
    app: Flask, fake: FakeStripe, order: Order, morning: Clock
) -> None:
    fake.faults = list(SILENT)
    with pytest.raises(PartnerSilent):
        begin(app, order)
    assert payment_of(order).state == "started"
    fake.stopped_at = morning.move(minutes=29)
    address = begin(app, order)
    assert list(fake.sessions) == [payment_of(order).external_id]
    assert address.endswith(payment_of(order).external_id or "")


def test_a_clear_no_ends_the_attempt_and_the_next_is_another(
    app: Flask, fake: FakeStripe, order: Order
) -> None:
    fake.faults = ["400"]
    with pytest.raises(PartnerSilent):
        begin(app, order)
    assert payment_of(order).state == "failed"
    begin(app, order)
    assert payment_of(order).state == "requires_action"


def test_a_message_that_was_lost_is_made_up_for(
    app: Flask, fake: FakeStripe, order: Order, morning: Clock
) -> None:
    begin(app, order)
    fake.pay(payment_of(order).external_id or "")
    ask_about_payments()
    assert state_of(order) == ("placed", "requires_action")
    morning.move(minutes=2)
    fake.faults = list(SILENT)
    ask_about_payments()
    assert state_of(order) == ("placed", "requires_action")
    ask_about_payments()
    assert state_of(order) == ("paid", "captured")
    books_balance()


def test_an_order_is_not_given_up_while_it_is_being_paid(
    app: Flask, fake: FakeStripe, order: Order, morning: Clock
) -> None:
    begin(app, order)
    fake.pay(payment_of(order).external_id or "")
    morning.move(minutes=30)
    fake.faults = list(SILENT)
    expire_orders()
    assert state_of(order) == ("placed", "requires_action")
    expire_orders()
    assert state_of(order) == ("paid", "captured")
    books_balance()


def test_an_order_that_expires_closes_its_session(
    app: Flask, fake: FakeStripe, order: Order, lot: Lot, morning: Clock
) -> None:
    begin(app, order)
    morning.move(minutes=30)
    expire_orders()
    assert state_of(order) == ("expired", "expired")
    assert [one["status"] for one in fake.sessions.values()] == ["expired"]
    session.refresh(lot)
    assert lot.reserved == 0


def test_boxes_wait_for_a_silent_company_and_not_for_ever(
    app: Flask, fake: FakeStripe, order: Order, morning: Clock
) -> None:
    begin(app, order)
    morning.stop(order.pay_by + PATIENCE)
    fake.faults = list(SILENT)
    expire_orders()
    assert state_of(order) == ("expired", "requires_action")
    ask_about_payments()
    assert state_of(order) == ("expired", "expired")


def test_one_silent_answer_is_enough_for_a_turn(
    app: Flask, fake: FakeStripe, lot: Lot, morning: Clock
) -> None:
    variant = session.get_one(Variant, lot.variant_id)
    orders = [make_order((variant, 1)) for _ in range(3)]
    for order in orders[:2]:
        begin(app, order)
    morning.move(minutes=30)
    fake.asked.clear()
    fake.faults = list(SILENT)
    expire_orders()
    assert len(fake.asked) == 2
    for order in orders:
        session.refresh(order)
    assert [order.state for order in orders] == ["placed", "placed", "expired"]


def test_an_attempt_that_was_never_answered_ends_with_its_order(
    app: Flask, fake: FakeStripe, order: Order, morning: Clock
) -> None:
    fake.faults = list(SILENT)
    with pytest.raises(PartnerSilent):
        begin(app, order)
    morning.move(minutes=30)
    expire_orders()
    assert state_of(order) == ("expired", "failed")


def test_a_session_that_stripe_has_forgotten_is_not_asked_about_for_ever(
    app: Flask, fake: FakeStripe, order: Order, morning: Clock
) -> None:
    begin(app, order)
    fake.sessions.clear()
    morning.move(minutes=31)
    ask_about_payments()
    assert payment_of(order).state == "requires_action"
    morning.move(hours=24)
    ask_about_payments()
    assert payment_of(order).state == "expired"


def cancel(order: Order) -> None:
    with transaction():
        cancel_order(order.id, SYSTEM, "")


def test_a_refund_after_silence_is_asked_for_with_the_same_number_and_paid_once(
    app: Flask, client: Browser, fake: FakeStripe, order: Order, morning: Clock
) -> None:
    pay(app, client, fake, order)
    cancel(order)
    worker = Worker(app)
    # The question about earlier refunds, and then the refund: done, but the answers are lost.
    fake.faults_of["/v1/refunds"] = ["", *SILENT]
    worker.drain()
    assert refund_of(order).state == "sent"
    assert waiting_count() == 1
    for _ in range(3):
        morning.move(minutes=10)
        worker.drain()
    refund = refund_of(order)
    assert (refund.state, waiting_count()) == ("succeeded", 0)
    asked = [one for one in fake.asked if (one.method, one.path) == ("POST", "/v1/refunds")]
    assert {one.headers["idempotency-key"] for one in asked} == {refund.number}
    assert len(asked) == 2
    assert [one["amount"] for one in fake.refunds.values()] == [order.total_fen]
    assert balances().get("refund_payable", 0) == 0
    books_balance()


def test_a_refund_handled_twice_is_paid_once(
    app: Flask, client: Browser, fake: FakeStripe, order: Order
) -> None:
    pay(app, client, fake, order)
    cancel(order)
    worker = Worker(app)
    for _ in range(2):
        worker.handlers["send_refund"]({"refund_id": refund_of(order).id})
    assert refund_of(order).state == "succeeded"
    assert len(fake.refunds) == 1
    books_balance()


@pytest.mark.parametrize(
    ("status", "state", "owed"),
    [("succeeded", "succeeded", 0), ("failed", "failed", 1), ("pending", "sent", 1)],
)
@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_refund_that_a_bank_works_on_is_asked_about(
    app: Flask,
    client: Browser,
    fake: FakeStripe,
    order: Order,
    status: str,
    state: str,
    owed: int,
) -> None:
    fake.refund_status = "pending"
    pay(app, client, fake, order)
    cancel(order)
    Worker(app).drain()
    assert refund_of(order).state == "sent"
    for refund in fake.refunds.values():
        refund["status"] = status
    ask_about_refunds()
    assert refund_of(order).state == state
    assert balances().get("refund_payable", 0) == -owed * order.total_fen
    books_balance()


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


def killed(monkeypatch: pytest.MonkeyPatch, place: object, name: str, *, after: bool) -> None:
    """The next call of it is the last thing that this process does."""
    alive = getattr(place, name)

    def last(*args: object, **options: object) -> object:
        monkeypatch.setattr(place, name, alive)
        if after:
            alive(*args, **options)
        raise Killed

    monkeypatch.setattr(place, name, last)


PAYING = [
    (paying, "start_payment", True),
    (paying.CardCompany, "open_session", False),
    (paying.CardCompany, "open_session", True),
    (paying, "record_session", True),
]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("step", range(len(PAYING)))
def test_killed_at_any_step_of_paying_the_buyer_pays_once(
    app: Flask,
    client: Browser,
    fake: FakeStripe,
    order: Order,
    morning: Clock,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
) -> None:
    place, name, after = PAYING[step]
    if place is paying.CardCompany:
        place = type(app.extensions["partners"].cards)
    killed(monkeypatch, place, name, after=after)
    with pytest.raises(Killed):
        begin(app, order)
    session.rollback()
    begin(app, order)
    assert len(fake.sessions) == 1
    fake.pay(payment_of(order).external_id or "")
    # No message ever comes; the job is killed as well before it has kept what it was told.
    morning.move(minutes=2)
    killed(monkeypatch, money, "record_answer", after=True)
    with pytest.raises(Killed):
        ask_about_payments()
    session.rollback()
    assert state_of(order) == ("placed", "requires_action")
    ask_about_payments()
    assert state_of(order) == ("paid", "captured")
    tell(client, fake, order)
    assert balances()["card_clearing:stripe"] == order.total_fen
    books_balance()


REFUNDING = [("begin_refund", True), ("refund", False), ("refund", True), ("record_refund", True)]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(("name", "after"), REFUNDING)
def test_killed_at_any_step_of_refunding_the_buyer_is_paid_once(
    app: Flask,
    client: Browser,
    fake: FakeStripe,
    order: Order,
    morning: Clock,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    after: bool,
) -> None:
    pay(app, client, fake, order)
    cancel(order)
    place = type(app.extensions["partners"].cards) if name == "refund" else money
    killed(monkeypatch, place, name, after=after)
    with pytest.raises(Killed):
        Worker(app).drain()
    session.rollback()
    # What it had claimed is anybody's when the lease ends.
    fake.stopped_at = morning.move(minutes=6)
    Worker(app).drain()
    assert refund_of(order).state == "succeeded"
    assert [one["amount"] for one in fake.refunds.values()] == [order.total_fen]
    assert balances()["card_clearing:stripe"] == 0
    books_balance()


def deliver(client: Browser, fake: FakeStripe, *, backwards: bool = False) -> None:
    """Everything that has happened at Stripe, as it would be sent to us."""
    events = list(fake.events.values())
    fake.events.clear()
    for event in reversed(events) if backwards else events:
        body, headers = fake.signed(event)
        answer = client.post("/hooks/cards/stripe", data=body, headers=headers)
        assert answer.status_code == 200


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_refund_that_fails_days_later_is_owed_again_and_paid_once_more(
    app: Flask, client: Browser, fake: FakeStripe, order: Order, morning: Clock
) -> None:
    pay(app, client, fake, order)
    cancel(order)
    Worker(app).drain()
    (name,) = fake.refunds
    deliver(client, fake)
    fake.stopped_at = morning.move(days=3)
    fake.end_refund(name, "failed")
    deliver(client, fake, backwards=True)
    Worker(app).drain()
    assert (refund_of(order).state, refund_of(order).returned_times) == ("failed", 1)
    assert balances()["refund_payable"] == -order.total_fen
    books_balance()
    with transaction():
        retry_refund(refund_of(order).id)
    Worker(app).drain()
    deliver(client, fake)
    Worker(app).drain()
    assert refund_of(order).state == "succeeded"
    assert [one["status"] for one in fake.refunds.values()] == ["failed", "succeeded"]
    assert (balances()["refund_payable"], balances()["card_clearing:stripe"]) == (0, 0)
    books_balance()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_stripe_that_does_not_know_the_refund_says_nothing_of_its_money(
    app: Flask, client: Browser, fake: FakeStripe, order: Order, morning: Clock
) -> None:
    """Another account's key: what is under way stays so, is asked about again, and is shown."""
    pay(app, client, fake, order)
    fake.refund_status = "pending"
    cancel(order)
    Worker(app).drain()
    fake.events.clear()
    known, fake.refunds = fake.refunds, {}
    before = balances()
    for _ in range(2):
        ask_about_refunds()
    for _ in range(MOST_TRIES):
        session.rollback()
        assert waiting_count() == 1
        Worker(app).drain()
        morning.move(hours=1)
    ask_about_refunds()
    session.rollback()
    (shown,) = given_up()
    assert (shown.kind, shown.last_fault) == ("follow_refund", "CardRefused: resource_missing")
    assert (refund_of(order).state, balances(), waiting_count()) == ("sent", before, 0)
    # The key is right again.
    fake.refunds = known
    (name,) = known
    fake.end_refund(name, "failed")
    with transaction():
        try_again(shown.id)
    Worker(app).drain()
    assert refund_of(order).state == "failed"
    books_balance()


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("end", ["won", "lost"])
def test_a_dispute_is_followed_answered_and_closed_as_stripe_has_it(
    app: Flask, client: Browser, fake: FakeStripe, order: Order, morning: Clock, end: str
) -> None:
    pay(app, client, fake, order)
    (intent,) = fake.intents
    name = str(fake.open_dispute(intent)["id"])
    deliver(client, fake, backwards=True)
    Worker(app).drain()
    session.rollback()
    (dispute,) = disputes(running=True)
    assert (dispute.state, dispute.payment_id) == ("needs_response", payment_of(order).id)
    with pytest.raises(PaymentDisputed):
        cancel(order)
    postal = make_postal()
    with transaction():
        write_evidence(dispute.id, "取件码核对，本人取走", postal.id)
    fake.faults_of[f"/disputes/{name}"] = list(SILENT)
    Worker(app).drain()
    fake.stopped_at = morning.move(minutes=10)
    Worker(app).drain()
    assert fake.disputes[name]["evidence_details"]["submission_count"] == 1
    # No message of the end ever comes.
    fake.close_dispute(name, end)
    fake.events.clear()
    ask_about_disputes()
    session.rollback()
    session.expire_all()
    assert (dispute.state, bool(dispute.evidence_sent_at)) == (end, True)
    lost = order.total_fen if end == "lost" else 0
    assert balances()["disputed"] == lost
    # What Stripe has for us is what our books say, but for the fee of the charge itself.
    (fee,) = (one["fee"] for one in fake.movements.values() if one["type"] == "charge")
    assert balances()["card_clearing:stripe"] == fake.balance() + fee
    books_balance()
