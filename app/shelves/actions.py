"""Onto the shelf, out of the door, kept longer, sent back: what a keeper does with parcels."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import clock
from app.db import lock_rows, session
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import (
    ChoiceUnknown,
    CodeNeeded,
    ExtendedAlready,
    FieldMissing,
    NotOverdue,
    Refusal,
    StepNotAllowed,
)
from app.ground.shelf_rules import Room, choose_room, half_time, named_room, waiting_time
from app.orders.actions import Actor
from app.outbox.actions import leave_once
from app.parcels.actions import hand_out, hand_out_to_known, refuse, scan_in, turn_back
from app.parcels.models import Parcel
from app.shelves.consents import must_be_agreed
from app.shelves.kinds import CollectedAs, Proof, ReturnReason, StayEnd
from app.shelves.models import ShelfStay
from app.shelves.places import lock_places, rooms_of
from app.shelves.queries import count_of_today, find_stay, parcels_of_same_person
from app.shops.kinds import ShopKind
from app.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Collector:
    """Who takes it: her name, as what, with which code (`code`) or which last digits of the
    recipient's phone (`ending`); neither where the recipient has no phone."""

    name: str
    collected_as: CollectedAs = CollectedAs.recipient
    relation: str = ""
    code: str | None = None
    ending: str | None = None

    @property
    def proof(self) -> Proof:
        if self.code is not None:
            return Proof.code
        return Proof.known if self.ending is None else Proof.phone_ending


def put_on_shelf(
    parcel: Parcel, shop: Shop, place: str, actor: Actor, box: int | None = None
) -> ShelfStay:
    """`place` empty: the shelf's own suggestion, fridge first. Scanned again it moves. `box`: the
    last one of several (app/shelves/box_scans.py).

    ShelfConsentNeeded, FridgeFull, ShelfFull and PlaceFull leave everything as it was. A shop that
    has not said what its shelf looks like writes down whatever place it likes.
    """
    must_be_agreed(parcel, shop.id)
    if shop.kind == ShopKind.campus:
        # Its running numbers are the shop's, whether it has places or not.
        lock_rows(Shop, [shop.id])
    lock_places(shop.id)
    stay = _open_stay(parcel)
    room = _room_for(parcel, shop, place, stay)
    number = stay.day_number if stay else count_of_today(shop.id) + 1
    code = room.code if room else place
    if shop.kind == ShopKind.campus:
        code = f"{code}-{number}" if code else str(number)
    scan_in(parcel, code, actor, box)
    assert parcel.collect_by is not None
    if stay is None:
        moment = clock.now()
        stay = ShelfStay(
            parcel_id=parcel.id,
            shop_id=shop.id,
            put_at=moment,
            remind_at=half_time(moment, parcel.collect_by),
            day_number=number,
        )
        session.add(stay)
    stay.place_id = room.place_id if room else None
    stay.code, stay.put_by_id = code, actor.person_id
    session.flush()
    return stay


def _room_for(parcel: Parcel, shop: Shop, place: str, stay: ShelfStay | None) -> Room | None:
    hers = [one.id for one in parcels_of_same_person(parcel)]
    rooms = rooms_of(shop.id, hers)
    if not rooms:
        return None
    if stay is not None and parcel.state == ParcelState.at_shop:
        # It lies somewhere already: without another word it stays there.
        mine = [room for room in rooms if room.place_id == stay.place_id]
        if mine and place in ("", mine[0].code):
            return mine[0]
    if not place:
        return choose_room(rooms, parcel.temperature_class)
    named = named_room(rooms, place)
    if named is None:
        raise ChoiceUnknown(field="place")
    return named


def _open_stay(parcel: Parcel) -> ShelfStay | None:
    """That of an earlier visit which nobody ended is not this one."""
    stay = find_stay(parcel.id)
    if stay is None or stay.ended_at is not None:
        return None
    if parcel.state == ParcelState.at_shop and stay.shop_id == parcel.pickup_shop_id:
        return stay
    _end(stay, StayEnd.sent_back)
    return None


def give_out(parcels: Sequence[Parcel], taker: Collector, actor: Actor) -> Refusal | None:
    """Hand over several of one person at once; the proof is for the first.

    A wrong code or wrong digits are returned, not raised, because the try must be counted; nothing
    is handed over then. CodeNeeded: neighbours are asked for the code, which is her consent.
    """
    first, *others = parcels
    _check_taker(first, taker)
    together = {one.id for one in parcels_of_same_person(first)}
    if any(one.id not in together for one in others):
        raise StepNotAllowed(step="collect", state=others[0].state)
    if taker.code is not None:
        refused = hand_out(first, taker.code, taker.name, actor)
    else:
        refused = hand_out_to_known(first, taker.ending, taker.name, actor)
    if refused is not None:
        return refused
    for one in others:
        # Its own code was mistyped too often: it stays, and so does all that goes with it.
        refused = hand_out(one, one.pickup_code, taker.name, actor)
        if refused is not None:
            raise refused
    for one in parcels:
        _note_taker(one, taker)
    session.flush()
    return None


def _check_taker(parcel: Parcel, taker: Collector) -> None:
    order = parcel.sub_order.order
    if taker.collected_as is CollectedAs.family and not taker.relation:
        raise FieldMissing(field="relation")
    is_named = taker.name == order.neighbour
    if taker.collected_as is CollectedAs.neighbour and taker.code is None and not is_named:
        raise CodeNeeded(field="code")


def _note_taker(parcel: Parcel, taker: Collector) -> None:
    stay = find_stay(parcel.id)
    if stay is None or stay.ended_at is not None:
        return
    stay.collected_as, stay.proof = taker.collected_as, taker.proof
    stay.relation = taker.relation or None
    _end(stay, StayEnd.collected)


def _end(stay: ShelfStay, outcome: StayEnd) -> None:
    stay.ended_at, stay.outcome = clock.now(), outcome
    session.flush()


def keep_longer(parcel: Parcel, reason: str) -> ShelfStay:
    """Once, when it is overdue, for as long as it was given at first; she is reminded again."""
    stay = _must_be_overdue(parcel)
    if stay.extended_at is not None:
        raise ExtendedAlready
    if not reason:
        raise FieldMissing(field="reason")
    moment = clock.now()
    parcel.collect_by = moment + waiting_time(parcel.temperature_class)
    stay.extended_at, stay.extension_reason = moment, reason
    stay.remind_at = half_time(moment, parcel.collect_by)
    stay.reminded_at = stay.overdue_at = None
    session.flush()
    return stay


def send_back(parcel: Parcel, reason: ReturnReason, actor: Actor) -> None:
    """It leaves the shelf on its way to the sender: when nobody came in time, or as soon as she
    says that she will not have it."""
    stay = find_stay(parcel.id)
    if reason is ReturnReason.uncollected:
        stay = _must_be_overdue(parcel)
    else:
        refuse(parcel, actor)
    turn_back(parcel, reason.value, actor)
    if stay is not None and stay.ended_at is None:
        _end(stay, StayEnd.sent_back)
    leave_once("tell_sent_back", {"parcel_id": parcel.id})


def _must_be_overdue(parcel: Parcel) -> ShelfStay:
    stay = find_stay(parcel.id)
    if parcel.state != ParcelState.at_shop or stay is None or parcel.collect_by is None:
        raise StepNotAllowed(step="turn_back", state=parcel.state)
    if parcel.collect_by > clock.now():
        raise NotOverdue(due_at=parcel.collect_by)
    return stay
