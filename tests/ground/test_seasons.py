from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.refusals import SeasonNotAllowed
from app.ground.seasons import MonthDay, Season, SellingKind, selling_state

PEARS = Season.parse("07-20", "08-10")
STRAWBERRIES = Season.parse("12-01", "04-30")

month_days = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda d: MonthDay(d.month, d.day))
seasons = st.builds(Season, month_days, month_days)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize("typed", ["07-20", "7.20", "7月20日", "０７-２０", " 07/20 "])
def test_a_day_of_the_year_is_read(typed: str) -> None:
    assert MonthDay.parse(typed) == MonthDay(7, 20)
    assert str(MonthDay.parse(typed)) == "07-20"


@pytest.mark.parametrize("typed", ["", None, "13-01", "02-30", "04-31", "7", "2026-07-20", 720])
def test_no_day_of_the_year_is_refused(typed: object) -> None:
    with pytest.raises(SeasonNotAllowed) as refused:
        MonthDay.parse(typed, field="season_from")
    assert refused.value.field == "season_from"


@pytest.mark.parametrize(
    ("season", "on", "inside"),
    [
        (PEARS, date(2026, 7, 19), False),
        (PEARS, date(2026, 7, 20), True),
        (PEARS, date(2026, 8, 10), True),
        (PEARS, date(2026, 8, 11), False),
        (STRAWBERRIES, date(2026, 11, 30), False),
        (STRAWBERRIES, date(2026, 12, 1), True),
        (STRAWBERRIES, date(2027, 1, 1), True),
        (STRAWBERRIES, date(2027, 4, 30), True),
        (STRAWBERRIES, date(2027, 5, 1), False),
        (Season.parse("02-29", "03-10"), date(2027, 2, 28), True),
        (Season.parse("12-20", "12-19"), date(2027, 7, 1), True),
    ],
)
def test_both_ends_belong_to_the_season(season: Season, on: date, inside: bool) -> None:
    assert season.contains(on) is inside


@pytest.mark.parametrize(
    ("season", "on", "window"),
    [
        (PEARS, date(2026, 1, 1), (date(2026, 7, 20), date(2026, 8, 10))),
        (PEARS, date(2026, 8, 10), (date(2026, 7, 20), date(2026, 8, 10))),
        (PEARS, date(2026, 8, 11), (date(2027, 7, 20), date(2027, 8, 10))),
        (STRAWBERRIES, date(2027, 1, 5), (date(2026, 12, 1), date(2027, 4, 30))),
        (STRAWBERRIES, date(2027, 6, 1), (date(2027, 12, 1), date(2028, 4, 30))),
    ],
)
def test_the_current_season_or_the_next(
    season: Season, on: date, window: tuple[date, date]
) -> None:
    assert season.current_or_next(on) == window


def test_the_next_first_day_is_never_in_the_past() -> None:
    assert PEARS.next_first(date(2026, 7, 20)) == date(2026, 7, 20)
    assert PEARS.next_first(date(2026, 7, 21)) == date(2027, 7, 20)


@given(seasons, days)
def test_a_day_is_inside_exactly_when_the_current_season_has_begun(
    season: Season, on: date
) -> None:
    first, last = season.current_or_next(on)
    assert season.contains(on) == (first <= on <= last)
    assert on <= last
    assert season.next_first(on) >= on


@given(seasons, days)
def test_every_day_of_the_season_lies_in_its_thirds_and_months(season: Season, on: date) -> None:
    if season.contains(on) and not (on.month == 2 and on.day >= 28):
        assert season.thirds()[MonthDay(on.month, on.day).third]
        assert on.month in season.months()
    assert len(season.thirds()) == 36


def test_the_season_bar_of_pears() -> None:
    assert [part for part, inside in enumerate(PEARS.thirds()) if inside] == [19, 20, 21]
    assert PEARS.months() == {7, 8}
    assert STRAWBERRIES.months() == {12, 1, 2, 3, 4}


@pytest.mark.parametrize(
    ("presale_days", "on", "kind", "can_order"),
    [
        (20, date(2026, 7, 25), SellingKind.open, True),
        (20, date(2026, 6, 30), SellingKind.presale, True),
        (20, date(2026, 6, 29), SellingKind.soon, False),
        (20, date(2026, 5, 1), SellingKind.soon, False),
        (20, date(2026, 4, 30), SellingKind.closed, False),
        (0, date(2026, 7, 19), SellingKind.soon, False),
        (0, date(2026, 5, 21), SellingKind.soon, False),
        (0, date(2026, 5, 20), SellingKind.closed, False),
        (20, date(2026, 8, 11), SellingKind.closed, False),
    ],
)
def test_when_pears_can_be_ordered(
    presale_days: int, on: date, kind: SellingKind, can_order: bool
) -> None:
    state = selling_state(PEARS, presale_days, on)
    assert state.kind is kind
    assert state.can_order is can_order


def test_a_presale_ships_from_the_first_day_and_an_open_season_at_once() -> None:
    presale = selling_state(PEARS, 20, date(2026, 7, 1))
    assert presale.presale_from == date(2026, 6, 30)
    assert presale.ships_from == presale.opens_on == date(2026, 7, 20)
    assert presale.closes_on == date(2026, 8, 10)
    assert selling_state(PEARS, 20, date(2026, 8, 1)).ships_from == date(2026, 8, 1)


def test_what_has_no_season_is_sold_all_year() -> None:
    state = selling_state(None, 0, date(2026, 2, 1))
    assert state.kind is SellingKind.all_year
    assert state.can_order
    assert state.ships_from == date(2026, 2, 1)


@given(seasons, st.integers(0, 90), days)
def test_ordering_opens_exactly_with_presale_or_season(
    season: Season, presale_days: int, on: date
) -> None:
    state = selling_state(season, presale_days, on)
    first, _ = season.current_or_next(on)
    assert state.can_order == (first - timedelta(days=presale_days) <= on)
    assert state.ships_from >= on
