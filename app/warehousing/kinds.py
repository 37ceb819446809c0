"""Words for waves and what becomes of the parcels in them."""

from enum import StrEnum


class WaveState(StrEnum):
    picking = "picking"
    picked = "picked"


class PickState(StrEnum):
    """`short`: not enough was found; the parcel waits for another wave."""

    to_pick = "to_pick"
    picked = "picked"
    short = "short"
