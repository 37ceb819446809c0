import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.ground.postings import SUSPENSE, move
from app.ledger.actions import post
from app.orders.models import Order
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_postal
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_one_proposes_and_another_confirms(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    order = market.open
    with transaction():
        money = move("card_clearing:demo_card", SUSPENSE, order.total_fen)
        entry_id = post("card_session:demo_card:cs_lost", "no such payment", money).id
    address = f"/office/suspense/{entry_id}"
    assert address in pages.get("/office/tasks/").links.values()
    page = pages.get(address)
    page = pages.submit(page.form(f"{address}/propose"), way="order", note="电话里说的", expect=422)
    page = pages.submit(page.form(f"{address}/propose"), order=order.number)
    assert page.has_text("要别人来")
    assert pages.client.post(f"{address}/confirm").status_code == 403
    pages.sign_in(make_postal("邮政小李"))
    pages.submit(pages.get(address).form(f"{address}/confirm"))
    session.expire_all()
    assert session.scalars(select(Order.state).where(Order.id == order.id)).one() == "paid"
