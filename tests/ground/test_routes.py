from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ground.routes import Load, best_order, distance_m, drawn, fill_van, tour_m

OFFICE = (119.97, 31.77)
places = st.tuples(st.floats(119.5, 120.3, allow_nan=False), st.floats(31.3, 32.0, allow_nan=False))


def best_of_all(points: list[tuple[float, float]]) -> int:
    return min(tour_m(OFFICE, points, one) for one in permutations(range(len(points))))


@settings(max_examples=40, deadline=None)
@given(st.lists(places, min_size=1, max_size=7))
def test_no_order_of_a_few_stops_is_much_shorter(points: list[tuple[float, float]]) -> None:
    """Within a tenth of the best there is; most are the best (see the next test)."""
    order = best_order(OFFICE, points)
    assert sorted(order) == list(range(len(points)))
    assert tour_m(OFFICE, points, order) <= best_of_all(points) * 1.1 + 2


def test_most_rounds_of_seven_villages_are_the_shortest_there_is() -> None:
    """A fixed handful of scattered villages, so that the count is the same on every day."""
    found = 0
    for turn in range(30):
        points = [
            (
                119.5 + (turn * 7919 + one * 104_729) % 800 / 1000,
                31.3 + (turn * 31 + one * 6_151) % 700 / 1000,
            )
            for one in range(7)
        ]
        found += tour_m(OFFICE, points, best_order(OFFICE, points)) == best_of_all(points)
    assert found >= 27


def test_stops_along_a_road_are_driven_in_order() -> None:
    points = [(120.3, 31.77), (120.1, 31.77), (120.2, 31.77), (120.1, 31.77)]
    assert best_order(OFFICE, points) in ([1, 3, 2, 0], [0, 2, 1, 3])
    assert best_order(OFFICE, []) == []
    assert tour_m(OFFICE, [], []) == 0


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert distance_m((120.0, 31.0), (120.0, 32.0)) == 111_320
    assert distance_m((120.0, 31.5), (121.0, 31.5)) == pytest.approx(94_914, abs=5)


def test_cold_and_urgent_ones_come_along_first_as_long_as_there_is_room() -> None:
    loads = [
        Load(1, 1, 9_000, False, ("b",)),
        Load(2, 1, 5_000, False, ("a",)),
        Load(3, 1, 4_000, True, ("z",)),
        Load(4, 1, 1_000, False, ("c",)),
    ]
    assert [one.parcel_id for one in fill_van(loads, 9, 99_000)] == [3, 2, 1, 4]
    assert [one.parcel_id for one in fill_van(loads, 2, 99_000)] == [3, 2]
    assert [one.parcel_id for one in fill_van(loads, 9, 10_000)] == [3, 2, 4]
    assert fill_van(loads, 0, 99_000) == []


def test_a_picture_holds_every_stop_with_north_above() -> None:
    assert drawn([], 640, 360) == []
    assert drawn([OFFICE, OFFICE], 640, 360) == [(24, 24), (24, 24)]
    south, north = drawn([(120.0, 31.0), (120.1, 32.0)], 640, 360)
    assert (south[1], north[1]) == (336, 24)
    assert south[0] < north[0]
