"""What a scale may say of a parcel whose weight has been worked out (docs/warehouses.md)."""

from enum import StrEnum

from app.ground.postage import HEAVIEST_GRAMS
from app.ground.refusals import WeightNotAllowed

LIGHTEST_GRAMS = 20
# Cartons, tape and ice differ: up to a tenth, or a ladle of water, nobody is asked.
TOLERANCE_PERCENT, TOLERANCE_GRAMS = 10, 200
# Beyond three times as much, or less than a third, it is another parcel or another unit.
MOST_TIMES = 3


class Weighed(StrEnum):
    """`unlike`: only with a reason."""

    alike = "alike"
    unlike = "unlike"


def compare(grams: int, computed_grams: int, *, field: str = "grams") -> Weighed:
    """WeightNotAllowed for what cannot be this parcel's weight."""
    least = max(LIGHTEST_GRAMS, computed_grams // MOST_TIMES)
    most = min(HEAVIEST_GRAMS, computed_grams * MOST_TIMES)
    if not least <= grams <= most:
        raise WeightNotAllowed(least=least, most=most, field=field)
    difference = abs(grams - computed_grams)
    is_far = difference * 100 > computed_grams * TOLERANCE_PERCENT
    return Weighed.unlike if is_far and difference > TOLERANCE_GRAMS else Weighed.alike
