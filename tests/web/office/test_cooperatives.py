import pytest

from app.cooperatives.models import Cooperative
from app.db import session
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_clerk, make_cooperative

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def state_of(cooperative: Cooperative) -> str:
    return session.get_one(Cooperative, cooperative.id).state


def test_an_administrator_lets_sell_and_suspends(pages: Pages, administrator: Person) -> None:
    cooperative = make_cooperative(state="applied")
    make_clerk(cooperative, "小吴")
    address = f"/office/cooperatives/{cooperative.id}"
    assert pages.get("/office/cooperatives/?state=applied").has_text(cooperative.name)
    page = pages.get(address)
    assert page.has_text("小吴")
    page = pages.submit(page.form(f"{address}/approve"))
    assert state_of(cooperative) == "approved"
    pages.submit(page.form(f"{address}/suspend"))
    assert state_of(cooperative) == "suspended"


@pytest.mark.parametrize(("step", "state"), [("approve", "applied"), ("suspend", "approved")])
def test_postal_staff_look_and_decide_nothing(
    pages: Pages, postal: Person, step: str, state: str
) -> None:
    cooperative = make_cooperative(state=state)
    page = pages.get(f"/office/cooperatives/{cooperative.id}")
    assert page.has_text("只有管理员可以批准或停售合作社")
    answer = pages.client.post(f"/office/cooperatives/{cooperative.id}/{step}")
    assert answer.status_code == 403
    assert state_of(cooperative) == state


def test_what_sells_is_not_approved_again(pages: Pages, administrator: Person) -> None:
    cooperative = make_cooperative()
    answer = pages.client.post(f"/office/cooperatives/{cooperative.id}/approve")
    assert answer.status_code == 409
    # The same page again, with what can be done now.
    assert "情况已经变了" in answer.text
    assert f"/office/cooperatives/{cooperative.id}/suspend" in answer.text
    assert state_of(cooperative) == "approved"
