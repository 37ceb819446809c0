"""The office sees what banks have taken back, answers in time, and says who bears what is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import session, transaction
from app.ledger.queries import balances
from app.outbox.models import Message
from app.partners.cards import DisputeAnswer, DisputeStanding
from app.payments.disputes import record_dispute
from app.payments.kinds import Tender
from app.payments.models import Dispute
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def told(market: MarketAtRest, standing: DisputeStanding) -> int:
    payment = market.payment
    answer = DisputeAnswer(
        external_id="du_1",
        payment_number=payment.number,
        standing=DisputeStanding.needs_response,
        amount_fen=payment.amount_fen,
        currency="cny",
        reason="product_not_received",
        due_by=clock.now() + timedelta(days=7),
        opened_at=clock.now(),
        withdrawn_fen=payment.amount_fen,
        fee_fen=8500,
        reinstated_fen=0,
    )
    with transaction():
        return record_dispute(Tender.demo_card, replace(answer, standing=standing)).id


def test_a_dispute_is_listed_with_its_deadline_and_answered_once(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    assert pages.get("/office/disputes/").has_text("没有银行收回的款")
    number = told(market, DisputeStanding.needs_response)
    assert pages.get("/office/").has_text("被银行收回的付款")
    page = pages.get("/office/disputes/")
    assert page.has_text("没有收到货")
    assert page.has_text("等我们答复")
    page = pages.get(f"/office/disputes/{number}")
    form = page.form(f"/office/disputes/{number}/answer")
    refused = pages.submit(form, expect=422, evidence=" ")
    assert refused.has_text("这一项要填")
    pages.submit(form, evidence="取件码核对，本人取走")
    kinds = session.scalars(select(Message.kind).order_by(Message.id.desc())).first()
    assert kinds == "send_evidence"
    page = pages.get(f"/office/disputes/{number}")
    assert page.has_text("取件码核对，本人取走")
    assert not page.has_text("发给银行。")
    again = pages.client.post(f"/office/disputes/{number}/answer", data={"evidence": "x"})
    assert again.status_code == 409


def test_who_bears_a_lost_one_is_decided_here_and_booked(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    number = told(market, DisputeStanding.lost)
    page = pages.get(f"/office/disputes/{number}")
    form = page.form(f"/office/disputes/{number}/decide")
    assert pages.client.post(form.action, data={"borne_by": "sale"}).status_code == 422
    pages.submit(form, borne_by="platform")
    session.expire_all()
    dispute = session.scalars(select(Dispute)).one()
    assert (dispute.borne_by, dispute.decided_by_id) == ("platform", postal.id)
    assert balances()["claims_expense"] == market.payment.amount_fen
    assert pages.get(f"/office/disputes/{number}").has_text("平台")
    assert pages.client.get("/office/disputes/9999").status_code == 404
