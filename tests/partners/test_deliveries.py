"""The fake Stripe as a server: what it tells, how ill it can be, and what it knows after a restart;
at the end a market hears from it, each at an address of its own."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
import stripe

from app.catalogue.models import Variant
from app.db import session
from app.ground.refusals import PartnerSilent
from app.ledger.queries import balances
from app.orders.models import Order
from app.partners.cards import CardMessage, RefundRequest, Standing
from app.partners.stripe_cards import StripeCards
from app.reports.checks import check_books
from app.web.paying import begin_card_payment
from tests.browser.live import open_market
from tests.fake_stripe import KEY, SECRET, FakeStripe, fake_stripe, hooks, server
from tests.fake_stripe.hooks import Deliveries
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.partners.companies import make_request
from tests.partners.servers import QuietHandler, QuietServer, served

PATIENCE_SECONDS = 5.0
Answer = TypeVar("Answer")


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_, **__: 0)
    monkeypatch.setattr(hooks, "PAUSES", (0.01, 0.02))
    monkeypatch.setattr(hooks, "LATE_SECONDS", 0.1)
    monkeypatch.setattr(server, "SILENCE_SECONDS", 0.1)


def until(is_so: Callable[[], bool]) -> None:
    latest = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < latest, "nothing came"
        time.sleep(0.005)


@contextmanager
def listening(fake: FakeStripe, statuses: list[int]) -> Iterator[tuple[Deliveries, list[str]]]:
    """A hook that takes what Stripe has signed, and answers `statuses` first."""
    heard: list[str] = []
    cards = StripeCards(KEY, SECRET)

    class Hook(QuietHandler):
        def do_POST(self) -> None:
            message: CardMessage = cards.read_message(self.body(), dict(self.headers))
            heard.append(message.kind)
            self.answer(statuses.pop(0) if statuses else 200, b"{}")

    with served(QuietServer(("127.0.0.1", 0), Hook)) as hook:
        deliveries = Deliveries(fake, f"{hook.base_url}/hooks/cards/stripe")
        try:
            yield deliveries, heard
        finally:
            deliveries.stop()


HEARD = {
    "": ["payout.created", "payout.paid"],
    "dropped": ["payout.paid"],
    "twice": ["payout.created", "payout.created", "payout.paid"],
    "late": ["payout.paid", "payout.created"],
    "shuffled": ["payout.paid", "payout.created"],
}


@pytest.mark.parametrize("fault", HEARD)
def test_a_message_may_be_lost_late_doubled_or_overtaken(fault: str) -> None:
    fake = FakeStripe()
    with listening(fake, []) as (deliveries, heard):
        deliveries.faults = {"payout.created": [fault]}
        for kind in HEARD[""]:
            fake.tell(kind, {"id": "po_1", "object": "payout"})
        until(lambda: len(heard) == len(HEARD[fault]))
    assert heard == HEARD[fault]


def test_a_message_that_is_not_taken_is_sent_again_and_at_last_given_up() -> None:
    fake = FakeStripe()
    with listening(fake, [500, 503]) as (deliveries, heard):
        fake.tell("payout.paid", {"id": "po_1", "object": "payout"})
        until(lambda: len(deliveries.answers) == 3)
    assert deliveries.answers == [("payout.paid", status) for status in (500, 503, 200)]
    assert len(heard) == 3
    nobody = Deliveries(fake, "http://127.0.0.1:1/hooks/cards/stripe")
    fake.tell("payout.paid", {"id": "po_2", "object": "payout"})
    until(lambda: len(nobody.answers) == 3)
    nobody.stop()
    assert nobody.answers == [("payout.paid", 0)] * 3


@pytest.mark.parametrize("fault", ["late", "drip", "truncated", "409", "429", "500", "drop after"])
def test_an_ill_stripe_takes_and_gives_back_once(fault: str) -> None:
    """The package tries once more; what is still unanswered then is asked by us with its number."""
    with fake_stripe() as fake:
        cards, request = StripeCards(KEY, SECRET, fake.base_url), make_request()
        fake.faults_of["/checkout/sessions"] = [fault]
        name = patiently(lambda: cards.open_session(request)).external_id
        assert list(fake.sessions) == [name]
        fake.pay(name)
        fake.faults_of["/v1/refunds"] = ["", fault]
        wanted = RefundRequest("R1", name, 750)
        assert patiently(lambda: cards.refund(wanted)) == cards.refund(wanted)
        assert [one["amount"] for one in fake.refunds.values()] == [750]
        assert not any(fake.faults_of.values())


def patiently(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except PartnerSilent:
        return ask()


def test_a_stripe_that_was_stopped_knows_what_it_had_done(tmp_path: Path) -> None:
    state, request = tmp_path / "stripe.json", make_request()
    with fake_stripe(state) as before:
        cards = StripeCards(KEY, SECRET, before.base_url)
        opened = cards.open_session(request)
        before.pay(opened.external_id)
        wanted = RefundRequest("R1", opened.external_id, 750)
        given = cards.refund(wanted)
    with fake_stripe(state) as after:
        cards = StripeCards(KEY, SECRET, after.base_url)
        assert cards.open_session(request) == opened
        assert cards.ask(opened.external_id).standing is Standing.paid
        assert cards.refund(wanted) == given
        assert (len(after.sessions), len(after.refunds)) == (1, 1)
        assert (after.balance(), list(after.events)) == (before.balance(), list(before.events))
        assert cards.open_session(make_request("P-another")).external_id not in before.sessions


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_market_hears_from_stripe_itself_that_it_is_paid(
    fresh_database: str, tmp_path: Path
) -> None:
    with fake_stripe() as fake, open_market(fresh_database, tmp_path, fake) as market:
        deliveries = Deliveries(fake, f"{market.address}/hooks/cards/stripe")
        deliveries.faults = {"checkout.session.completed": ["twice"]}
        with market.app.test_request_context("/"):
            make_waybills(5)
            lot = make_lot(make_variant(), 10)
            order_id = make_order((session.get_one(Variant, lot.variant_id), 1)).id
            number = session.get_one(Order, order_id).number
            back_to = f"{market.address}/orders/{number}"
            page = begin_card_payment(order_id, "zh-Hans", paid_url=back_to, left_url=back_to)
        status, back = press_pay(page)
        assert (status, urlsplit(back or "").path) == (303, f"/orders/{number}")
        deliveries.go_on()
        deliveries.stop()
        told = [status for kind, status in deliveries.answers if kind.startswith("checkout.")]
        assert told == [200, 200]
        with market.app.app_context():
            order = session.get_one(Order, order_id)
            assert (order.state, balances()["card_clearing:stripe"]) == ("paid", order.total_fen)
            assert not any(check.faults for check in check_books())


def press_pay(page: str) -> tuple[int, str | None]:
    """On the hosted page, as a browser does."""
    address = urlsplit(page)
    line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", address.path, "press=pay&method=alipay", form)
    answer = line.getresponse()
    line.close()
    return answer.status, answer.headers["Location"]
