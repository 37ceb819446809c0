"""How green the post is: boxes and waybills of the parcels that were sent, by month and by who
packed them. Counted from the parcels, never typed in."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, and_, case, func, select

from app import clock
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.green_goals import Share, degradable_share, electronic_share
from app.orders.models import SubOrder
from app.parcels.kinds import ParcelKind, RangeSource
from app.parcels.models import Parcel, ParcelBox, Waybill, WaybillRange
from app.postage.models import BoxType
from app.postage.queries import box_types
from app.stock.models import Warehouse

MONTHS = 12
# A roll is a list of printed paper numbers; the others came as data and are printed when needed.
ELECTRONIC = (RangeSource.sheet, RangeSource.carrier)


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
    """Of parcels sent in the month of `on` and those before it, the oldest first; what comes back
    is not counted: its box is the buyer's. Five statements, however many parcels."""
    firsts = [_first(on, back) for back in range(months - 1, -1, -1)]
    place = _place(firsts)
    # A parcel of a warehouse is the warehouse's, whosever goods are in it.
    seller = case((Parcel.warehouse_id.is_(None), SubOrder.cooperative_id))
    sent = and_(
        Parcel.sent_at >= _begins(firsts[0]),
        Parcel.sent_at < _begins(_first(on, -1)),
        Parcel.kind != ParcelKind.return_,
    )
    types = {one.id: one for one in box_types()}
    sums = _Sums()
    _count_parcels(sums, place, seller, sent)
    _count_boxes(sums, place, seller, sent, types)
    return GreenFigures(
        total=sums.total,
        months=[GreenMonth(one, sums.months[place]) for place, one in enumerate(firsts)],
        places=_places(sums),
        kinds=[
            KindOfBox(types[one], boxes, boxes * 10_000 // sums.total.boxes)
            for one, boxes in sorted(sums.kinds.items(), key=lambda kind: (-kind[1], kind[0]))
        ],
    )


def _count_parcels(
    sums: _Sums, place: ColumnElement[int], seller: ColumnElement[int], sent: ColumnElement[bool]
) -> None:
    is_electronic = case((WaybillRange.source.in_(ELECTRONIC), 1), else_=0)
    boxed = select(ParcelBox.parcel_id).where(ParcelBox.parcel_id == Parcel.id).exists()
    statement = (
        select(
            place,
            seller,
            Parcel.warehouse_id,
            func.count(),
            func.sum(is_electronic),
            func.sum(case((boxed, 0), else_=1)),
        )
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .join(Waybill, Waybill.number == Parcel.waybill_number)
        .join(WaybillRange, WaybillRange.id == Waybill.range_id)
        .where(sent)
        .group_by(place, seller, Parcel.warehouse_id)
    )
    for month, cooperative, warehouse, parcels, electronic, unpacked in session.execute(statement):
        for one in _tallies(sums, month, (cooperative, warehouse)):
            one.parcels += parcels
            one.electronic += int(electronic)
            one.unpacked += int(unpacked)


def _count_boxes(
    sums: _Sums,
    place: ColumnElement[int],
    seller: ColumnElement[int],
    sent: ColumnElement[bool],
    types: dict[int, BoxType],
) -> None:
    statement = (
        select(place, seller, Parcel.warehouse_id, ParcelBox.box_type_id, func.count())
        .join(Parcel, Parcel.id == ParcelBox.parcel_id)
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .where(sent)
        .group_by(place, seller, Parcel.warehouse_id, ParcelBox.box_type_id)
    )
    for month, cooperative, warehouse, type_id, boxes in session.execute(statement):
        sums.kinds[type_id] += boxes
        for one in _tallies(sums, month, (cooperative, warehouse)):
            one.boxes += boxes
            one.degradable += boxes if types[type_id].is_degradable else 0
            one.returnable += boxes if types[type_id].is_returnable else 0


def _tallies(sums: _Sums, month: int, packer: tuple[int | None, int | None]) -> list[Tally]:
    return [sums.total, sums.months[month], sums.packers[packer]]


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


def _place(firsts: list[date]) -> ColumnElement[int]:
    """The place in the list of the last month that has begun when the parcel left."""
    places = reversed(list(enumerate(firsts)))
    return case(*((Parcel.sent_at >= _begins(first), place) for place, first in places), else_=-1)


def _begins(first: date) -> datetime:
    return datetime.combine(first, time(), tzinfo=clock.SHANGHAI).astimezone(UTC)
