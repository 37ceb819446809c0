"""Words for movements and reservations."""

from enum import StrEnum


class MovementKind(StrEnum):
    receive = "receive"
    reserve = "reserve"
    release = "release"
    allocate = "allocate"
    deallocate = "deallocate"
    ship = "ship"
    write_off = "write_off"
    take_back = "take_back"


class ReservationState(StrEnum):
    held = "held"
    consumed = "consumed"
    released = "released"
