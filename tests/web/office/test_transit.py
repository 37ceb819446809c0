"""Measured days on the way beside the assumed ones."""

from collections.abc import Iterator

import pytest

from app import clock
from app.db import transaction
from app.ground.postage import Days
from app.ground.transit import Measured
from app.people.models import Person
from app.postage.queries import forget_rates
from app.postage.transits import Way, keep_figures
from tests.browser_of_pages import Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    yield
    forget_rates()


def test_what_was_measured_stands_beside_what_was_assumed(pages: Pages, postal: Person) -> None:
    assert pages.get("/office/transit/").has_text("还没有实测")
    way = Way("ordinary", False, "320400", "310000")
    with transaction():
        keep_figures(
            clock.today(),
            {
                way: Measured(128, Days(1, 3, 5), 111),
                way._replace(destination_code="310100"): Measured(128, Days(1, 3, 5), 111),
                way._replace(destination_code="110000"): Measured(7, Days(2, 2, 2), 40),
            },
        )
    page = pages.get("/office/transit/?product=ordinary&pace=usual&x=1")
    assert page.has_text("实测了 135 件")
    assert page.has_text("实测，偏慢")
    assert pages.get("/office/transit/?product=%00&pace=first").has_text("还没有实测")
