"""Money that fits nothing: two persons give it to the order it was meant for, or send it back."""

import pytest
from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import (
    AmountsDiffer,
    ChoiceUnknown,
    Missing,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.models import JournalEntry
from app.ledger.queries import balance
from app.orders.models import Order
from app.payments.actions import start_payment
from app.payments.kinds import Tender
from app.people.models import Person
from app.reconciliation.kinds import PlacingWay
from app.reconciliation.suspense import confirm_placing, get_parked, propose_placing
from app.reports.checks import check_books
from app.reports.money_tasks import money_tasks
from tests.makers import make_lot, make_postal, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def clerk() -> Person:
    return make_postal()


@pytest.fixture
def second() -> Person:
    return make_postal("邮政小李")


@pytest.fixture
def order() -> Order:
    """Waits for its money, which came under a number that nobody knows."""
    make_waybills()
    variant = session.get_one(Variant, make_lot(make_variant(price_fen=5200), 5).variant_id)
    other = begin(make_order((variant, 1)))
    tell(paid(other, payment_number="P-nobody", external_id="cs_lost"))
    return make_order((variant, 1))


def entry_id() -> int:
    parked = select(JournalEntry.id).where(JournalEntry.fact == "card_session:demo_card:cs_lost")
    return session.scalars(parked).one()


def faults() -> list[str]:
    session.expire_all()
    return [one.name for one in check_books() if one.faults]


def test_it_pays_the_order_that_it_was_meant_for(
    order: Order, clerk: Person, second: Person
) -> None:
    assert {task.kind for task in money_tasks()} == {"unmatched_event", "suspense"}
    assert get_parked(entry_id()).amount_fen == order.total_fen
    with transaction():
        propose_placing(entry_id(), PlacingWay.order, order.number, "买家打来电话", clerk.id)
    with pytest.raises(SecondPersonNeeded), transaction():
        confirm_placing(entry_id(), clerk.id)
    with transaction():
        confirm_placing(entry_id(), second.id)
    assert session.get_one(Order, order.id).state == "paid"
    assert balance("suspense") == 0
    assert balance("card_clearing:demo_card") == order.total_fen
    with pytest.raises(StepNotAllowed), transaction():
        confirm_placing(entry_id(), second.id)
    assert "suspense" not in {task.kind for task in money_tasks()}
    assert faults() == []


def test_it_goes_back_to_the_company(order: Order, clerk: Person, second: Person) -> None:
    with transaction():
        propose_placing(entry_id(), PlacingWay.returned, "", "公司后台退回", clerk.id)
    with transaction():
        confirm_placing(entry_id(), second.id)
    assert (balance("suspense"), balance("card_clearing:demo_card")) == (0, 0)
    assert session.get_one(Order, order.id).state == "placed"
    assert faults() == []


def test_it_is_not_forced_on_an_order_that_it_does_not_fit(
    order: Order, clerk: Person, second: Person
) -> None:
    variant = session.get_one(Variant, order.sub_orders[0].lines[0].variant_id)
    dearer = make_order((variant, 2))
    for number, refusal in ((dearer.number, AmountsDiffer), ("991231999999", ChoiceUnknown)):
        with pytest.raises(refusal), transaction():
            propose_placing(entry_id(), PlacingWay.order, number, "", clerk.id)
    with pytest.raises(Missing), transaction():
        propose_placing(999_999, PlacingWay.returned, "", "", clerk.id)
    with transaction():
        propose_placing(entry_id(), PlacingWay.order, order.number, "", clerk.id)
        start_payment(order.id, Tender.demo_card)
    with pytest.raises(StepNotAllowed), transaction():
        confirm_placing(entry_id(), second.id)
    assert balance("suspense") == -order.total_fen
    assert session.get_one(Order, order.id).state == "placed"
    assert faults() == []
