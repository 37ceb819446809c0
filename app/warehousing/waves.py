"""Picking in waves: several parcels are fetched in one walk, and what was not found is said."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.db import changed, lock_rows, session
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import Missing, NothingToPick, QuantityNotAllowed, StepNotAllowed
from app.orders.models import OrderLine, SubOrder
from app.parcels.actions import locked
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel, ParcelContent
from app.parcels.watching import look_again
from app.stock.models import Lot, Warehouse, WarehouseRoom
from app.warehousing.kinds import PickState, WaveState
from app.warehousing.models import Wave, WaveParcel

MOST_PARCELS = 60
MOST_COUNTED = 100_000
TO_PICK = (ParcelState.created, ParcelState.labelled)
# What a buyer sends back has this place's boxes in it, and is nothing to send from here.
LEAVES = Parcel.kind != ParcelKind.return_


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveWish:
    """At most `most` parcels, those that must leave first; `classes` empty: of every temperature
    class. `leave_by` inclusive, None: whenever they must leave."""

    request_key: str
    most: int
    classes: Collection[str] = ()
    leave_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class PickRow:
    """So many boxes of one lot, and into which slots they go."""

    lot_id: int
    lot_number: str
    picked_on: date
    temperature_class: str
    product_name: str
    variant_name: str
    picture: str
    boxes: int
    slots: tuple[tuple[int, int], ...]


def start_wave(warehouse_id: int, wish: WaveWish, actor_id: int | None) -> Wave:
    """NothingToPick when there is none. Two who begin at the same moment get different parcels: the
    warehouse's row is held. The same request key gives the same wave."""
    lock_rows(Warehouse, [warehouse_id])
    earlier = session.scalars(select(Wave).where(Wave.request_key == wish.request_key)).first()
    if earlier is not None:
        return earlier
    if not 1 <= wish.most <= MOST_PARCELS:
        raise QuantityNotAllowed(least=1, most=MOST_PARCELS, field="most")
    chosen = _waiting(warehouse_id, wish)
    if not chosen:
        raise NothingToPick
    wave = Wave(
        number=_number(warehouse_id),
        request_key=wish.request_key,
        warehouse_id=warehouse_id,
        state=WaveState.picking,
        started_by_id=actor_id,
        started_at=clock.now(),
    )
    wave.slots = [
        WaveParcel(slot=slot, parcel_id=parcel_id, state=PickState.to_pick)
        for slot, parcel_id in enumerate(chosen, start=1)
    ]
    session.add(wave)
    session.flush()
    return wave


def finish_picking(wave_id: int, found: Mapping[int, int], actor_id: int | None) -> list[int]:
    """`found` boxes by lot. Answers the slots that came up short: the earliest are served first, a
    parcel whole or not at all, and what came up short waits for another wave and is an exception.

    StepNotAllowed when somebody has finished it already; more than was asked for is refused.
    """
    wave = _lock(wave_id)
    asked = _asked(wave_id)
    wanted: Counter[int] = Counter()
    for boxes_of in asked.values():
        wanted.update(boxes_of)
    if found.keys() != wanted.keys():
        raise Missing
    for lot_id, boxes in found.items():
        if not 0 <= boxes <= wanted[lot_id]:
            raise QuantityNotAllowed(least=0, most=wanted[lot_id], field=f"boxes-{lot_id}")
    left, short = Counter(found), []
    for slot, boxes_of in sorted(asked.items()):
        if all(left[lot_id] >= boxes for lot_id, boxes in boxes_of.items()):
            left.subtract(boxes_of)
        else:
            short.append(slot)
    _mark(wave_id, [slot for slot in asked if slot not in short], PickState.picked)
    _mark(wave_id, short, PickState.short)
    _tell_of_short(wave_id)
    wave.state, wave.picked_at, wave.picked_by_id = WaveState.picked, clock.now(), actor_id
    session.flush()
    session.expire(wave, ["slots"])
    return short


def _tell_of_short(wave_id: int) -> None:
    """Each that came up short is in the office's inbox from now on, with an owner and a clock; each
    that was found this time is out of it."""
    states: dict[int, str] = {
        row.parcel_id: row.state
        for row in session.execute(
            select(WaveParcel.parcel_id, WaveParcel.state).where(WaveParcel.wave_id == wave_id)
        )
    }
    for parcel in locked(states):
        was_short = parcel.short_since is not None
        is_short = states[parcel.id] == PickState.short
        if is_short or was_short:
            parcel.short_since = clock.now() if is_short else None
            look_again(parcel)


def _mark(wave_id: int, slots: Collection[int], state: PickState) -> None:
    if slots:
        here = (WaveParcel.wave_id == wave_id) & WaveParcel.slot.in_(sorted(slots))
        changed(update(WaveParcel).where(here).values(state=state))


def _lock(wave_id: int) -> Wave:
    found = lock_rows(Wave, [wave_id])
    if not found:
        raise Missing
    if found[0].state != WaveState.picking:
        raise StepNotAllowed(step="pick", state=found[0].state)
    return found[0]


def _asked(wave_id: int) -> dict[int, dict[int, int]]:
    """Boxes by lot of each slot; what was cancelled meanwhile asks for none."""
    statement = (
        select(WaveParcel.slot, ParcelContent.lot_id, func.sum(ParcelContent.boxes))
        .join(Parcel, Parcel.id == WaveParcel.parcel_id)
        .join(ParcelContent, ParcelContent.parcel_id == Parcel.id)
        .where(WaveParcel.wave_id == wave_id, Parcel.state != ParcelState.cancelled)
        .group_by(WaveParcel.slot, ParcelContent.lot_id)
    )
    asked: dict[int, dict[int, int]] = {}
    for slot, lot_id, boxes in session.execute(statement):
        asked.setdefault(slot, {})[lot_id] = int(boxes)
    return asked


def _waiting(warehouse_id: int, wish: WaveWish) -> list[int]:
    in_wave = select(WaveParcel.wave_id).where(
        WaveParcel.parcel_id == Parcel.id, WaveParcel.state != PickState.short
    )
    statement = (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .where(
            Parcel.warehouse_id == warehouse_id,
            LEAVES,
            Parcel.state.in_(TO_PICK),
            ~in_wave.exists(),
        )
        .order_by(SubOrder.ship_by, Parcel.id)
        .limit(wish.most)
    )
    if wish.classes:
        statement = statement.where(Parcel.temperature_class.in_(sorted(wish.classes)))
    if wish.leave_by is not None:
        statement = statement.where(SubOrder.ship_by <= wish.leave_by)
    return list(session.scalars(statement))


def _number(warehouse_id: int) -> str:
    """Warehouse, day, how many that day; the caller holds the warehouse's row. Asked of the index
    as a range, of which only that day's are read: LIKE would read all that there ever were."""
    start = f"BC{warehouse_id:02d}{clock.today():%y%m%d}"
    known = select(func.count()).where(Wave.number.between(start, f"{start}99999"))
    return f"{start}{session.execute(known).scalar_one() + 1:02d}"


def get_wave(number: str) -> Wave:
    statement = (
        select(Wave)
        .where(Wave.number == number)
        .options(joinedload(Wave.warehouse), selectinload(Wave.slots).joinedload(WaveParcel.parcel))
    )
    wave = session.scalars(statement).one_or_none()
    if wave is None:
        raise Missing
    return wave


def waves_of(warehouse_id: int, limit: int = 20) -> list[Wave]:
    """Those still being picked first, then the newest."""
    statement = (
        select(Wave)
        .where(Wave.warehouse_id == warehouse_id)
        .options(selectinload(Wave.slots))
        .order_by((Wave.state == WaveState.picking).desc(), Wave.id.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def picking_list(wave: Wave) -> list[PickRow]:
    """In the order of the walk: room by room, what is cold last, of each pack the oldest first."""
    statement = (
        select(
            Lot.id,
            Lot.number,
            Lot.harvested_on,
            OrderLine.temperature_class,
            OrderLine.product_name,
            OrderLine.variant_name,
            OrderLine.picture,
            WaveParcel.slot,
            ParcelContent.boxes,
        )
        .select_from(WaveParcel)
        .join(Parcel, Parcel.id == WaveParcel.parcel_id)
        .join(ParcelContent, ParcelContent.parcel_id == Parcel.id)
        .join(OrderLine, OrderLine.id == ParcelContent.order_line_id)
        .join(Lot, Lot.id == ParcelContent.lot_id)
        .outerjoin(
            WarehouseRoom,
            (WarehouseRoom.warehouse_id == wave.warehouse_id)
            & (WarehouseRoom.temperature_class == OrderLine.temperature_class),
        )
        .where(WaveParcel.wave_id == wave.id, Parcel.state != ParcelState.cancelled)
        .order_by(
            WarehouseRoom.position,
            OrderLine.product_name,
            OrderLine.variant_name,
            Lot.harvested_on,
            Lot.number,
            WaveParcel.slot,
        )
    )
    rows: dict[int, PickRow] = {}
    for lot_id, number, picked_on, kind, product, variant, picture, slot, boxes in session.execute(
        statement
    ):
        known = rows.get(lot_id)
        slots = (*(known.slots if known else ()), (slot, boxes))
        total = boxes + (known.boxes if known else 0)
        rows[lot_id] = PickRow(
            lot_id, number, picked_on, kind, product, variant, picture, total, slots
        )
    return list(rows.values())
