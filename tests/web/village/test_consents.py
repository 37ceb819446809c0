import pytest
from sqlalchemy import select

from app import clock
from app.db import session
from app.shops.kinds import ConsentPurpose
from app.shops.models import Consent, Villager
from app.shops.queries import live_consent
from tests.browser_of_pages import Form
from tests.counters import Counter
from tests.makers import make_consent, make_shop, make_villager

BOTH = ["order_for_me", "receive_for_me"]
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def villager(counter: Counter) -> Villager:
    return make_villager(counter.shop)


def slip(counter: Counter, villager: Villager) -> Form:
    address = f"/village/consents/new/{villager.id}"
    return counter.pages.get(address).form(address)


def kept() -> list[Consent]:
    return list(session.scalars(select(Consent).order_by(Consent.id)))


def test_one_slip_says_both(counter: Counter, villager: Villager) -> None:
    page = counter.pages.submit(slip(counter, villager), purpose=BOTH, method="paper_slip")
    assert page.path == f"/village/villagers/{villager.id}"
    assert [(one.purpose, one.method, one.text_version) for one in kept()] == [
        ("order_for_me", "paper_slip", "2026-01"),
        ("receive_for_me", "paper_slip", "2026-01"),
    ]
    assert {one.recorded_by_id for one in kept()} == {counter.keeper.id}


def test_spoken_consent_needs_a_witness(counter: Counter, villager: Villager) -> None:
    form = slip(counter, villager)
    page = counter.pages.submit(form, purpose=BOTH, method="spoken_before_witness", expect=422)
    assert page.error("witness_name") != ""
    assert kept() == []
    counter.pages.submit(
        form, method="spoken_before_witness", witness_name="李大爷", purpose="order_for_me"
    )
    assert [(one.purpose, one.witness_name) for one in kept()] == [("order_for_me", "李大爷")]


def test_a_slip_that_says_nothing_is_refused(counter: Counter, villager: Villager) -> None:
    page = counter.pages.submit(slip(counter, villager), expect=422)
    assert (page.error("purpose") != "", page.error("method") != "") == (True, True)
    answer = counter.pages.client.post(
        f"/village/consents/new/{villager.id}", data={"purpose": "anything", "method": "paper_slip"}
    )
    assert answer.status_code == 422
    assert kept() == []


def test_a_consent_is_taken_back(counter: Counter, villager: Villager) -> None:
    consent = make_consent(villager)
    page = counter.pages.get(f"/village/villagers/{villager.id}")
    page = counter.pages.submit(page.form(f"/village/consents/{consent.id}/revoke"))
    assert "已撤回" in page.text
    assert live_consent(villager.id, ConsentPurpose.order_for_me, clock.now()) is None


def test_another_shop_cannot_take_it_back(counter: Counter, villager: Villager) -> None:
    foreign = make_consent(make_villager(make_shop()))
    answer = counter.pages.client.post(f"/village/consents/{foreign.id}/revoke")
    assert answer.status_code == 404
    session.refresh(foreign)
    assert foreign.revoked_at is None
