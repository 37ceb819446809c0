"""The card company's hook: forged, repeated, foreign, in any order, on both databases."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ledger.models import JournalEntry
from app.ledger.queries import balances
from app.orders.models import Order
from app.outbox.models import Message
from app.parcels.models import Parcel
from app.partners.cards import Standing
from app.payments.models import CardEvent, Payment, Refund
from app.reports.checks import check_books
from app.stock.models import Lot
from config import Settings
from tests.browser_of_pages import Browser
from tests.clocks import Clock
from tests.fake_stripe import KEY, SECRET, FakeStripe, fake_stripe
from tests.hostile.bodies import large_body
from tests.hostile.snapshots import everything
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.partners.forgeries import BODIES, HEADERS, NAMES, SUBJECTS
from tests.web.hooks.wires import Wire, demo_wire, stripe_wire


@pytest.fixture
def stripe() -> Iterator[FakeStripe]:
    with fake_stripe() as fake:
        yield fake


@pytest.fixture(params=["demo_card", "stripe"])
def company(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def settings(settings: Settings, company: str, stripe: FakeStripe) -> Settings:
    if company == "demo_card":
        return settings
    return replace(
        settings,
        stripe_secret_key=KEY,
        stripe_webhook_secret=SECRET,
        stripe_api_base=stripe.base_url,
    )


@pytest.fixture
def wire(app: Flask, company: str, stripe: FakeStripe) -> Wire:
    return stripe_wire(stripe) if company == "stripe" else demo_wire(app)


@pytest.fixture
def lot(app: Flask) -> Lot:
    make_waybills(5)
    return make_lot(make_variant(price_fen=5200), 500)


@pytest.fixture
def order(lot: Lot) -> Order:
    return order_from(lot)


def order_from(lot: Lot) -> Order:
    return make_order((session.get_one(Variant, lot.variant_id), 1))


def outcome(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["outcome"]


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def state_of(order: Order) -> dict[str, object]:
    """All that an event may have moved."""
    session.refresh(order)
    payments = select(Payment.id).where(Payment.order_id == order.id)
    entries = select(func.count()).where(JournalEntry.order_id == order.id)
    refunds = select(Refund.amount_fen, Refund.reason).where(Refund.payment_id.in_(payments))
    states = select(Payment.state).where(Payment.order_id == order.id)
    return {
        "order": order.state,
        "parts": [one.state for one in order.sub_orders],
        "payments": list(session.scalars(states)),
        "entries": session.scalar(entries),
        "refunds": list(session.execute(refunds)),
    }


def test_a_paid_message_buys_the_order_once(
    client: Browser, wire: Wire, order: Order, lot: Lot
) -> None:
    payment = wire.begin(order)
    event = wire.event(payment)
    assert outcome(wire.tell(client, event)) == (200, "applied")
    after = everything()
    assert state_of(order) == {
        "order": "paid",
        "parts": ["confirmed"],
        "payments": ["captured"],
        "entries": 1,
        "refunds": [],
    }
    assert outcome(wire.tell(client, event)) == (200, "ignored")
    assert everything() == after
    assert outcome(wire.tell(client, {**event, "id": "evt_2"})) == (200, "ignored")
    # The second event is another one: it is kept, and that is all.
    changed = {name for name, held in everything().items() if held != after[name]}
    assert changed == {"card_events"}
    session.refresh(lot)
    assert (lot.reserved, lot.allocated) == (0, 1)
    books_balance()


def test_what_is_forged_is_refused_and_changes_nothing(
    client: Browser, wire: Wire, order: Order
) -> None:
    payment = wire.begin(order)
    good = wire.event(payment)
    before = everything()
    answers = {}
    body = json.dumps(good).encode()
    for name, wrong in HEADERS.items():
        header = wrong(wire.sign(body))
        if header is None or header.isprintable():
            headers = {} if header is None else {wire.header: header}
            answers[f"header: {name}"] = wire.send(client, body, headers)
    for name, bad in BODIES.items():
        answers[f"body: {name}"] = wire.tell(client, bad)
    for name, event_name in NAMES.items():
        answers[f"name: {name}"] = wire.tell(client, {**good, "id": event_name})
    for name, changes in SUBJECTS.items():
        event = wire.event(payment)
        subject = event["data"]["object"] if "data" in event else event["session"]
        subject.update(changes)
        answers[f"subject: {name}"] = wire.tell(client, event)
    answers["altered"] = wire.send(client, body + b" ", {wire.header: wire.sign(body)})
    answers["packed"] = wire.tell(client, b"\x1f\x8b\x08\x00".decode("latin-1").encode())
    said = {name: (answer.status_code, answer.text.strip()) for name, answer in answers.items()}
    assert {name: one for name, one in said.items() if one != (400, REFUSED)} == {}
    assert everything() == before
    assert outcome(wire.tell(client, good)) == (200, "applied")


REFUSED = '{"outcome":"refused"}'


def test_a_message_is_refused_after_its_five_minutes_and_known_for_ever(
    client: Browser, wire: Wire, order: Order, clock: Clock
) -> None:
    clock.stop("2026-07-20 08:00")
    payment = wire.begin(order)
    body = json.dumps(wire.event(payment)).encode()
    headers = {wire.header: wire.sign(body)}
    clock.move(seconds=301)
    assert wire.send(client, body, headers).status_code == 400
    clock.move(seconds=-602)
    assert wire.send(client, body, headers).status_code == 400
    clock.move(seconds=301)
    assert outcome(wire.send(client, body, headers)) == (200, "applied")
    clock.move(days=365)
    assert outcome(wire.send(client, body, {wire.header: wire.sign(body)})) == (200, "ignored")


FOREIGN: dict[str, dict[str, object]] = {
    "another sum": {"amount_fen": 1},
    "nothing at all": {"amount_fen": 0},
    "another currency": {"currency": "jpy"},
    "another session": {"id": "cs_of_somebody_else"},
    "an unknown payment": {"payment_number": "P-unknown"},
    "no payment": {"payment_number": ""},
}


def test_what_fits_no_payment_of_ours_pays_nothing_and_is_kept(
    client: Browser, wire: Wire, order: Order
) -> None:
    payment = wire.begin(order)
    right = {
        "id": payment.external_id,
        "payment_number": payment.number,
        "amount_fen": payment.amount_fen,
        "currency": "cny",
    }
    for name, changes in FOREIGN.items():
        for standing in Standing:
            event = wire.about(f"{name}, {standing}", standing, {**right, **changes})
            assert outcome(wire.tell(client, event)) == (200, "unmatched"), name
    assert state_of(order)["order"] == "placed"
    assert state_of(order)["payments"] == ["requires_action"]
    kept = session.scalars(select(CardEvent.outcome)).all()
    assert kept == ["unmatched"] * len(FOREIGN) * len(Standing)
    books_balance()


def test_money_without_a_place_is_booked_once_however_often_it_is_told(
    client: Browser, wire: Wire, order: Order
) -> None:
    payment = wire.begin(order)
    stray = {
        "id": "cs_stray",
        "payment_number": "P-unknown",
        "amount_fen": payment.amount_fen,
        "currency": "cny",
    }
    for name in ("evt_1", "evt_1", "evt_2"):
        answer = wire.tell(client, wire.about(name, Standing.paid, stray))
        assert answer.status_code == 200
    assert balances()["suspense"] == -payment.amount_fen
    books_balance()


@pytest.mark.parametrize("company", ["demo_card"])
def test_another_company_than_ours_has_no_hook(client: Browser, wire: Wire, order: Order) -> None:
    event = wire.event(wire.begin(order))
    before = everything()
    for company in ("stripe", "demo_card", "cash-box", "DEMO-CARD", "demo-card/", ".."):
        assert client.post(f"/hooks/cards/{company}", json=event).status_code == 404, company
    assert everything() == before


def test_only_what_is_posted_is_heard(client: Browser, wire: Wire) -> None:
    before = everything()
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
        assert client.open(wire.address, method=method).status_code == 405
    too_large = client.post(wire.address, environ_overrides=large_body())
    assert too_large.status_code == 413
    assert everything() == before


def test_the_body_counts_and_not_what_it_is_called(client: Browser, wire: Wire, lot: Lot) -> None:
    for sent_as in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"):
        event = wire.event(wire.begin(order_from(lot)), name=f"evt {sent_as}")
        body = json.dumps(event).encode()
        answer = client.post(
            wire.address, data=body, content_type=sent_as, headers={wire.header: wire.sign(body)}
        )
        assert outcome(answer) == (200, "applied")


def test_any_order_of_events_leads_to_the_same_end(
    client: Browser, wire: Wire, lot: Lot, kind: str, company: str
) -> None:
    # All 120 on one of the four, and a selection on the others: they take their time.
    thrift = 1 if (kind, company) == ("sqlite", "demo_card") else 10
    told = [
        (Standing.open, "opened"),
        (Standing.paid, "paid"),
        (Standing.failed, "failed"),
        (Standing.expired, "expired"),
        (Standing.paid, "paid again"),
    ]
    ends = []
    for number, row in enumerate(list(permutations(told))[::thrift]):
        order = order_from(lot)
        payment = wire.begin(order)
        for standing, name in row:
            answer = wire.tell(client, wire.event(payment, standing, f"{number} {name}"))
            assert answer.status_code == 200
        ends.append(state_of(order))
    assert len(ends) == 120 / thrift
    assert [end for end in ends if end != ends[0]] == []
    assert (ends[0]["order"], ends[0]["payments"], ends[0]["entries"]) == (
        "paid",
        ["captured"],
        1,
    )
    books_balance()


def test_without_money_any_order_of_events_ends_the_attempt(
    client: Browser, wire: Wire, lot: Lot
) -> None:
    told = [Standing.open, Standing.failed, Standing.expired]
    ends = []
    for number, row in enumerate(permutations(told)):
        order = order_from(lot)
        payment = wire.begin(order)
        for standing in row:
            wire.tell(client, wire.event(payment, standing, f"{number} {standing}"))
        ends.append(state_of(order))
    assert [end for end in ends if end != ends[0]] == []
    assert (ends[0]["order"], ends[0]["payments"]) == ("placed", ["expired"])


def test_a_message_may_come_before_we_know_its_session(
    client: Browser, wire: Wire, order: Order
) -> None:
    """Step three of paying was lost, or is slower than the buyer."""
    payment = wire.begin(order)
    event = wire.event(payment)
    with transaction():
        payment.state, payment.external_id, payment.hosted_url = "started", None, None
    assert outcome(wire.tell(client, event)) == (200, "applied")
    assert state_of(order)["payments"] == ["captured"]


def test_the_buyer_is_written_to_once(client: Browser, wire: Wire, order: Order) -> None:
    payment = wire.begin(order)
    for name in ("evt_1", "evt_1", "evt_2"):
        wire.tell(client, wire.event(payment, name=name))
    left = session.scalars(select(Message.kind).where(Message.kind == "tell_order_paid")).all()
    assert len(left) == 1
    assert session.scalar(select(func.count()).select_from(Parcel)) == 1
