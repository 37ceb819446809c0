import pytest
from sqlalchemy import func, select

from app.db import session, transaction
from app.ledger.models import JournalEntry
from app.orders.actions import expire_order
from app.orders.models import Order
from app.payments.models import Payment
from tests.browser_of_pages import Pages
from tests.clocks import Clock
from tests.makers import make_person
from tests.order_sheets import make_order
from tests.stalls import Stalls

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def order(pages: Pages, stalls: Stalls) -> Order:
    person = make_person()
    pages.sign_in(person)
    return make_order((stalls.tea_box, 1), person_id=person.id)


def payments() -> int:
    return session.scalar(select(func.count()).select_from(Payment)) or 0


def test_the_sum_and_until_when_it_is_kept_stand_above_the_ways(pages: Pages, order: Order) -> None:
    page = pages.get(f"/pay/{order.number}")
    assert order.total_fen == 6700
    assert "67元" in page.text
    assert "09:30" in page.text
    assert page.value("way") == "demo_card"


def test_pressing_twice_opens_the_same_page_of_the_card_company(pages: Pages, order: Order) -> None:
    form = pages.get(f"/pay/{order.number}").form(f"/pay/{order.number}")
    first, second = pages.submit(form), pages.submit(form)
    assert first.path.startswith("/demonstration/cards/")
    assert (second.path, payments()) == (first.path, 1)


def test_the_page_that_one_comes_back_to_pays_nothing_whatever_it_is_told(
    pages: Pages, order: Order
) -> None:
    pages.submit(pages.get(f"/pay/{order.number}").form(f"/pay/{order.number}"))
    own = session.scalars(select(Payment.external_id)).one()
    for told in ("", "?session_id=cs_of_somebody_else", f"?session_id={own}&status=paid"):
        pages.get(f"/orders/{order.number}{told}")
        session.expire_all()
        states = session.execute(select(Order.state, Payment.state).join(Payment.order)).one()
        assert tuple(states) == ("placed", "requires_action")
    assert session.scalars(select(JournalEntry.id)).all() == []


def test_a_way_that_is_not_offered_is_refused_and_nothing_begins(
    pages: Pages, order: Order
) -> None:
    answer = pages.client.post(f"/pay/{order.number}", data={"way": "promise"})
    assert (answer.status_code, payments()) == (422, 0)


def test_an_order_whose_time_is_over_shows_itself_instead(
    pages: Pages, order: Order, clock: Clock
) -> None:
    clock.move(minutes=31)
    with transaction():
        expire_order(order.id)
    assert pages.get(f"/pay/{order.number}").path == f"/orders/{order.number}"
    answer = pages.client.post(f"/pay/{order.number}", data={"way": "demo_card"})
    assert (answer.status_code, payments()) == (303, 0)
