from datetime import date

import pytest

from app.ground.freshness import (
    Arrival,
    arrival,
    can_arrive_fresh,
    days_left_on_arrival,
    estimated_days,
)
from app.ground.postage import Days

SAME_CITY = "same-city"
GROUPS = (SAME_CITY, "JS-G1", "JS-G2", "JS-G3", "JS-G4", "JS-G5", "JS-G6")


def days_to(group: str, temperature_class: str) -> Days:
    return estimated_days(group, temperature_class, group == SAME_CITY)


@pytest.mark.parametrize(
    ("group", "days", "late"),
    [
        (SAME_CITY, (1, 1), 2),
        ("JS-G1", (1, 2), 3),
        ("JS-G2", (1, 2), 3),
        ("JS-G3", (2, 3), 4),
        ("JS-G4", (3, 4), 5),
        ("JS-G5", (4, 5), 6),
        ("JS-G6", (6, 8), 9),
        ("elsewhere", (6, 8), 9),
    ],
)
def test_an_ordinary_parcel_travels(group: str, days: tuple[int, int], late: int) -> None:
    assert days_to(group, "ambient") == Days(*days, late)


@pytest.mark.parametrize(
    ("temperature_class", "shelf_life", "reached"),
    [
        ("ambient", 7, {SAME_CITY, "JS-G1", "JS-G2", "JS-G3", "JS-G4", "JS-G5"}),
        ("ambient", 5, {SAME_CITY, "JS-G1", "JS-G2", "JS-G3"}),
        ("cool", 3, {SAME_CITY, "JS-G1", "JS-G2"}),
        ("cool", 2, {SAME_CITY}),
        ("live", 2, {SAME_CITY, "JS-G1", "JS-G2"}),
        ("live", 1, {SAME_CITY}),
        ("dry", 20, set(GROUPS)),
        ("dry", 30, set(GROUPS)),
        ("frozen", 90, set(GROUPS)),
    ],
)
def test_what_is_fresh_goes_only_as_far_as_it_stays_fresh(
    temperature_class: str, shelf_life: int, reached: set[str]
) -> None:
    found = {
        group for group in GROUPS if can_arrive_fresh(shelf_life, days_to(group, temperature_class))
    }
    assert found == reached


@pytest.mark.parametrize("temperature_class", ["ambient", "cool", "live", "dry", "frozen"])
def test_late_is_never_before_expected_and_farther_is_never_sooner(temperature_class: str) -> None:
    days = [days_to(group, temperature_class) for group in GROUPS]
    assert days == sorted(days, key=lambda one: (one.least, one.most, one.late))
    for one in days:
        assert one.least <= one.most <= one.late


def test_a_promise_counts_the_days_to_ship_and_a_slow_journey() -> None:
    found = arrival(date(2026, 7, 20), 48, days_to("JS-G3", "ambient"))
    assert found == Arrival(date(2026, 7, 22), date(2026, 7, 26))
    same_day = arrival(date(2026, 12, 31), 1, days_to(SAME_CITY, "live"))
    assert same_day == Arrival(date(2026, 12, 31), date(2027, 1, 1))


def test_days_left_are_never_below_zero() -> None:
    assert days_left_on_arrival(7, days_to("JS-G3", "ambient")) == 3
    assert days_left_on_arrival(2, days_to("JS-G6", "cool")) == 0
