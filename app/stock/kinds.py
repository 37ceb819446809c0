"""Words for movements, reservations and shipments between places."""

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
    move_out = "move_out"
    move_in = "move_in"


class ReservationState(StrEnum):
    held = "held"
    consumed = "consumed"
    released = "released"


class InboundState(StrEnum):
    """`planned`: a move between warehouses that has not left, its boxes are still for sale.
    `announced`: the boxes are set aside and on their way. The other two are ends."""

    planned = "planned"
    announced = "announced"
    received = "received"
    cancelled = "cancelled"


class Shortfall(StrEnum):
    """Why fewer boxes were counted than announced. What was `left_behind` is still where it came
    from; the others are written off."""

    left_behind = "left_behind"
    damaged = "damaged"
    lost = "lost"
