"""What nine of ten parcels kept to, and which days a parcel is promised by."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.ground.freshness import timed
from app.ground.postage import Days, DaysBy, by_kilogram, quote
from app.ground.transit import LEAST_PARCELS, Measured, Tally, percentile

SHANGHAI = by_kilogram("JS-G2", 600, 150, 200, 300)


@pytest.mark.parametrize(
    ("counts", "percent", "figure"),
    [
        ({}, 90, 0),
        ({1: 1}, 90, 1),
        # The ninth of ten is the last that must be in time; of eleven it is the tenth.
        ({1: 9, 7: 1}, 90, 1),
        ({1: 8, 7: 2}, 90, 7),
        ({1: 9, 7: 2}, 90, 7),
        ({3: 1, 1: 2, 2: 2}, 50, 2),
        ({5: 100}, 10, 5),
    ],
)
def test_a_percentile_is_what_so_many_of_a_hundred_keep_to(
    counts: dict[int, int], percent: int, figure: int
) -> None:
    assert percentile(counts, percent) == figure


def test_a_tally_counts_begun_hours_and_days_of_the_calendar() -> None:
    tally, day = Tally(), date(2026, 7, 20)
    for hours, days in ((17, 1), (17, 1), (26, 1), (49, 3), (-2, 0)):
        tally.count(timedelta(hours=hours), day, day + timedelta(days=days))
    assert tally.measured() == Measured(5, Days(0, 1, 3), 49)
    assert tally.hours == {17: 2, 26: 1, 49: 1, 0: 1}
    tally.count(timedelta(minutes=61), day, day)
    assert tally.hours[2] == 1


def test_enough_parcels_overrule_the_price_list_and_that_the_table() -> None:
    few, enough = (Measured(n, Days(1, 3, 5), 110) for n in (LEAST_PARCELS - 1, LEAST_PARCELS))
    agreed = replace(SHANGHAI, days=Days(1, 1, 2))
    assert timed(SHANGHAI, "ambient", False, few).days == Days(1, 2, 3)
    assert timed(SHANGHAI, "cool", False, None).days == Days(1, 1, 2)
    assert timed(agreed, "ambient", False, few).days_by == DaysBy.price_list
    quoted = quote(timed(agreed, "ambient", False, enough), 2_700)
    assert (quoted.days_least, quoted.days_late) == (1, 5)
    assert (quoted.days_by, quoted.days_parcels) == (DaysBy.measured, LEAST_PARCELS)
    # A rate that nobody has chosen for goods promises no days.
    assert (quote(agreed, 2_700).days_by, quote(agreed, 2_700).days_late) == ("", 0)
