"""Words for waybill numbers and where a tracking event came from."""

from enum import StrEnum


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
