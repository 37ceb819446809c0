"""Words for a courier's round and what became of each parcel on it."""

from enum import StrEnum


class RoundState(StrEnum):
    planned = "planned"
    out = "out"
    closed = "closed"


class Outcome(StrEnum):
    """`at_point`: left at a shop or service centre, as was agreed."""

    delivered = "delivered"
    attempted = "attempted"
    at_point = "at_point"


# How it was signed for, by the carrier's sub-codes of 704: herself; somebody else for her, only
# where she named him; at the door, only where she named it (domain: 快递市场管理办法).
SIGNED_HERSELF, SIGNED_FOR_HER, LEFT_AT_POINT = "10", "20", "30"
# Why not, by the sub-codes of 705 that a courier on the road can say.
REASONS = ("4", "6", "1", "7", "5", "16")
