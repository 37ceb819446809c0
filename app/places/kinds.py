"""Words for the post's own places."""

from enum import StrEnum


class OutletKind(StrEnum):
    """Whether an outlet takes parcels in 揽收, brings them 投递, or does both."""

    collection = "collection"
    delivery = "delivery"
    both = "both"
