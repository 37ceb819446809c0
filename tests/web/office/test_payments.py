import pytest
from sqlalchemy import select, update

from app import clock
from app.db import session, transaction
from app.outbox.models import Message
from app.payments.models import CardEvent, Refund
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def waiting() -> list[dict[str, object]]:
    kinds = select(Message.facts).where(Message.kind == "send_refund").order_by(Message.id)
    return list(session.scalars(kinds))


def test_a_refund_that_failed_is_asked_for_again(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    with transaction():
        session.execute(update(Refund).values(state="failed", fault="card closed"))
    before = waiting()
    page = pages.get("/office/payments/refunds?group=failed")
    assert page.has_text("card closed")
    pages.submit(page.form(f"/office/payments/refunds/{market.refund.id}/retry"))
    assert waiting() == [*before, {"refund_id": market.refund.id}]


def test_a_refund_that_did_not_fail_is_left_alone(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    before = waiting()
    for refund_id, status in ((market.refund.id, 409), (9999, 404)):
        answer = pages.client.post(f"/office/payments/refunds/{refund_id}/retry")
        assert answer.status_code == status
    assert waiting() == before


def test_messages_that_fit_nothing_are_shown(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    assert pages.get("/office/payments/unmatched").has_text("支付通知全部对上了")
    with transaction():
        session.add(
            CardEvent(
                tender="demo_card",
                external_id="evt_lost",
                kind="session.paid",
                facts={},
                outcome="unmatched",
                reason="no such payment",
                received_at=clock.now(),
            )
        )
    page = pages.get("/office/payments/unmatched")
    assert page.has_text("evt_lost")
    assert page.has_text("no such payment")
