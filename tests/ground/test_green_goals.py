"""How near to the goals."""

import pytest

from app.ground.green_goals import Light, degradable_share, electronic_share


@pytest.mark.parametrize(
    ("part", "whole", "light"),
    [
        (0, 0, Light.none),
        (1, 2, Light.green),
        (4_999, 10_000, Light.amber),
        (9, 20, Light.amber),
        (4_499, 10_000, Light.red),
        (0, 1, Light.red),
    ],
)
def test_half_of_the_boxes_are_to_be_degradable(part: int, whole: int, light: Light) -> None:
    assert degradable_share(part, whole).light is light


@pytest.mark.parametrize(
    ("part", "whole", "light"),
    [
        (19, 20, Light.green),
        (94_999, 100_000, Light.amber),
        (9, 10, Light.amber),
        (8, 9, Light.red),
    ],
)
def test_nineteen_waybills_of_twenty_are_to_be_electronic(
    part: int, whole: int, light: Light
) -> None:
    assert electronic_share(part, whole).light is light


def test_what_is_short_of_the_goal_never_reads_as_if_it_reached_it() -> None:
    share = electronic_share(94_999_999, 100_000_000)
    assert (share.basis_points, share.percent) == (9_499, 94)
    assert electronic_share(0, 0).basis_points == 0
