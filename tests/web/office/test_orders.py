import pytest
from sqlalchemy import select

from app.db import session
from app.ledger.queries import balances
from app.orders.models import Order, OrderEvent
from app.payments.models import Refund
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.payments.test_paying import books_balance
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def shown(pages: Pages, query: str) -> list[str]:
    page = pages.get(f"/office/orders/{query}")
    return [href.rpartition("/")[2] for text, href in page.links.items() if text.isdigit()]


def test_orders_are_found_by_number_phone_and_state(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    newest_first = [market.halved.number, market.paid.number, market.open.number]
    assert shown(pages, "") == newest_first
    phone = market.paid.recipient_phone or ""
    assert shown(pages, f"?q={phone[:3]}+{phone[3:7]}-{phone[7:]}") == [market.paid.number]
    assert shown(pages, f"?q={market.paid.number}") == [market.paid.number]
    assert shown(pages, f"?q={market.paid.sub_orders[1].number}") == [market.paid.number]
    assert shown(pages, "?state=placed") == [market.open.number]
    assert shown(pages, f"?before={market.paid.id}") == [market.open.number]
    assert shown(pages, "?q=nothing%25") == []


def test_an_order_is_one_story(pages: Pages, postal: Person, market: MarketAtRest) -> None:
    page = pages.get(f"/office/orders/{market.halved.number}")
    for words in ("下雨采不了", "2 笔分录", "待退", market.halved.sub_orders[0].number):
        assert page.has_text(words), words


def test_a_paid_order_is_cancelled_with_its_reason_and_its_money(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    page = pages.get(f"/office/orders/{market.paid.number}")
    page = pages.submit(
        page.form(f"/office/orders/{market.paid.number}/cancel"), reason="果园遭了冰雹"
    )
    assert page.has_text("果园遭了冰雹")
    order = session.get_one(Order, market.paid.id)
    assert {part.state for part in order.sub_orders} == {"cancelled"}
    event = session.scalars(select(OrderEvent).order_by(OrderEvent.id.desc()).limit(1)).one()
    assert (event.actor_kind, event.actor_id) == ("postal", postal.id)
    owed = session.scalars(select(Refund.amount_fen)).all()
    assert sum(owed) == market.paid.total_fen + market.halved.sub_orders[0].total_fen
    books_balance()


def test_one_part_is_cancelled_and_the_other_goes_on(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    first, _ = market.paid.sub_orders
    page = pages.get(f"/office/orders/{market.paid.number}")
    pages.submit(
        page.form(f"/office/orders/{market.paid.number}/parts/{first.number}/cancel"), reason="缺货"
    )
    order = session.get_one(Order, market.paid.id)
    assert [part.state for part in order.sub_orders] == ["cancelled", "confirmed"]
    books_balance()


def test_without_a_reason_nothing_is_cancelled(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    before = balances()
    page = pages.get(f"/office/orders/{market.paid.number}")
    form = page.form(f"/office/orders/{market.paid.number}/cancel")
    page = pages.submit(form, reason="  ", expect=422)
    assert page.error("reason") != ""
    assert balances() == before
    assert session.get_one(Order, market.paid.id).state == "paid"


def test_a_part_of_another_order_is_not_cancelled(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    part = market.halved.sub_orders[1].number
    answer = pages.client.post(
        f"/office/orders/{market.paid.number}/parts/{part}/cancel", data={"reason": "错单"}
    )
    assert answer.status_code == 404
    assert session.get_one(Order, market.halved.id).sub_orders[1].state == "confirmed"


def test_what_was_cancelled_is_not_cancelled_again(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    part = market.halved.sub_orders[0].number
    answer = pages.client.post(
        f"/office/orders/{market.halved.number}/parts/{part}/cancel", data={"reason": "再来一次"}
    )
    assert answer.status_code == 409
    assert len(session.scalars(select(Refund)).all()) == 1
    books_balance()
