"""What waits in a warehouse, and for what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from app import clock
from app.db import session
from app.ground.parcel_steps import AT_HOME, ParcelState
from app.ground.refusals import Missing
from app.orders.models import SubOrder
from app.parcels.models import Parcel
from app.parcels.numbers import named_by
from app.parcels.queries import get_parcels
from app.places.models import Outlet
from app.stock.kinds import InboundState
from app.stock.models import InboundShipment
from app.warehousing.kinds import PickState
from app.warehousing.models import WaveParcel
from app.warehousing.waves import LEAVES, TO_PICK

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """Parcels, but for `inbound`, which are shipments. `overdue` should have left already; `short`
    came up short and wait for another wave."""

    inbound: int = 0
    to_pick: int = 0
    in_wave: int = 0
    to_pack: int = 0
    to_hand_over: int = 0
    overdue: int = 0
    short: int = 0

    @property
    def at_table(self) -> int:
        return self.in_wave + self.to_pack

    @property
    def is_quiet(self) -> bool:
        return not (self.inbound or self.to_pick or self.at_table or self.to_hand_over)


def waiting_in(warehouse_ids: Sequence[int]) -> dict[int, Waiting]:
    """Two statements, however many there are."""
    live, short = aliased(WaveParcel), aliased(WaveParcel)
    unpacked = Parcel.state.in_(TO_PICK)
    was_short = (
        select(short.wave_id).where(short.parcel_id == Parcel.id, short.state == PickState.short)
    ).exists()
    statement = (
        select(
            Parcel.warehouse_id,
            func.count(case((unpacked & live.state.is_(None), 1))),
            func.count(case((unpacked & (live.state == PickState.to_pick), 1))),
            func.count(case((unpacked & (live.state == PickState.picked), 1))),
            func.count(case((Parcel.state == ParcelState.packed, 1))),
            func.count(case((SubOrder.ship_by < clock.now(), 1))),
            func.count(case((and_(unpacked, live.state.is_(None), was_short), 1))),
        )
        .join(Parcel.sub_order)
        .outerjoin(live, (live.parcel_id == Parcel.id) & (live.state != PickState.short))
        .where(
            Parcel.warehouse_id.in_(sorted(warehouse_ids)),
            LEAVES,
            Parcel.state.in_(sorted(AT_HOME)),
        )
        .group_by(Parcel.warehouse_id)
    )
    counts = {row[0]: [int(one) for one in row[1:]] for row in session.execute(statement)}
    inbound = _inbound(warehouse_ids)
    return {
        one: Waiting(inbound.get(one, 0), *counts.get(one, ())) for one in sorted(warehouse_ids)
    }


def _inbound(warehouse_ids: Sequence[int]) -> dict[int, int]:
    statement = (
        select(InboundShipment.warehouse_id, func.count())
        .where(
            InboundShipment.warehouse_id.in_(sorted(warehouse_ids)),
            InboundShipment.state == InboundState.announced,
        )
        .group_by(InboundShipment.warehouse_id)
    )
    return {place: int(count) for place, count in session.execute(statement)}


def packed_in(warehouse_id: int) -> list[tuple[Outlet | None, list[Parcel]]]:
    """What waits for the van, by the outlet that takes it in."""
    statement = (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .where(Parcel.warehouse_id == warehouse_id, LEAVES, Parcel.state == ParcelState.packed)
        .order_by(SubOrder.ship_by, Parcel.id)
        .limit(MOST_SHOWN)
    )
    ids = list(session.scalars(statement))
    parcels = {parcel.id: parcel for parcel in get_parcels(ids)} if ids else {}
    found: dict[int | None, list[Parcel]] = {}
    for number in ids:
        found.setdefault(parcels[number].outlet_id, []).append(parcels[number])
    outlets = {one.id: one for one in session.scalars(select(Outlet).where(Outlet.id.in_(found)))}
    return [(outlets.get(key or 0), group) for key, group in found.items()]


def ids_of_packed(warehouse_id: int, waybill_numbers: Sequence[str]) -> list[int]:
    """All of them, by the number of any box, or Missing: what another warehouse has packed is not
    handed over here."""
    named = named_by(waybill_numbers)
    statement = (
        select(named.c.number, Parcel.id)
        .join(Parcel, Parcel.id == named.c.parcel_id)
        .where(Parcel.warehouse_id == warehouse_id, LEAVES)
    )
    found = session.execute(statement).all()
    if len(found) != len(set(waybill_numbers)):
        raise Missing
    return sorted({row.id for row in found})
