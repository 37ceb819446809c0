"""Stripe as it is asked: what is sent, and what a sick Stripe means to us."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stripe

from app.ground.refusals import PartnerSilent
from app.partners import stripe_client
from app.partners.cards import CardRefused, Forged, RefundAnswer, RefundRequest, Standing
from app.partners.joined import join_partners
from app.partners.stripe_cards import StripeCards
from config import Settings
from tests.clocks import Clock
from tests.conftest import SocketsClosed
from tests.fake_stripe import KEY, SECRET, FakeStripe, fake_stripe
from tests.partners.companies import make_request


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStripe]:
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_, **__: 0)
    monkeypatch.setattr(stripe_client, "TIMEOUT_SECONDS", (1, 0.2))
    with fake_stripe() as one:
        yield one


@pytest.fixture
def cards(fake: FakeStripe) -> StripeCards:
    return StripeCards(KEY, SECRET, fake.base_url)


def test_a_session_is_asked_for_in_the_words_of_the_manual(
    fake: FakeStripe, cards: StripeCards, clock: Clock
) -> None:
    fake.stopped_at = clock.stop("2026-07-20 08:00")
    cards.open_session(make_request(language="zh-Hant"))
    (asked,) = fake.asked
    assert (asked.method, asked.path) == ("POST", "/v1/checkout/sessions")
    assert asked.headers["idempotency-key"] == "P20260720-0001-abcd"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["stripe-version"] == stripe.api_version
    expires_at = int(datetime(2026, 7, 20, 1, 1, tzinfo=UTC).timestamp())
    assert asked.fields == {
        "mode": "payment",
        "client_reference_id": "P20260720-0001-abcd",
        "payment_method_types[0]": "card",
        "payment_method_types[1]": "alipay",
        "payment_method_types[2]": "wechat_pay",
        "payment_method_options[wechat_pay][client]": "web",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "cny",
        "line_items[0][price_data][unit_amount]": "11750",
        "line_items[0][price_data][product_data][name]": "PostHarvest 邮禾 20260720-0001",
        "metadata[payment_number]": "P20260720-0001-abcd",
        "payment_intent_data[metadata][payment_number]": "P20260720-0001-abcd",
        "success_url": "http://localhost/orders/20260720-0001",
        "cancel_url": "http://localhost/pay/20260720-0001",
        "expires_at": str(expires_at),
        "locale": "zh-TW",
    }


def test_nothing_is_told_about_how_quick_stripe_was(fake: FakeStripe, cards: StripeCards) -> None:
    for number in ("P1", "P2", "P3"):
        cards.open_session(make_request(number))
    assert all("x-stripe-client-telemetry" not in one.headers for one in fake.asked)


@pytest.mark.parametrize("fault", ["drop", "drop after", "silence after", "500", "503", "409"])
def test_one_fault_is_got_over_with_the_same_key(
    fake: FakeStripe, cards: StripeCards, fault: str
) -> None:
    fake.faults = [fault]
    session = cards.open_session(make_request())
    assert list(fake.sessions) == [session.external_id]
    assert [one.headers["idempotency-key"] for one in fake.asked] == ["P20260720-0001-abcd"] * 2


@pytest.mark.parametrize(
    "faults",
    [
        ["drop"] * 2,
        ["drop after"] * 2,
        ["silence after"] * 2,
        ["500"] * 2,
        ["409"] * 2,
        ["429"],
        ["401"],
        ["403"],
        ["garbage"],
        ["list"],
    ],
    ids=lambda faults: faults[0],
)
def test_a_sick_stripe_is_silent_and_asked_again_opens_one_session(
    fake: FakeStripe, cards: StripeCards, faults: list[str]
) -> None:
    request = make_request()
    fake.faults = faults
    with pytest.raises(PartnerSilent):
        cards.open_session(request)
    assert fake.faults == []
    session = cards.open_session(request)
    assert list(fake.sessions) == [session.external_id]


def test_a_stripe_that_is_not_there_is_silent() -> None:
    cards = StripeCards(KEY, SECRET, "http://127.0.0.1:1")
    for ask in (cards.ask, cards.close, cards.ask_refund):
        with pytest.raises(PartnerSilent):
            ask("cs_1")


def test_a_refund_whose_answer_was_lost_is_paid_once(fake: FakeStripe, cards: StripeCards) -> None:
    session_id = cards.open_session(make_request()).external_id
    fake.pay(session_id)
    request = RefundRequest("R1", session_id, 11750)
    fake.faults_of["/v1/refunds"] = ["", "drop after", "drop after"]
    with pytest.raises(PartnerSilent):
        cards.refund(request)
    # Days later Stripe has forgotten the key.
    fake.answers.clear()
    assert cards.refund(request).is_done
    assert [one["amount"] for one in fake.refunds.values()] == [11750]


@pytest.mark.parametrize("status", ["pending", "requires_action"])
def test_a_refund_that_a_bank_works_on_is_not_done_yet(
    fake: FakeStripe, cards: StripeCards, status: str
) -> None:
    fake.refund_status = status
    refund = refunded(fake, cards)
    assert not refund.is_done
    fake.refunds[refund.external_id]["status"] = "succeeded"
    assert cards.ask_refund(refund.external_id).is_done


@pytest.mark.parametrize("status", ["failed", "canceled"])
def test_a_refund_that_came_back_is_refused(
    fake: FakeStripe, cards: StripeCards, status: str
) -> None:
    fake.refund_status = "pending"
    refund = refunded(fake, cards)
    fake.refunds[refund.external_id] |= {"status": status, "failure_reason": "expired_or_cancelled"}
    with pytest.raises(CardRefused, match="expired_or_cancelled"):
        cards.ask_refund(refund.external_id)


def test_what_a_bank_has_sent_back_may_be_given_back_again(
    fake: FakeStripe, cards: StripeCards
) -> None:
    first = refunded(fake, cards)
    fake.end_refund(first.external_id, "failed")
    request = RefundRequest("R1", next(iter(fake.sessions)), 11750)
    again = cards.refund(request)
    assert again.is_done
    assert again.external_id != first.external_id
    assert cards.refund(request) == again
    assert [one["status"] for one in fake.refunds.values()] == ["failed", "succeeded"]


def refunded(fake: FakeStripe, cards: StripeCards) -> RefundAnswer:
    session_id = cards.open_session(make_request()).external_id
    fake.pay(session_id)
    return cards.refund(RefundRequest("R1", session_id, 11750))


STANDINGS = {
    ("checkout.session.completed", "complete", "paid"): Standing.paid,
    # Alipay and WeChat Pay may say so before the money is there.
    ("checkout.session.completed", "complete", "unpaid"): Standing.open,
    ("checkout.session.async_payment_succeeded", "complete", "paid"): Standing.paid,
    ("checkout.session.async_payment_failed", "complete", "unpaid"): Standing.failed,
    ("checkout.session.expired", "expired", "unpaid"): Standing.expired,
}


@pytest.mark.parametrize(("said", "standing"), STANDINGS.items(), ids=str)
def test_each_event_of_a_session_says_how_it_stands(
    fake: FakeStripe, cards: StripeCards, said: tuple[str, str, str], standing: Standing
) -> None:
    kind, status, payment_status = said
    session_id = cards.open_session(make_request()).external_id
    session = fake.sessions[session_id] | {"status": status, "payment_status": payment_status}
    message = cards.read_message(*fake.signed(fake.event(kind, session)))
    assert message.answer is not None
    assert (message.kind, message.answer.standing) == (kind, standing)


@pytest.mark.parametrize("kind", ["charge.refunded", "payout.paid", "made.up", "checkout.session."])
def test_an_event_about_something_else_is_kept_without_an_answer(
    fake: FakeStripe, cards: StripeCards, kind: str
) -> None:
    event = fake.event(kind, {"id": "ch_1", "object": "charge"})
    message = cards.read_message(*fake.signed(event))
    assert (message.kind, message.answer) == (kind, None)
    assert message.facts == {"object": "ch_1", "created": event["created"]}


def test_a_session_made_without_our_number_is_known_by_its_reference(
    fake: FakeStripe, cards: StripeCards
) -> None:
    session_id = cards.open_session(make_request()).external_id
    session = fake.sessions[session_id] | {"metadata": None}
    event = fake.event("checkout.session.completed", session)
    message = cards.read_message(*fake.signed(event))
    assert message.answer is not None
    assert message.answer.payment_number == "P20260720-0001-abcd"


def test_one_good_signature_among_others_is_enough(fake: FakeStripe, cards: StripeCards) -> None:
    """While a secret is being changed Stripe signs with both."""
    event = fake.event("payout.paid", {"id": "po_1", "object": "payout"})
    body, headers = fake.signed(event)
    stamp, _, good = headers["Stripe-Signature"].partition(",")
    both = {"Stripe-Signature": f"{stamp},v1={'0' * 64},{good},v0=1"}
    assert cards.read_message(body, both).kind == "payout.paid"
    with pytest.raises(Forged):
        cards.read_message(body, {"Stripe-Signature": f"{stamp},v1={'0' * 64}"})


def test_the_real_stripe_is_out_of_reach_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[str] = []

    def refuse(self: object, fault: Exception) -> None:
        wanted.append(str(fault))
        raise SocketsClosed from fault

    monkeypatch.setattr(stripe.RequestsClient, "_handle_request_error", refuse)
    with pytest.raises(SocketsClosed):
        StripeCards(KEY, SECRET).ask("cs_1")
    assert wanted == ["a test wanted to know where api.stripe.com is"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_stripe_is_joined_only_with_its_key_and_its_secret(
    settings: Settings, tmp_path: Path
) -> None:
    def company(**changes: str | None) -> str:
        return join_partners(replace(settings, **changes), str, lambda *_: 200).cards.tender

    assert company() == "demo_card"
    assert company(stripe_secret_key=KEY) == "demo_card"
    assert company(stripe_secret_key=KEY, stripe_webhook_secret="") == "demo_card"
    assert company(stripe_secret_key=KEY, stripe_webhook_secret=SECRET) == "stripe"
