"""Paid out by Stripe: one transfer to the cooperative there, whatever answer is lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import stripe
from flask import Flask

from app import clock as time
from app.db import session, transaction
from app.ground.postings import PAYOUTS_SENT, card_clearing, cooperative_payable
from app.jobs.worker import Worker
from app.ledger.queries import balance
from app.partners import stripe_client
from app.partners.payouts import PayoutKind
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.payees import check_draft, confirm, propose
from app.settlement.payouts import freeze, payouts_of, release
from app.settlement.runs import begin_run
from config import Settings
from tests.clocks import Clock
from tests.deliveries import close, deliver, sell
from tests.fake_stripe import KEY, SECRET, FakeStripe, fake_stripe
from tests.makers import make_cooperative, make_postal
from tests.order_sheets import make_waybills
from tests.payments.test_paying import books_balance


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


def test_a_transfer_whose_answer_is_lost_is_made_once(
    app: Flask, clock: Clock, fake: FakeStripe
) -> None:
    fake.stopped_at = clock.stop("2026-08-01 09:00")
    make_waybills()
    first, second = make_postal().id, make_postal("邮政小李").id
    cooperative = make_cooperative()
    party = Party(PartyKind.cooperative, cooperative.id)
    with transaction():
        draft = check_draft(PayeeKind.stripe, "查家合作社", "", "acct_1001")
        confirm(party, propose(party, draft, first).id, second)
    clock.move(days=3)
    deliver(sell(cooperative))
    close(clock)
    with transaction():
        begin_run()
    Worker(app).drain()
    with transaction():
        batch = freeze(PayoutKind.stripe_transfer, first)
    with transaction():
        release(batch.id, second)
    fake.stopped_at = time.now()
    # It is looked for first; then it is made, and neither answer arrives.
    fake.faults_of["/transfers"] = ["", "drop after", "drop after"]
    Worker(app).drain()
    assert [one.state for one in payouts_of(batch.id)] == ["sent"]
    assert len(fake.transfers) == 1
    clock.move(minutes=5)
    Worker(app).drain()
    session.rollback()
    assert [one.state for one in payouts_of(batch.id)] == ["paid"]
    assert [one["amount"] for one in fake.transfers.values()] == [4940]
    paid_out = (cooperative_payable(cooperative.id), PAYOUTS_SENT, card_clearing("stripe"))
    assert [balance(name) for name in paid_out] == [0, 0, -4940]
    with transaction():
        begin_run()
    Worker(app).drain()
    books_balance()
