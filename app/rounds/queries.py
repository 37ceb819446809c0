"""What waits at an outlet to be brought, and how today's rounds stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.db import session
from app.ground.parcel_steps import ParcelState
from app.ground.postal_products import PostalProduct
from app.ground.refusals import Missing
from app.ground.shelf_rules import COLD
from app.orders.models import Order, SubOrder
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel, ParcelBox
from app.parcels.numbers import named_by
from app.parcels.queries import get_parcels
from app.people.kinds import Role
from app.people.models import Person
from app.people.queries import persons_with_role
from app.places.kinds import OutletKind
from app.places.models import Outlet
from app.places.tree import tree
from app.rounds.kinds import RoundState
from app.rounds.models import Round, RoundParcel, RoundStop
from app.shops.models import Shop

MOST_WAITING = 500
TOWN_DIGITS, COUNTY_DIGITS, CITY_DIGITS = 9, 6, 4
# At the delivery office, or back there; what is local never goes through a sorting centre.
AT_THE_OFFICE = (ParcelState.at_office, ParcelState.attempted)
LOCAL_ON_THE_WAY = (ParcelState.accepted, ParcelState.in_transit)
# Where a parcel goes: the shop's village, or else the buyer's place.
_PLACE = func.coalesce(Shop.village_code, Order.region_code)


@dataclass(frozen=True, slots=True)
class TownLoad:
    """What waits for one town: how many parcels, boxes of them cold, and their weight."""

    town_code: str
    parcels: int
    cold: int
    grams: int


@dataclass(frozen=True, slots=True)
class Progress:
    parcels: int
    answered: int
    delivered: int
    attempted: int
    at_point: int

    @property
    def left(self) -> int:
        return self.parcels - self.answered

    @property
    def percent(self) -> int:
        return 100 * self.answered // self.parcels if self.parcels else 0


def delivery_outlets() -> list[Outlet]:
    some = Outlet.kind.in_([OutletKind.delivery, OutletKind.both])
    return list(session.scalars(select(Outlet).where(some).order_by(Outlet.code)))


def get_delivery_outlet(outlet_id: int) -> Outlet:
    outlet = session.get(Outlet, outlet_id)
    if outlet is None or outlet.kind == OutletKind.collection:
        raise Missing
    return outlet


def couriers() -> list[Person]:
    """Whoever of the post's staff may drive."""
    return persons_with_role(Role.postal)


def district_of(outlet: Outlet) -> str:
    """What the codes of the places it delivers to begin with: its county, or the whole city where
    it stands for one."""
    level = tree().get(outlet.region_code).level
    return outlet.region_code[: CITY_DIGITS if level == "city" else COUNTY_DIGITS]


def waiting_at(outlet: Outlet, towns: Sequence[str] = ()) -> list[Parcel]:
    """To be brought from there and on no round yet; `towns` narrows it to these codes."""
    waiting = _waiting(outlet, towns).order_by(Parcel.promised_on, Parcel.id).limit(MOST_WAITING)
    return get_parcels(list(session.scalars(waiting)))


def how_many_wait(outlets: Iterable[Outlet]) -> dict[int, int]:
    """Parcels by the id of their outlet, in one statement, however many outlets."""
    districts = {one.id: district_of(one) for one in outlets}
    if not districts:
        return {}
    county = func.substr(_PLACE, 1, COUNTY_DIGITS)
    statement = _lying([_lies_in(districts.values())]).with_only_columns(county, func.count())
    by_county = session.execute(statement.group_by(county)).all()
    return {
        outlet_id: sum(count for code, count in by_county if code.startswith(district))
        for outlet_id, district in districts.items()
    }


def _waiting(outlet: Outlet, towns: Sequence[str]) -> Select[int]:
    wanted = [_lies_in([district_of(outlet)])]
    return _lying([*wanted, _lies_in(towns)] if towns else wanted)


def _lies_in(codes: Iterable[str]) -> ColumnElement[bool]:
    return or_(*(_PLACE.startswith(one, autoescape=True) for one in sorted(set(codes))))


def _lying(wanted: Sequence[ColumnElement[bool]]) -> Select[int]:
    on_a_round = select(RoundParcel.id).where(
        RoundParcel.parcel_id == Parcel.id, RoundParcel.outcome.is_(None)
    )
    is_local = and_(Parcel.product == PostalProduct.local, Parcel.state.in_(LOCAL_ON_THE_WAY))
    return (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .join(SubOrder.order)
        .outerjoin(Shop, Shop.id == Parcel.pickup_shop_id)
        .where(
            Parcel.kind != ParcelKind.return_,
            or_(Parcel.state.in_(AT_THE_OFFICE), is_local),
            ~on_a_round.exists(),
            *wanted,
        )
    )


def boxes_of(parcel_ids: Sequence[int]) -> dict[int, int]:
    """How many boxes each is made of; one that says nothing of boxes is one."""
    counted = (
        select(ParcelBox.parcel_id, func.count())
        .where(ParcelBox.parcel_id.in_(list(parcel_ids)))
        .group_by(ParcelBox.parcel_id)
    )
    found = {parcel_id: int(count) for parcel_id, count in session.execute(counted)}
    return {one: found.get(one, 1) for one in parcel_ids}


def place_of(parcel: Parcel) -> str:
    """The code of where it is to be brought."""
    shop = parcel.pickup_shop
    return shop.village_code if shop is not None else parcel.sub_order.order.region_code


def town_loads(parcels: Sequence[Parcel]) -> list[TownLoad]:
    """By the town they go to, the fullest first."""
    towns: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        towns.setdefault(_town_of(place_of(parcel)), []).append(parcel)
    loads = [
        TownLoad(
            town_code=code,
            parcels=len(those),
            cold=sum(one.temperature_class in COLD for one in those),
            grams=sum(one.final_grams or one.gross_grams for one in those),
        )
        for code, those in towns.items()
    ]
    return sorted(loads, key=lambda one: (-one.parcels, one.town_code))


def _town_of(code: str) -> str:
    """Of a place that is known no nearer than its county: that."""
    path = tree().path(code)
    return next((place.code for place in path if place.level == "town"), path[-1].code)


def on_round(found: Round, waybill: str) -> RoundParcel:
    """By the number of any of its boxes."""
    meant = set(session.scalars(select(named_by([waybill]).c.parcel_id)))
    for stop in found.stops:
        for one in stop.parcels:
            if one.parcel_id in meant:
                return one
    raise Missing


def rounds_of_today(outlet_id: int | None = None) -> list[Round]:
    """Today's, and older ones that are not closed, the newest first."""
    statement = (
        select(Round)
        .where(or_(Round.on_date == clock.today(), Round.state != RoundState.closed))
        .options(joinedload(Round.outlet), joinedload(Round.courier))
        .order_by(Round.id.desc())
        .limit(100)
    )
    if outlet_id is not None:
        statement = statement.where(Round.outlet_id == outlet_id)
    return list(session.scalars(statement))


def rounds_of_courier(person_id: int) -> list[Round]:
    """What she is to drive or is driving."""
    mine = (
        select(Round)
        .where(Round.courier_id == person_id, Round.state != RoundState.closed)
        .options(joinedload(Round.outlet))
        .order_by(Round.id)
    )
    return list(session.scalars(mine))


def get_round(round_id: int) -> Round:
    statement = (
        select(Round)
        .where(Round.id == round_id)
        .options(
            joinedload(Round.outlet),
            joinedload(Round.courier),
            selectinload(Round.stops).joinedload(RoundStop.shop),
            selectinload(Round.stops)
            .selectinload(RoundStop.parcels)
            .joinedload(RoundParcel.parcel)
            .options(
                joinedload(Parcel.pickup_shop),
                joinedload(Parcel.sub_order).joinedload(SubOrder.order),
            ),
        )
        .execution_options(populate_existing=True)
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise Missing
    return found


def progress_of(round_ids: Sequence[int]) -> dict[int, Progress]:
    def how_many(outcome: str) -> ColumnElement[int]:
        return func.count(case((RoundParcel.outcome == outcome, 1)))

    statement = (
        select(
            RoundParcel.round_id,
            func.count(),
            func.count(RoundParcel.outcome),
            how_many("delivered"),
            how_many("attempted"),
            how_many("at_point"),
        )
        .where(RoundParcel.round_id.in_(list(round_ids)))
        .group_by(RoundParcel.round_id)
    )
    return {
        row[0]: Progress(*(int(count) for count in row[1:])) for row in session.execute(statement)
    }


def waiting_at_stop(found: Round, position: int) -> list[int]:
    """Ids of the parcels of one stop that nobody has answered."""
    for stop in found.stops:
        if stop.position == position:
            return [one.parcel_id for one in stop.parcels if one.outcome is None]
    raise Missing


def next_stop(found: Round) -> RoundStop | None:
    """The first in order that is not answered."""
    return next(
        (stop for stop in found.stops if any(one.outcome is None for one in stop.parcels)), None
    )
