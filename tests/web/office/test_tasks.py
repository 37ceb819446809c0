import pytest
from sqlalchemy import update

from app.db import session, transaction
from app.ground.postings import SUSPENSE, move
from app.ledger.actions import post
from app.payments.models import Refund
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_market_in_which_everything_matches(pages: Pages, postal: Person) -> None:
    assert pages.get("/office/tasks/").has_text("都对得上")
    assert pages.client.get("/office/tasks/?kind=nothing").status_code == 404


def test_somebody_looks_after_what_waits_and_gives_it_back(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    with transaction():
        session.execute(update(Refund).values(state="failed", fault="card closed"))
        post("card_session:x:1", "", move("card_clearing:demo_card", SUSPENSE, 700))
    page = pages.get("/office/tasks/")
    assert page.has_text("card_session:x:1")
    page = pages.get("/office/tasks/?kind=failed_refund")
    assert not page.has_text("card_session:x:1")
    page = pages.submit(page.form("/office/tasks/"), note="打过电话")
    assert page.has_text("打过电话")
    page = pages.get("/office/tasks/?kind=mine")
    assert page.has_text(market.halved.number)
    page = pages.submit(page.form("/office/tasks/"))
    assert page.has_text("都对得上")
