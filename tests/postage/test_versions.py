"""Which tariff holds on a day, for everybody and without a statement."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, scoped_session

from app import clock as house_clock
from app.commands.reference import ORDINARY_SOURCE, rows
from app.db import transaction
from app.ground.postage import Band, Days, by_kilogram, quote
from app.ground.postal_products import PostalProduct
from app.ground.refusals import NoDeliveryThere
from app.ground.tariffs import Area, Tariff, Terms, Zone
from app.postage.actions import load_rates, publish_first
from app.postage.models import TariffVersion
from app.postage.queries import forget_rates, in_force, rate, rates_to, runs_cold
from tests.clocks import Clock
from tests.statements import count_statements

Database = scoped_session[Session]
JIANGSU, SHANGHAI, XINJIANG, BEIJING = "320000", "310000", "650000", "110000"
FILE = "postage_ordinary_parcel_from_jiangsu.csv"
LONG_AFTER, TODAY = date(2030, 1, 1), date(2026, 11, 23)
COLD = Tariff(
    PostalProduct.cold_express,
    Terms(months=(6, 7, 8, 9, 10)),
    (Zone("C1", (JIANGSU, SHANGHAI), (Band(10_000, 1800, 300),), Days(1, 1, 1)),),
    (Area("310151", 500), Area("320982", None)),
)


@pytest.fixture(autouse=True)
def _rates(database: Database) -> Iterator[None]:
    with transaction():
        load_rates(rows(FILE), ORDINARY_SOURCE)
    yield
    forget_rates()


def dearer(valid_from: date) -> dict[str, str]:
    figures = {"first_kg_fen": "900", "next_kg_fen_to_10kg": "300"}
    figures |= {"next_kg_fen_to_20kg": "400", "next_kg_fen_to_50kg": "500", "group": "JS-G2"}
    places = {"origin_province": JIANGSU, "destination_province": SHANGHAI}
    return {**places, **figures, "valid_from": valid_from.isoformat()}


def later() -> list[dict[str, str]]:
    return [*rows(FILE), dearer(LONG_AFTER)]


def test_the_tariff_reaches_every_province() -> None:
    (ordinary,) = in_force(JIANGSU, TODAY)
    assert sum(len(zone.destinations) for zone in ordinary.tariff.zones) == 31
    assert ordinary.source == ORDINARY_SOURCE
    expected = by_kilogram("JS-G2", 600, 150, 200, 300)
    assert rate(JIANGSU, SHANGHAI, TODAY) == replace(expected, version_id=ordinary.id)


def test_three_boxes_of_pears_to_shanghai_cost_as_the_post_office_says() -> None:
    assert quote(rate(JIANGSU, SHANGHAI, TODAY), 3 * 2850).postage_fen == 600 + 8 * 150


def test_a_new_tariff_is_valid_from_its_day_and_only_for_its_destinations() -> None:
    beijing = rate(JIANGSU, BEIJING, TODAY)
    with transaction():
        assert load_rates(later(), "a notice") == 1
    assert rate(JIANGSU, SHANGHAI, date(2029, 12, 31)).bands[0].base_fen == 600
    assert rate(JIANGSU, SHANGHAI, LONG_AFTER).bands[0] == Band(10_000, 900, 300)
    assert rate(JIANGSU, BEIJING, LONG_AFTER).bands == beijing.bands


def test_a_line_that_was_charged_by_is_never_rewritten(database: Database) -> None:
    with transaction():
        assert load_rates(rows(FILE), "another file") == 0
        assert load_rates([dearer(date(2017, 4, 12))], "another file") == 0
    assert rate(JIANGSU, SHANGHAI, TODAY).bands[0].base_fen == 600
    with pytest.raises(DatabaseError, match="append-only"), database.begin_nested():
        database.query(TariffVersion).update({"source": "me"})


@pytest.mark.parametrize(
    ("origin", "destination", "on"),
    [
        (JIANGSU, "710000", TODAY),
        (JIANGSU, "", TODAY),
        (XINJIANG, JIANGSU, TODAY),
        (JIANGSU, SHANGHAI, date(2017, 4, 11)),
    ],
)
def test_where_the_tariff_has_no_line_nothing_is_delivered(
    origin: str, destination: str, on: date
) -> None:
    with pytest.raises(NoDeliveryThere) as refused:
        rate(origin, destination, on)
    assert refused.value.facts == {"area": destination}


def test_the_tariff_costs_no_statement_once_it_is_known() -> None:
    rates_to(SHANGHAI, JIANGSU, TODAY)
    with count_statements() as sent:
        rates_to("650102", JIANGSU, TODAY)
        rate(JIANGSU, XINJIANG, TODAY)
    assert sent == []


def test_a_tariff_that_another_process_published_is_known_when_its_day_begins(
    database: Database, clock: Clock
) -> None:
    clock.stop("2029-12-31 23:59")
    assert rate(JIANGSU, SHANGHAI, LONG_AFTER).bands[0].base_fen == 600
    with transaction():
        database.execute(insert(TariffVersion).values(**_row()))
    clock.move(minutes=1)
    assert rate(JIANGSU, SHANGHAI, LONG_AFTER).bands[0].base_fen == 900


def _row() -> dict[str, object]:
    zone = Zone("JS-G2", (SHANGHAI,), (Band(50_000, 900, 300),))
    return {
        "product": "ordinary",
        "origin_province": JIANGSU,
        "effective_from": LONG_AFTER,
        "source": "a notice",
        "rules": Tariff(PostalProduct.ordinary, zones=(zone,)).as_facts(),
        "published_at": house_clock.now(),
    }


def test_a_season_a_route_a_remote_county_and_one_that_is_not_served() -> None:
    with transaction():
        publish_first(COLD, JIANGSU, date(2026, 1, 1), "our example")
    summer, winter = date(2026, 7, 1), date(2026, 12, 1)
    products = [one.product for one in rates_to("310104", JIANGSU, summer)]
    assert products == ["ordinary", "cold_express"]
    assert [one.product for one in rates_to("310104", JIANGSU, winter)] == ["ordinary"]
    assert [one.product for one in rates_to(BEIJING, JIANGSU, summer)] == ["ordinary"]
    assert [one.product for one in rates_to("320982", JIANGSU, summer)] == ["ordinary"]
    assert (runs_cold(JIANGSU, summer), runs_cold(JIANGSU, winter)) == (True, False)
    island = rates_to("310151", JIANGSU, summer)[1]
    found = quote(island, 4_200)
    assert (found.postage_fen, found.surcharge_fen) == (1800 + 4 * 300 + 500, 500)
    assert (found.surcharge_area, found.version_id) == ("310151", island.version_id)
