"""A round from the list in the office to the last stop: built, driven, answered, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update

from app import clock
from app.db import changed, lock_rows, session
from app.ground.parcel_steps import ENDED, ON_THE_WAY, ParcelState
from app.ground.refusals import (
    ChoiceUnknown,
    Missing,
    NothingToBring,
    NothingToCarry,
    ProxyNotAgreed,
    RoundNotAnswered,
    StepNotAllowed,
)
from app.ground.routes import Load, Point, fill_van, tour_m
from app.ground.shelf_rules import COLD
from app.ground.timetables import Pace, Timetable, Window, window_of
from app.orders.actions import Actor
from app.orders.kinds import DeliveryPreference
from app.parcels.actions import locked
from app.parcels.models import Parcel
from app.parcels.own_steps import carry
from app.places.models import Outlet
from app.places.tree import tree
from app.rounds.kinds import (
    LEFT_AT_POINT,
    REASONS,
    SIGNED_FOR_HER,
    SIGNED_HERSELF,
    Outcome,
    RoundState,
)
from app.rounds.models import Round, RoundParcel, RoundStop
from app.rounds.queries import boxes_of, couriers, place_of, waiting_at
from app.shelves.consents import must_be_agreed

USUAL_PACE = Pace()
LAST_OF_ALL = date(9999, 12, 31)
# What was refused or is damaged waits for the office's word.
MAY_GO_OUT = ON_THE_WAY - {ParcelState.damaged}
# Whoever had it after the courier has said so before her.
OVERTAKEN = ENDED | {ParcelState.delivered, ParcelState.returning}


@dataclass(frozen=True, slots=True)
class RoundWish:
    """`towns`: codes of the towns to drive to; none means all that something waits for."""

    courier_id: int
    most_boxes: int
    most_grams: int
    towns: Sequence[str] = ()
    pace: Pace = USUAL_PACE


def build_round(outlet: Outlet, wish: RoundWish, actor: Actor) -> Round:
    """Of what waits as much as there is room for, cold first, its stops in a short order in which
    shops are open.

    NothingToBring leaves nothing behind. Two desks that build at once take turns at the outlet's
    row, so that no parcel is on two rounds; the table has the last word.
    """
    if wish.courier_id not in {one.id for one in couriers()}:
        raise ChoiceUnknown(field="courier")
    lock_rows(Outlet, [outlet.id])
    parcels = {one.id: one for one in waiting_at(outlet, wish.towns)}
    boxes = boxes_of([*parcels])
    loads = [_load(one, boxes[one.id]) for one in parcels.values()]
    chosen = fill_van(loads, wish.most_boxes, wish.most_grams)
    if not chosen:
        raise NothingToBring
    stops = _stops([parcels[one.parcel_id] for one in chosen])
    built = Round(
        outlet_id=outlet.id,
        on_date=clock.today(),
        number=_next_number(outlet.id),
        courier_id=wish.courier_id,
        state=RoundState.planned,
        most_boxes=wish.most_boxes,
        most_grams=wish.most_grams,
        length_m=0,
        starts_at=wish.pace.starts_at,
        stop_minutes=wish.pace.stop_minutes,
        km_minutes=wish.pace.km_minutes,
        built_by_id=actor.person_id,
        built_at=clock.now(),
    )
    session.add(built)
    session.flush()
    for position, (key, those) in enumerate(stops, start=1):
        _add_stop(built, position, key, those)
    session.flush()
    session.expire(built, ["stops"])
    _put_in_order(built, outlet)
    return built


def set_window(found: Round, position: int, window: Window | None) -> None:
    """When the recipient of a planned stop is at home, as she said on the phone (None: at any
    time); all stops are put in order anew. Missing for a shop's: its own hours hold."""
    _must_be(found, RoundState.planned)
    stop = next((one for one in found.stops if one.position == position), None)
    if stop is None or stop.shop_id is not None:
        raise Missing
    stop.opens_at = window.opens_at if window else None
    stop.closes_at = window.closes_at if window else None
    _put_in_order(found, found.outlet)


def _put_in_order(found: Round, outlet: Outlet) -> None:
    start, points = point_of(outlet.region_code), [point_of(s.region_code) for s in found.stops]
    pace = Pace(found.starts_at, found.stop_minutes, found.km_minutes)
    table = Timetable(start, points, [stop.window for stop in found.stops], pace)
    order = table.order()
    found.length_m = tour_m(start, points, order)
    # No two stops may be at one place of the order, not even for a moment.
    free = len(order) + max((stop.position for stop in found.stops), default=0)
    for stop in found.stops:
        stop.position += free
    session.flush()
    stops = [found.stops[index] for index in order]
    for position, (stop, at) in enumerate(zip(stops, table.arrivals(order), strict=True), start=1):
        stop.position, stop.arrives_at = position, at
    session.flush()
    session.expire(found, ["stops"])


Key = tuple[int | None, str, str]


def _stops(parcels: Sequence[Parcel]) -> list[tuple[Key, list[Parcel]]]:
    """One for each shop, and one for each door."""
    found: dict[Key, list[Parcel]] = {}
    for parcel in parcels:
        order = parcel.sub_order.order
        door = f"{order.detail}\n{order.recipient_name}\n{order.recipient_phone}"
        is_shop = parcel.pickup_shop_id is not None
        key = (parcel.pickup_shop_id, place_of(parcel), "" if is_shop else door)
        found.setdefault(key, []).append(parcel)
    return sorted(found.items(), key=lambda one: (one[0][1], one[0][0] or 0, one[0][2]))


def _add_stop(built: Round, position: int, key: Key, parcels: Sequence[Parcel]) -> None:
    shop = parcels[0].pickup_shop
    window = window_of(shop.opening_hours) if shop else None
    stop = RoundStop(
        round_id=built.id,
        position=position,
        shop_id=key[0],
        region_code=key[1],
        opens_at=window.opens_at if window else None,
        closes_at=window.closes_at if window else None,
    )
    session.add(stop)
    session.flush()
    for parcel in parcels:
        session.add(RoundParcel(round_id=built.id, stop_id=stop.id, parcel_id=parcel.id))


def _load(parcel: Parcel, boxes: int) -> Load:
    return Load(
        parcel_id=parcel.id,
        boxes=boxes,
        grams=parcel.final_grams or parcel.gross_grams,
        is_cold=parcel.temperature_class in COLD,
        urgency=(parcel.good_until or LAST_OF_ALL, parcel.promised_on or LAST_OF_ALL),
    )


def point_of(region_code: str) -> Point:
    return tree().point_of(region_code) or (0.0, 0.0)


def _next_number(outlet_id: int) -> int:
    today = select(func.max(Round.number)).where(
        Round.outlet_id == outlet_id, Round.on_date == clock.today()
    )
    return int(session.scalar(today) or 0) + 1


def call_off(found: Round) -> None:
    """Before it has left: its parcels wait again as if it had never been."""
    _must_be(found, RoundState.planned)
    changed(delete(RoundParcel).where(RoundParcel.round_id == found.id))
    changed(delete(RoundStop).where(RoundStop.round_id == found.id))
    changed(delete(Round).where(Round.id == found.id))


def set_out(found: Round, actor: Actor) -> list[Parcel]:
    """The van has left: every parcel is out for delivery (702). Says which are left out, because
    they were cancelled, refused, damaged or brought elsewhere since the round was built; their
    stops fall away with them. NothingToCarry, and nothing is changed, when that is all of them."""
    parcels = locked(one.parcel_id for stop in found.stops for one in stop.parcels)
    _must_be(found, RoundState.planned)
    fit = [one for one in parcels if ParcelState(one.state) in MAY_GO_OUT]
    if not fit:
        raise NothingToCarry
    left_out = [one for one in parcels if one not in fit]
    if left_out:
        _leave_out(found, left_out)
    for parcel in fit:
        carry(parcel, "702", "", actor)
    found.state, found.left_at = RoundState.out, clock.now()
    session.flush()
    return left_out


def _leave_out(found: Round, parcels: Sequence[Parcel]) -> None:
    gone = {one.id for one in parcels}
    here = RoundParcel.round_id == found.id
    changed(delete(RoundParcel).where(here, RoundParcel.parcel_id.in_(gone)))
    still = select(RoundParcel.stop_id).where(here)
    changed(delete(RoundStop).where(RoundStop.round_id == found.id, RoundStop.id.not_in(still)))
    session.expire(found, ["stops"])
    for position, stop in enumerate(found.stops, start=1):
        # One after the other, the first first: a number is free before the next one takes it.
        session.expire(stop, ["parcels"])
        stop.position = position
        session.flush()
    points = [point_of(stop.region_code) for stop in found.stops]
    start = point_of(found.outlet.region_code)
    found.length_m = tour_m(start, points, range(len(points)))


def answer(found: Round, parcel: Parcel, outcome: Outcome, reason: str, actor: Actor) -> None:
    """What became of one parcel, as an event of its own: 704 or 705 with the sub-code.

    Nobody signs for the recipient whom she has not named, and nothing is left at a point to which
    she has not agreed: ProxyNotAgreed, ShelfConsentNeeded. Answered twice: StepNotAllowed. Where
    other scans were quicker and say more (the shop has given it out already), the answer is the
    round's alone.
    """
    _must_be(found, RoundState.out)
    code, reason = _code_of(parcel, outcome, reason)
    mine = update(RoundParcel).where(
        RoundParcel.round_id == found.id,
        RoundParcel.parcel_id == parcel.id,
        RoundParcel.outcome.is_(None),
    )
    values = {"outcome": outcome, "reason": reason, "answered_at": clock.now()}
    if not changed(mine.values(**values, answered_by_id=actor.person_id)):
        raise StepNotAllowed(step=outcome.value, state=parcel.state)
    if ParcelState(parcel.state) not in OVERTAKEN:
        carry(parcel, code, reason, actor)


def _code_of(parcel: Parcel, outcome: Outcome, reason: str) -> tuple[str, str]:
    order = parcel.sub_order.order
    if outcome is Outcome.attempted:
        if reason not in REASONS:
            raise ChoiceUnknown(field="reason")
        return "705", reason
    if outcome is Outcome.at_point:
        must_be_agreed(parcel, parcel.pickup_shop_id)
        return "704", LEFT_AT_POINT
    if parcel.pickup_shop_id is not None:
        # At a shop "delivered" would tell her that she has it.
        raise ChoiceUnknown(field="outcome")
    if reason == SIGNED_FOR_HER and order.delivery_preference != DeliveryPreference.neighbour:
        raise ProxyNotAgreed(field="outcome")
    if reason not in (SIGNED_HERSELF, SIGNED_FOR_HER):
        raise ChoiceUnknown(field="reason")
    return "704", reason


def close_round(found: Round) -> None:
    """Only when every parcel is answered. What was not delivered waits in the office again."""
    _must_be(found, RoundState.out)
    left = sum(one.outcome is None for stop in found.stops for one in stop.parcels)
    if left:
        raise RoundNotAnswered(count=left)
    found.state, found.closed_at = RoundState.closed, clock.now()
    session.flush()


def _must_be(found: Round, state: RoundState) -> None:
    """The row is locked before its state is believed."""
    rows = lock_rows(Round, [found.id])
    if not rows:
        raise Missing
    if rows[0].state != state:
        raise StepNotAllowed(step=state.value, state=rows[0].state)
