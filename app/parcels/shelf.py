"""A shop's shelf as its counter asks for it: how much there is, and which one somebody means."""

from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select

from app import clock
from app.clock import SHANGHAI
from app.db import session
from app.ground.digits import plain
from app.ground.parcel_steps import ON_THE_WAY, ParcelState, TrackingStep
from app.ground.shelf_rules import COLD
from app.orders.models import Order, SubOrder
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel
from app.parcels.queries import get_parcels
from app.parcels.tracking import TrackingFact, keep_stray
from app.shops.models import Shop

# Fewer digits of a phone mean half the village.
SHORTEST_ENDING = 4
CODE_DIGITS = 6
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class ShelfCounts:
    on_shelf: int
    cold: int
    expected: int
    overdue: int


_is_on_shelf = and_(Parcel.state == ParcelState.at_shop, Parcel.pickup_code.is_not(None))
_is_expected = or_(
    Parcel.state.in_(sorted(ON_THE_WAY)),
    and_(
        Parcel.state.in_([ParcelState.at_shop, ParcelState.delivered]), Parcel.pickup_code.is_(None)
    ),
)


def shelf_counts(shop_id: int) -> ShelfCounts:
    """What lies there, how much of it needs the fridge, and what is still to be scanned in."""
    cold = and_(_is_on_shelf, Parcel.temperature_class.in_(sorted(COLD)))
    statement = select(
        func.count(case((_is_on_shelf, 1))),
        func.count(case((cold, 1))),
        func.count(case((_is_expected, 1))),
        func.count(case((and_(_is_on_shelf, Parcel.collect_by <= clock.now()), 1))),
    ).where(Parcel.pickup_shop_id == shop_id, or_(_is_on_shelf, _is_expected))
    on_shelf, cold_ones, expected, overdue = session.execute(statement).one()
    return ShelfCounts(int(on_shelf), int(cold_ones), int(expected), int(overdue))


def keep_unannounced(shop: Shop, waybill: str) -> None:
    """A number that none of this shop's parcels has: a stray scan for the office, once a day. It
    touches no parcel, whoever's it may be."""
    today = clock.now().astimezone(SHANGHAI).date()
    fact = TrackingFact(
        external_id=f"shop:{shop.id}:{waybill}:{today.isoformat()}",
        code=TrackingStep.hold_at_shop.value,
        place=shop.name,
        note="",
        source=EventSource.shop,
        happened_at=clock.now(),
    )
    keep_stray(waybill, fact)


def is_cold(parcel: Parcel) -> bool:
    return parcel.temperature_class in COLD


def parcels_asked_for(shop_id: int, text: str) -> list[Parcel]:
    """On this shop's shelf: by the pickup code, the last digits of the phone, or the name."""
    asked = plain(text)
    wanted = Order.recipient_name.contains(asked, autoescape=True)
    if asked.isascii() and asked.isdigit():
        wanted = Order.recipient_phone.endswith(asked, autoescape=True)
        if len(asked) == CODE_DIGITS:
            wanted = or_(wanted, Parcel.pickup_code == asked)
        elif len(asked) < SHORTEST_ENDING:
            return []
    if not asked:
        return []
    statement = (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .join(SubOrder.order)
        .where(Parcel.pickup_shop_id == shop_id, _is_on_shelf, wanted)
        .order_by(Parcel.id)
        .limit(MOST_FOUND)
    )
    return get_parcels(list(session.scalars(statement)))
