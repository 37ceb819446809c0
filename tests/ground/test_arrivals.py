"""When a parcel should be there, from whatever was told of it in whatever order."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from app.ground.arrivals import Expectation, Plan, expected_on
from app.ground.parcel_states import Event, believed, state_of, struck_keys

# Eight in the morning in Shanghai.
START = datetime(2026, 7, 20, 0, 0, tzinfo=UTC)
PLAN = Plan(promised_on=date(2026, 7, 23), least_days=1, late_days=3)


def july(day: int) -> date:
    return date(2026, 7, day)


def events(*told: tuple[str, int]) -> list[Event]:
    """Pairs of a code and the hours after the morning of the 20th."""
    return [Event(code, START + timedelta(hours=hours), f"{code}:{hours}") for code, hours in told]


@pytest.mark.parametrize(
    ("told", "today", "earliest", "latest", "is_late", "is_overdue"),
    [
        ([], 20, 23, 23, False, False),
        ([("pack", 0)], 25, 23, 23, True, True),
        ([("203", 1)], 20, 21, 23, False, False),
        ([("203", 1), ("389", 12)], 20, 21, 23, False, False),
        ([("203", 1), ("954", 72)], 23, 23, 24, True, False),
        ([("203", 1), ("713", 30)], 21, 21, 22, False, False),
        ([("203", 1), ("713", 30), ("702", 50)], 22, 22, 22, False, False),
        ([("203", 1), ("702", 50), ("705", 55)], 22, 23, 23, False, False),
        ([("203", 1), ("702", 50), ("704", 55), ("743", 60)], 22, 22, 22, False, False),
        # One hour before midnight in Shanghai is still that day.
        ([("203", 15)], 20, 21, 23, False, False),
        ([("203", 17)], 21, 22, 24, True, False),
    ],
)
def test_from_the_last_stop(
    told: list[tuple[str, int]],
    today: int,
    earliest: int,
    latest: int,
    is_late: bool,
    is_overdue: bool,
) -> None:
    assert expected_on(events(*told), PLAN, july(today)) == Expectation(
        july(earliest), july(latest), is_late, is_overdue
    )


@pytest.mark.parametrize("codes", ["704", "747", "987", "711", "708", "801"])
def test_what_is_there_or_will_not_come_is_not_expected(codes: str) -> None:
    assert expected_on(events(("203", 1), (codes, 2)), PLAN, july(20)) is None


def test_a_parcel_to_which_nothing_was_promised_is_expected_once_it_travels() -> None:
    plan = Plan(None, 1, 3)
    assert expected_on([], plan, july(20)) is None
    assert expected_on(events(("203", 1)), plan, july(20)) == Expectation(
        july(21), july(23), False, False
    )


def test_times_that_cannot_be_are_not_believed() -> None:
    told = [
        *events(("203", 1), ("389", 5)),
        Event("704", datetime(1970, 1, 1, tzinfo=UTC), "long ago"),
        Event("987", START - timedelta(days=2), "an earlier life of the number"),
        Event("704", START + timedelta(hours=8), "to come"),
        Event("743", START + timedelta(days=400), "far away"),
    ]

    def at(hours: float) -> str:
        return state_of(believed(told, START, START + timedelta(hours=hours)))

    assert [at(6), at(7.8), at(7.9), at(9)] == [
        "in_transit",
        "in_transit",
        "delivered",
        "delivered",
    ]


CODES = ["203", "208", "212", "305", "356", "389", "954", "713", "702", "742", "705", "744", "704"]


def history(chance: random.Random) -> list[Event]:
    """Fifty events of one parcel: the usual ones, corrections, repetitions and nonsense."""
    more = ["743", "747", "748", "651", "O_016", "???", "911", "912", "708", "741", "723"]
    return [
        Event(
            code=chance.choice(CODES + more),
            occurred_at=START + timedelta(hours=chance.randrange(-30, 120)),
            key=f"e{number}",
            reason=chance.choice(["", "", "7", "10", "160"]),
            cancels=f"e{chance.randrange(50)}" if chance.random() < 0.05 else None,
        )
        for number in range(50)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_fifty_events_in_any_order_are_one_story(seed: int) -> None:
    """50! orders, sampled: the same state, the same struck lines, the same day."""
    chance = random.Random(seed)
    told = history(chance)
    now = START + timedelta(hours=100)

    def story(arrived: list[Event]) -> tuple[object, ...]:
        taken = believed(arrived, START, now)
        return state_of(taken), struck_keys(taken), expected_on(taken, PLAN, july(24))

    first = story(told)
    for _ in range(60):
        shuffled = told + chance.sample(told, chance.randrange(50))
        chance.shuffle(shuffled)
        assert story(shuffled) == first
