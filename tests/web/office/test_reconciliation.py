import pytest
from sqlalchemy import select

from app import clock
from app.db import session, transaction
from app.partners.cards import BalanceKind
from app.people.models import Person
from app.reconciliation.actions import keep_movements, note_fetched
from app.reconciliation.models import CardDifference
from tests.browser_of_pages import Pages
from tests.makers import make_postal
from tests.reconciliation.lists import charge, row
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_before_the_first_list_there_is_nothing(pages: Pages, postal: Person) -> None:
    assert pages.get("/office/reconciliation/").has_text("还没有取过流水")


def test_the_proof_stands_above_what_two_persons_have_to_explain(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    with transaction():
        keep_movements("demo_card", [charge(market.payment), row(BalanceKind.other, 700)])
        note_fetched("demo_card", clock.now(), clock.now())
    page = pages.get("/office/reconciliation/")
    assert page.has_text("一分不差")
    difference = session.scalars(select(CardDifference)).one()
    address = f"/office/reconciliation/{difference.id}"
    page = pages.get(address)
    page = pages.submit(page.form(f"{address}/explain"), note="", expect=422)
    page = pages.submit(page.form(f"{address}/explain"), note="公司的优惠")
    assert page.has_text("要换个人")
    assert pages.client.post(f"{address}/agree").status_code == 403
    pages.sign_in(make_postal("邮政小李"))
    page = pages.get(address)
    pages.submit(page.form(f"{address}/agree"))
    session.expire_all()
    assert session.get_one(CardDifference, difference.id).state == "resolved"
