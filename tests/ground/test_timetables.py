"""A round's order that keeps to windows, measured against every order there is."""

from itertools import pairwise, permutations
from random import Random

import pytest

from app.ground.refusals import TimeNotUnderstood
from app.ground.routes import best_order, by_road_m, distance_m
from app.ground.timetables import (
    AFTERNOON,
    MORNING,
    Pace,
    Timetable,
    Window,
    clock_text,
    parse_time,
    window_of,
)

OFFICE = (119.97, 31.77)
ROAD = [(OFFICE[0] + km / 95, OFFICE[1]) for km in (5, 10, 15)]


def drawn(seed: int, count: int) -> tuple[list[tuple[float, float]], list[Window | None]]:
    """Villages within some twenty kilometres, most of them open for a few hours only."""
    chance = Random(seed)
    points = [
        (OFFICE[0] + chance.uniform(-0.2, 0.2), OFFICE[1] + chance.uniform(-0.2, 0.2))
        for _ in range(count)
    ]
    opens = [chance.randrange(480, 780, 15) for _ in range(count)]
    windows = [Window(at, at + chance.randrange(30, 200, 10)) for at in opens]
    return points, [one if chance.random() < 0.7 else None for one in windows]


def worked_out(table: Timetable, order: tuple[int, ...]) -> tuple[int, int, int]:
    """Missed, minutes too late, back at: told once more, from the beginning."""
    now, here, missed, late = table.pace.starts_at, table.start, 0, 0
    places = [*(table.points[one] for one in order), table.start]
    windows = [*(table.windows[one] for one in order), None]
    for (place, window), last in zip(
        zip(places, windows, strict=True), [False] * len(order) + [True], strict=True
    ):
        road_m = by_road_m(distance_m(here, place))
        now += -(-road_m * table.pace.km_minutes // 1000)
        if last:
            return missed, late, now
        if window is not None:
            now = max(now, window.opens_at)
            missed += now > window.closes_at
            late += max(0, now - window.closes_at)
        now, here = now + table.pace.stop_minutes, place
    raise AssertionError


@pytest.mark.parametrize("count", [1, 4, 6])
def test_no_order_of_a_few_stops_misses_fewer_windows_or_is_back_earlier(count: int) -> None:
    for seed in range(8):
        points, windows = drawn(seed, count)
        table = Timetable(OFFICE, points, windows, Pace())
        if not any(windows):
            continue
        best = min(worked_out(table, one) for one in permutations(range(count)))
        assert worked_out(table, tuple(table.order())) == best


def test_what_is_improved_step_by_step_is_nearly_always_the_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seven stops, as if they were too many to try every order."""
    as_good = 0
    for seed in range(12):
        points, windows = drawn(100 + seed, 7)
        table = Timetable(OFFICE, points, windows, Pace())
        best = table.cost(table.order())[:3]
        with monkeypatch.context() as patched:
            patched.setattr("app.ground.timetables.TRY_ALL", 0)
            found = table.cost(table.order())[:3]
        assert found >= best
        assert found[0] <= best[0] + 1
        as_good += found == best
    assert as_good >= 10


def test_the_van_waits_for_what_opens_and_says_what_it_cannot_reach() -> None:
    pace = Pace(starts_at=8 * 60, stop_minutes=10, km_minutes=2)
    # Five kilometres as the crow flies are six and a half by road, thirteen minutes.
    table = Timetable(OFFICE, ROAD, [Window(540, 600), None, None], pace)
    assert [clock_text(at) for at in table.arrivals([0, 1, 2])] == ["09:00", "09:23", "09:46"]
    order = table.order()
    assert order == [1, 2, 0] or order == [2, 1, 0]
    assert table.cost(order)[0] == 0
    shut = Timetable(OFFICE, ROAD, [None, None, Window(420, 490)], pace)
    # The farthest is open until ten past eight: forty minutes away, it is missed either way.
    assert shut.cost(shut.order())[:2] == (1, shut.arrivals([2])[0] - 490)
    assert shut.order()[0] == 2


def test_without_windows_the_shortest_way_is_driven() -> None:
    points, _ = drawn(7, 9)
    table = Timetable(OFFICE, points, [None] * 9, Pace())
    assert table.order() == best_order(OFFICE, points)
    assert Timetable(OFFICE, [], [], Pace()).order() == []
    times = table.arrivals(table.order())
    assert all(one + 6 <= other for one, other in pairwise(times))


@pytest.mark.parametrize(
    ("hours", "window"),
    [
        ("06:30-20:00", Window(390, 1200)),
        ("每天 7：00 至 19：30", Window(420, 1170)),
        ("07:00–24:00", Window(420, 1440)),
        ("20:00-06:00", None),
        ("全天", None),
        ("07:70-19:00", None),
        ("", None),
    ],
)
def test_a_shops_hours_are_a_window_where_they_say_one(hours: str, window: Window | None) -> None:
    assert window_of(hours) == window


def test_a_time_of_the_day_is_read_and_written() -> None:
    assert [parse_time(one) for one in ("8:30", " 08：30 ", "00:00", "23:59")] == [
        510,
        510,
        0,
        1439,
    ]
    assert (clock_text(510), clock_text(1500)) == ("08:30", "25:00")
    assert MORNING.closes_at < AFTERNOON.opens_at
    for text in ("24:00", "8", "08:60", None, "8:30 Uhr"):
        with pytest.raises(TimeNotUnderstood):
            parse_time(text)
