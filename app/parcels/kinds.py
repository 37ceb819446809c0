"""Words for waybill numbers, what a parcel is for, and where a tracking event came from."""

from enum import StrEnum


class ParcelKind(StrEnum):
    """`outward` brings what was ordered, `replacement` the same goods once more, `return_` goods
    back to where they came from."""

    outward = "outward"
    replacement = "replacement"
    return_ = "return"


class WaybillState(StrEnum):
    free = "free"
    drawn = "drawn"
    void = "void"


class EventSource(StrEnum):
    carrier = "carrier"
    cooperative = "cooperative"
    shop = "shop"
    office = "office"
    system = "system"
