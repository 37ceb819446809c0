"""The tariff of a day."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session, scoped_session

from app.commands.reference import rows
from app.db import transaction
from app.ground.postage import TariffRow, quote
from app.ground.refusals import NoDeliveryThere
from app.postage.actions import load_rates
from app.postage.models import PostageRate
from app.postage.queries import forget_rates, rate, rates_from
from tests.clocks import Clock
from tests.statements import count_statements

Database = scoped_session[Session]
JIANGSU, SHANGHAI, XINJIANG, BEIJING = "320000", "310000", "650000", "110000"
FILE = "postage_ordinary_parcel_from_jiangsu.csv"
LONG_AFTER, TODAY = date(2030, 1, 1), date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _rates(database: Database) -> Iterator[None]:
    with transaction():
        load_rates(rows(FILE))
    yield
    forget_rates()


def dearer(valid_from: date) -> dict[str, str]:
    figures = {"first_kg_fen": "900", "next_kg_fen_to_10kg": "300"}
    figures |= {"next_kg_fen_to_20kg": "400", "next_kg_fen_to_50kg": "500", "group": "JS-G2"}
    places = {"origin_province": JIANGSU, "destination_province": SHANGHAI}
    return {**places, **figures, "valid_from": valid_from.isoformat()}


def test_the_tariff_reaches_every_province() -> None:
    assert len(rates_from(JIANGSU, TODAY)) == 31
    assert rate(JIANGSU, SHANGHAI, TODAY) == TariffRow("JS-G2", 600, 150, 200, 300)


def test_three_boxes_of_pears_to_shanghai_cost_as_the_post_office_says() -> None:
    assert quote(rate(JIANGSU, SHANGHAI, TODAY), 3 * 2850).postage_fen == 600 + 8 * 150


def test_a_new_tariff_is_valid_from_its_day_and_only_for_its_destinations() -> None:
    beijing = rate(JIANGSU, BEIJING, TODAY)
    with transaction():
        assert load_rates([dearer(LONG_AFTER)]) == 1
    assert rate(JIANGSU, SHANGHAI, date(2029, 12, 31)).first_kg_fen == 600
    assert rate(JIANGSU, SHANGHAI, LONG_AFTER).first_kg_fen == 900
    assert rate(JIANGSU, BEIJING, LONG_AFTER) == beijing


def test_a_line_that_was_charged_by_is_never_rewritten() -> None:
    with transaction():
        assert load_rates(rows(FILE)) == 0
        assert load_rates([dearer(date(2017, 4, 12))]) == 0
    assert rate(JIANGSU, SHANGHAI, TODAY).first_kg_fen == 600


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
    rates_from(JIANGSU, TODAY)
    with count_statements() as sent:
        rate(JIANGSU, XINJIANG, TODAY)
    assert sent == []


def test_a_tariff_that_another_process_loaded_is_known_when_its_day_begins(
    database: Database, clock: Clock
) -> None:
    clock.stop("2029-12-31 23:59")
    assert rate(JIANGSU, SHANGHAI, LONG_AFTER).first_kg_fen == 600
    with transaction():
        database.add(_row(dearer(LONG_AFTER)))
    clock.move(minutes=1)
    assert rate(JIANGSU, SHANGHAI, LONG_AFTER).first_kg_fen == 900


def _row(line: dict[str, str]) -> PostageRate:
    named = {name: line[name] for name in ("origin_province", "destination_province", "group")}
    fen = {name: int(text) for name, text in line.items() if "_fen" in name}
    return PostageRate(**named, **fen, valid_from=date.fromisoformat(line["valid_from"]))


def test_nobody_can_change_the_tariff_that_all_share() -> None:
    with pytest.raises(TypeError):
        rates_from(JIANGSU, TODAY)[SHANGHAI] = TariffRow("X", 1, 1, 1, 1)  # type: ignore[index]
