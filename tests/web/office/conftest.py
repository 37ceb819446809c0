import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session
from app.parcels.models import Parcel
from app.people.models import Person
from app.stock.models import Lot, Warehouse
from tests.browser_of_pages import Pages
from tests.makers import (
    make_administrator,
    make_lot,
    make_postal,
    make_product,
    make_variant,
    make_warehouse,
)
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell
from tests.reports.markets_at_rest import MarketAtRest, set_up_market


@pytest.fixture
def market(app: Flask) -> MarketAtRest:
    return set_up_market()


@pytest.fixture
def postal(app: Flask, pages: Pages) -> Person:
    """Signed in."""
    person = make_postal()
    pages.sign_in(person)
    return person


@pytest.fixture
def administrator(app: Flask, pages: Pages) -> Person:
    """Signed in."""
    person = make_administrator()
    pages.sign_in(person)
    return person


@pytest.fixture
def warehouse(postal: Person) -> Warehouse:
    make_waybills()
    return make_warehouse(rooms={"ambient": 100}, slug="tianning", name="天宁电商仓")


@pytest.fixture
def parcel_there(warehouse: Warehouse) -> Parcel:
    lot = make_lot(make_variant(make_product()), 20, warehouse_id=warehouse.id)
    order = make_order((session.get_one(Lot, lot.id).variant, 1))
    tell(paid(begin(order), "an event"))
    return session.scalars(select(Parcel)).one()
