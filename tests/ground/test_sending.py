"""Which place sends what: the nearest that has it, all from one if one has all."""

from itertools import permutations

import pytest

from app.ground.sending import PlaceId, SendingPlace, choose_places, road_km

SHED = SendingPlace(None, 3, 30)
NEAR = SendingPlace(1, 3, 12)
FAR = SendingPlace(2, 3, 80)
SLOW = SendingPlace(3, 4, 1)
PEARS, RICE = 7, 8


@pytest.mark.parametrize(
    ("wanted", "stock", "chosen"),
    [
        ({PEARS: 3}, {PEARS: {None: 9, 1: 3, 2: 9}}, {PEARS: {1: 3}}),
        ({PEARS: 4}, {PEARS: {None: 9, 1: 3, 2: 9}}, {PEARS: {None: 4}}),
        # One day more weighs more than eleven kilometres.
        ({PEARS: 3}, {PEARS: {1: 3, 3: 3}}, {PEARS: {1: 3}}),
        # The nearest has only the pears: one parcel from farther away is better than two.
        (
            {PEARS: 2, RICE: 1},
            {PEARS: {1: 5, 2: 5}, RICE: {2: 5}},
            {PEARS: {2: 2}, RICE: {2: 1}},
        ),
        # Nobody has both.
        (
            {PEARS: 2, RICE: 1},
            {PEARS: {1: 5}, RICE: {2: 5}},
            {PEARS: {1: 2}, RICE: {2: 1}},
        ),
        # Nobody has all of the pears: the nearest give what they have.
        ({PEARS: 9}, {PEARS: {2: 4, None: 3, 1: 4}}, {PEARS: {1: 4, None: 3, 2: 2}}),
        ({PEARS: 9}, {PEARS: {1: 4}}, {PEARS: {1: 4}}),
        ({PEARS: 1}, {}, {PEARS: {}}),
    ],
)
def test_the_nearest_that_has_it(
    wanted: dict[int, int],
    stock: dict[int, dict[PlaceId, int]],
    chosen: dict[int, dict[PlaceId, int]],
) -> None:
    for places in permutations([SHED, NEAR, FAR, SLOW]):
        assert choose_places(wanted, stock, places) == chosen


def test_of_two_equally_near_ones_the_shed_and_then_the_older_warehouse() -> None:
    places = [SendingPlace(2, 3, 12), SendingPlace(1, 3, 12), SendingPlace(None, 3, 12)]
    assert choose_places({PEARS: 1}, {PEARS: {1: 1, 2: 1, None: 1}}, places) == {PEARS: {None: 1}}
    assert choose_places({PEARS: 1}, {PEARS: {1: 1, 2: 1}}, places) == {PEARS: {1: 1}}


def test_kilometres_by_road() -> None:
    changzhou, shanghai, liyang = (119.974, 31.811), (121.474, 31.230), (119.484, 31.417)
    assert road_km(changzhou, shanghai) == 203
    assert road_km(changzhou, liyang) == road_km(liyang, changzhou) == 83
    assert road_km(changzhou, changzhou) == 0
