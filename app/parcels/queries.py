"""Parcels as buyers, shops, cooperatives and the office may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import session
from app.ground.carrier_codes import name_of, reason_name
from app.ground.parcel_boxes import Standing, is_of_one_box
from app.ground.parcel_steps import ON_THE_WAY, ParcelState
from app.ground.refusals import Missing
from app.orders.models import Order, SubOrder
from app.parcels.models import Parcel, ParcelContent, Waybill, WaybillRange
from app.parcels.numbers import is_named
from app.parcels.standings import as_event, standing


@dataclass(frozen=True, slots=True)
class TimelineStop:
    """An event as a page shows it; `is_struck` when a later one took it back, `is_doubtful` when
    its time cannot be (docs/tracking.md). `reason` is the carrier's sub-code; `box` the one of
    several that it was of, None when it concerns all of them."""

    code: str
    step: str | None
    place: str
    note: str
    source: str
    happened_at: datetime
    is_struck: bool
    is_doubtful: bool
    reason: str
    box: int | None = None

    @property
    def name(self) -> str | None:
        """What the post calls its code, in Chinese."""
        return name_of(self.code)

    @property
    def reason_name(self) -> str | None:
        return reason_name(self.code, self.reason)


def _whole(statement: Select[Parcel]) -> Select[Parcel]:
    return statement.options(
        joinedload(Parcel.pickup_shop),
        joinedload(Parcel.sub_order).joinedload(SubOrder.order).joinedload(Order.villager),
        joinedload(Parcel.sub_order).joinedload(SubOrder.cooperative),
        selectinload(Parcel.contents).joinedload(ParcelContent.line),
        selectinload(Parcel.events),
    )


def parcels_of_order(order_id: int) -> list[Parcel]:
    statement = (
        select(Parcel)
        .join(Parcel.sub_order)
        .where(SubOrder.order_id == order_id)
        .order_by(Parcel.sub_order_id, Parcel.position)
    )
    parcels = list(session.scalars(_whole(statement)))
    of_boxes = [one.id for one in parcels if any(is_of_one_box(as_event(it)) for it in one.events)]
    if of_boxes:
        boxes = select(Parcel).where(Parcel.id.in_(of_boxes)).options(selectinload(Parcel.boxes))
        session.scalars(boxes).all()
    return parcels


def timeline(parcel: Parcel) -> list[TimelineStop]:
    """Newest first."""
    return stops_of(parcel, standing(parcel))


def stops_of(parcel: Parcel, standing: Standing) -> list[TimelineStop]:
    known = standing.struck | {event.key for event in standing.told}
    return [
        TimelineStop(
            code=event.code,
            step=event.step,
            place=event.place,
            note=event.note,
            source=event.source,
            happened_at=event.happened_at,
            is_struck=event.external_id in standing.struck,
            is_doubtful=event.external_id not in known,
            reason=event.reason,
            box=event.box if standing.boxes else None,
        )
        for event in reversed(parcel.events)
    ]


def parcels_of_sub_orders(sub_order_ids: Sequence[int]) -> list[Parcel]:
    """The caller has fetched the sub-orders through a guarded query."""
    statement = (
        select(Parcel)
        .where(Parcel.sub_order_id.in_(sorted(set(sub_order_ids))))
        .order_by(Parcel.sub_order_id, Parcel.position)
    )
    return list(session.scalars(_whole(statement)))


def get_parcel_of_cooperative(cooperative_id: int, waybill_number: str) -> Parcel:
    statement = (
        select(Parcel)
        .join(Parcel.sub_order)
        .where(SubOrder.cooperative_id == cooperative_id, is_named(waybill_number))
    )
    return _one(statement)


def get_parcel_of_shop(shop_id: int, waybill_number: str) -> Parcel:
    """Only parcels that are to be fetched at this shop, by the number of any of their boxes."""
    return _one(select(Parcel).where(Parcel.pickup_shop_id == shop_id, is_named(waybill_number)))


def get_parcel_for_office(waybill_number: str) -> Parcel:
    return _one(select(Parcel).where(is_named(waybill_number)))


def _one(statement: Select[Parcel]) -> Parcel:
    parcel = session.scalars(_whole(statement)).one_or_none()
    if parcel is None:
        raise Missing
    return parcel


def get_parcels(parcel_ids: Sequence[int]) -> list[Parcel]:
    """For doors that have checked who asks: jobs and commands. In the order of their ids."""
    statement = select(Parcel).where(Parcel.id.in_(sorted(parcel_ids))).order_by(Parcel.id)
    return list(session.scalars(_whole(statement)))


def shelf_of(shop_id: int, limit: int = 200) -> list[Parcel]:
    """What was scanned in and lies on the shelf, the coldest and the longest waiting first."""
    statement = (
        select(Parcel)
        .where(
            Parcel.pickup_shop_id == shop_id,
            Parcel.state == ParcelState.at_shop,
            Parcel.pickup_code.is_not(None),
        )
        .order_by(
            Parcel.temperature_class.in_(["live", "frozen", "cool"]).desc(),
            Parcel.changed_at,
            Parcel.id,
        )
        .limit(limit)
    )
    return list(session.scalars(_whole(statement)))


def expected_at(shop_id: int, limit: int = 200) -> list[Parcel]:
    """On the way to the shop, or brought there and not yet scanned in, these first."""
    coming = Parcel.state.in_(sorted(ON_THE_WAY))
    brought = Parcel.state.in_([ParcelState.at_shop, ParcelState.delivered])
    statement = (
        select(Parcel)
        .where(
            Parcel.pickup_shop_id == shop_id,
            or_(coming, and_(brought, Parcel.pickup_code.is_(None))),
        )
        .order_by(brought.desc(), Parcel.changed_at, Parcel.id)
        .limit(limit)
    )
    return list(session.scalars(_whole(statement)))


def parcels_for_office(
    *which: ColumnElement[bool], before_id: int | None = None, limit: int = 50
) -> list[Parcel]:
    """Only for the office's face (app/parcels/desk.py has the groups): the newest first."""
    statement = select(Parcel).where(*which)
    if before_id is not None:
        statement = statement.where(Parcel.id < before_id)
    return list(session.scalars(_whole(statement.order_by(Parcel.id.desc()).limit(limit))))


def counts_by_state() -> dict[str, int]:
    statement = select(Parcel.state, func.count()).group_by(Parcel.state)
    return {state: int(count) for state, count in session.execute(statement)}


def waybill_counts() -> dict[str, int]:
    """`free`, and how many are drawn and void."""
    free = select(func.sum(WaybillRange.last_serial - WaybillRange.next_serial + 1)).where(
        WaybillRange.next_serial <= WaybillRange.last_serial
    )
    statement = select(Waybill.state, func.count()).group_by(Waybill.state)
    counts = {state: int(count) for state, count in session.execute(statement)}
    return {"free": int(session.scalar(free) or 0), **counts}
