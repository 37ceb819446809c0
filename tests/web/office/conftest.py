import pytest
from flask import Flask

from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_administrator, make_postal
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
