"""Where a parcel lies at a shop or a service centre, and how long it may wait there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.ground.refusals import FridgeFull, PlaceFull, ShelfFull

# What needs the fridge at once, also where the goods only want to be kept cool.
COLD = frozenset({"live", "frozen", "cool"})
COLD_WAITS = timedelta(hours=18)
OTHERS_WAIT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Room:
    """A place of the shelf and what lies there now. `has_hers`: a parcel of the same person."""

    place_id: int
    code: str
    is_fridge: bool
    capacity: int
    taken: int
    has_hers: bool = False

    @property
    def left(self) -> int:
        return max(self.capacity - self.taken, 0)

    @property
    def percent(self) -> int:
        """How full it is, never more than 100 although more may be squeezed in."""
        return min(100 * self.taken // self.capacity, 100)


def waiting_time(temperature_class: str) -> timedelta:
    """From the scan to the moment when it is overdue."""
    return COLD_WAITS if temperature_class in COLD else OTHERS_WAIT


def half_time(put_at: datetime, collect_by: datetime) -> datetime:
    """When she is reminded."""
    return put_at + (collect_by - put_at) / 2


def choose_room(rooms: Iterable[Room], temperature_class: str) -> Room:
    """Cold goods into a fridge, others never; beside what she has there already, else where the
    smallest share is taken, so that no place is searched through for long.

    FridgeFull: the keeper must say where else. ShelfFull: nothing has room.
    """
    is_cold = temperature_class in COLD
    fitting = [room for room in rooms if room.left and room.is_fridge == is_cold]
    if not fitting:
        raise FridgeFull(field="place") if is_cold else ShelfFull(field="place")
    return min(fitting, key=lambda room: (not room.has_hers, room.percent, room.code))


def named_room(rooms: Iterable[Room], code: str) -> Room | None:
    """The one that the keeper named; PlaceFull where nothing more fits in. None: there is none."""
    for room in rooms:
        if room.code == code:
            if not room.left:
                raise PlaceFull(field="place", code=code)
            return room
    return None
