"""Seasons in SQL say what seasons in Python say."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app.catalogue.models import Product
from app.catalogue.ripeness import is_ripe, opens_within
from app.db import session, transaction
from app.ground.seasons import Season
from tests.makers import make_product

Database = scoped_session[Session]
SEASONS = [
    ("07-20", "08-10"),
    ("11-01", "03-31"),
    ("12-31", "01-01"),
    ("02-28", "02-28"),
    ("02-29", "02-29"),
    ("02-29", "05-01"),
    ("10-01", "02-29"),
    ("03-01", "02-28"),
    ("01-01", "12-31"),
]


@pytest.fixture
def by_season(database: Database) -> dict[int, Season]:
    first = make_product()
    seller, kind = first.cooperative, first.category
    return {
        make_product(seller, kind, season_first=start, season_last=end).id: Season.parse(start, end)
        for start, end in SEASONS
    }


@pytest.mark.parametrize("year", [2026, 2028])
def test_every_season_is_ripe_on_the_same_days_as_in_python(
    by_season: dict[int, Season], year: int
) -> None:
    for number in range(366):
        on = date(year, 1, 1) + timedelta(days=number)
        found = set(session.scalars(select(Product.id).where(is_ripe(on))))
        assert found == {key for key, season in by_season.items() if season.contains(on)}, on


@pytest.mark.parametrize("year", [2026, 2028])
def test_every_season_opens_when_it_opens_in_python(
    by_season: dict[int, Season], year: int
) -> None:
    for number in range(0, 366, 5):
        on = date(year, 1, 1) + timedelta(days=number)
        found = set(session.scalars(select(Product.id).where(opens_within(on, 60))))
        until = on + timedelta(days=60)
        wished = {
            key
            for key, season in by_season.items()
            if season.next_first(on + timedelta(days=1)) <= until
        }
        assert found == wished, on


def test_what_is_sold_all_year_is_never_ripe(database: Database) -> None:
    product = make_product()
    assert session.scalar(select(is_ripe(date(2026, 7, 25)))) is None or not session.scalar(
        select(is_ripe(date(2026, 7, 25))).where(Product.id == product.id)
    )


def test_a_half_season_cannot_be_kept(database: Database) -> None:
    product = make_product()
    with pytest.raises(Exception, match="season_whole"), transaction():
        product.season_first = "07-20"
