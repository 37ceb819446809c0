"""Counts of several kinds as one number: each kind a place, with its own number of digits."""

from collections.abc import Sequence
from math import prod

Counts = tuple[int, ...]


def strides_of(radices: Sequence[int]) -> list[int]:
    return [prod(radices[:index]) for index in range(len(radices))]


def parts_of(places: Counts, strides: Sequence[int]) -> list[int]:
    """Numbers of all parts of `places` that hold at least one of the first kind left."""
    numbers = [0]
    least = 1
    for units, stride in zip(places, strides, strict=True):
        if units:
            steps = [count * stride for count in range(least, units + 1)]
            numbers = [number + step for step in steps for number in numbers]
            least = 0
    return numbers


def places_of(number: int, radices: Sequence[int]) -> Counts:
    places = []
    for radix in radices:
        number, place = divmod(number, radix)
        places.append(place)
    return tuple(places)
