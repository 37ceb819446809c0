"""Where an order is placed: by the buyer herself, or at a village counter."""

from enum import StrEnum


class Channel(StrEnum):
    storefront = "storefront"
    village = "village"
