"""How green the post is: boxes and waybills of the parcels that were sent, by month and by who
packed them. Counted from the parcels, never typed in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.green_goals import Share, degradable_share, electronic_share
from app.parcels.models import Parcel, SentCount
from app.parcels.sent_days import A_DAY, Sent, count_sent, counted_until, kept_counts
from app.postage.models import BoxType
from app.postage.queries import box_types
from app.stock.models import Warehouse

MONTHS = 12


@dataclass(slots=True)
class Tally:
    """`unpacked` are parcels of which nobody wrote down in what they travelled: they are in no
    share of boxes."""

    parcels: int = 0
    electronic: int = 0
    unpacked: int = 0
    boxes: int = 0
    degradable: int = 0
    returnable: int = 0

    @property
    def degradable_share(self) -> Share:
        return degradable_share(self.degradable, self.boxes)

    @property
    def electronic_share(self) -> Share:
        return electronic_share(self.electronic, self.parcels)


@dataclass(frozen=True, slots=True)
class GreenMonth:
    first: date
    tally: Tally


@dataclass(frozen=True, slots=True)
class GreenPlace:
    """Who packed: a warehouse, or else the cooperative whose goods they were."""

    packer: Cooperative | Warehouse
    tally: Tally


@dataclass(frozen=True, slots=True)
class KindOfBox:
    box_type: BoxType
    boxes: int
    basis_points: int


@dataclass(frozen=True, slots=True)
class GreenFigures:
    total: Tally
    months: list[GreenMonth]
    places: list[GreenPlace]
    kinds: list[KindOfBox]


@dataclass(slots=True)
class _Sums:
    total: Tally = field(default_factory=Tally)
    months: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    packers: dict[tuple[int | None, int | None], Tally] = field(
        default_factory=lambda: defaultdict(Tally)
    )
    kinds: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def green_figures(on: date, months: int = MONTHS) -> GreenFigures:
    """Of parcels sent in the month of `on` and those before it, the oldest first. Seven statements,
    however many parcels; days that are over are read as they were counted."""
    firsts = [_first(on, back) for back in range(months - 1, -1, -1)]
    types = {one.id: one for one in box_types()}
    sums = _Sums()
    for month, sent in _sent(firsts, _first(on, -1)):
        _add(sums, month, sent, types)
    return GreenFigures(
        total=sums.total,
        months=[GreenMonth(one, sums.months[place]) for place, one in enumerate(firsts)],
        places=_places(sums),
        kinds=[
            KindOfBox(types[one], boxes, boxes * 10_000 // sums.total.boxes)
            for one, boxes in sorted(sums.kinds.items(), key=lambda kind: (-kind[1], kind[0]))
        ],
    )


def _sent(firsts: list[date], until: date) -> Iterator[tuple[int, Sent]]:
    """By the place of its month in the list."""
    counted = counted_until()
    since = firsts[0]
    if counted is not None and counted >= since:
        last = min(counted, until - A_DAY)
        yield from kept_counts(_place(SentCount.day, firsts), since, last)
        since = last + A_DAY
    if since < until:
        place = _place(Parcel.sent_at, [clock.beginning_of(one) for one in firsts])
        yield from count_sent(place, clock.beginning_of(since), clock.beginning_of(until))


def _add(sums: _Sums, month: int, sent: Sent, types: dict[int, BoxType]) -> None:
    packer = (sent.cooperative_id, sent.warehouse_id)
    if sent.box_type_id is not None:
        sums.kinds[sent.box_type_id] += sent.boxes
    for one in (sums.total, sums.months[month], sums.packers[packer]):
        one.parcels += sent.parcels
        one.electronic += sent.electronic
        one.unpacked += sent.unpacked
        one.boxes += sent.boxes
        if sent.box_type_id is not None:
            one.degradable += sent.boxes if types[sent.box_type_id].is_degradable else 0
            one.returnable += sent.boxes if types[sent.box_type_id].is_returnable else 0


def _places(sums: _Sums) -> list[GreenPlace]:
    """The one with most boxes first."""
    sellers = {cooperative for cooperative, _ in sums.packers if cooperative is not None}
    houses = {warehouse for _, warehouse in sums.packers if warehouse is not None}
    packers: dict[tuple[int | None, int | None], Cooperative | Warehouse] = {}
    for seller in session.scalars(select(Cooperative).where(Cooperative.id.in_(sellers))):
        packers[seller.id, None] = seller
    for house in session.scalars(select(Warehouse).where(Warehouse.id.in_(houses))):
        packers[None, house.id] = house
    found = [GreenPlace(packers[key], tally) for key, tally in sums.packers.items()]
    return sorted(found, key=lambda one: (-one.tally.boxes, one.packer.name))


def _first(on: date, back: int) -> date:
    months = on.year * 12 + on.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _place(
    column: InstrumentedAttribute[Any], beginnings: Sequence[date | datetime]
) -> ColumnElement[int]:
    """The place in the list of the last month that has begun by then."""
    places = reversed(list(enumerate(beginnings)))
    return case(*((column >= begun, place) for place, begun in places), else_=-1)
