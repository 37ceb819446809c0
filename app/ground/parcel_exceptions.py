"""What is wrong with a parcel, since when, whose move it is, until when, and what to do next.

Parcel and events in, exceptions out: nothing is remembered, so that an exception ends by itself
when its cause is gone, whatever order the scans came in. Clocks: 36 hours after going out, five
days without a word and 18 hours uncollected are the trade's own thresholds (domain §2.8); the hours
within which somebody must have acted are the house's. docs/exceptions.md tells them with examples.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.ground.carrier_codes import NOTICES
from app.ground.parcel_states import Event, struck_keys
from app.ground.parcel_steps import AT_HOME, ON_THE_WAY, TO_PACK, ParcelState, TrackingStep

OUT_FOR = timedelta(hours=36)
SILENT_FOR = timedelta(days=5)
UNCOLLECTED_COLD, UNCOLLECTED = timedelta(hours=18), timedelta(days=3)
# Whoever is not out for delivery a day before the goods spoil cannot be eaten in time.
LAST_DAY = timedelta(hours=24)
# The carrier's own words for "the address has been changed or is in doubt".
ADDRESS_CODES = frozenset({"756", "802", "803"})
ADDRESS_REASONS = frozenset({"1", "2", "3", "5"})


class ExceptionKind(StrEnum):
    short_pick = "short_pick"
    missing = "missing"
    unlisted = "unlisted"
    not_sent = "not_sent"
    silent = "silent"
    not_delivered = "not_delivered"
    uncollected = "uncollected"
    will_spoil = "will_spoil"
    late = "late"
    address = "address"
    refused = "refused"
    damaged = "damaged"
    lost = "lost"
    returned = "returned"
    stopped = "stopped"
    moving_cancelled = "moving_cancelled"
    notice = "notice"


class Owner(StrEnum):
    """Whose move it is: the carrier's desk at the post, the cooperative, the shop, the office."""

    carrier = "carrier"
    cooperative = "cooperative"
    shop = "shop"
    office = "office"


class NextAction(StrEnum):
    find_boxes = "find_boxes"
    look_for_it = "look_for_it"
    list_it = "list_it"
    send_now = "send_now"
    ask_carrier = "ask_carrier"
    chase_delivery = "chase_delivery"
    remind_recipient = "remind_recipient"
    save_goods = "save_goods"
    ask_address = "ask_address"
    decide_remedy = "decide_remedy"
    receive_back = "receive_back"
    call_back = "call_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedParcel:
    """`promised_end` and `good_end` are the midnights that end those days. `collect_by` is when the
    shop's clock rings, if it set one. `is_over`: the buyer has said that it is there, or may not
    complain any more; `is_made_good`: its goods were refunded or sent again. `short_since`: a
    picker did not find all of its boxes, and nobody has since. `missing_since`: an outlet counted a
    manifest and it was not there; `unlisted_since`: it was there, and on no manifest."""

    state: ParcelState
    created_at: datetime
    ship_by: datetime
    promised_end: datetime | None = None
    good_end: datetime | None = None
    collect_by: datetime | None = None
    short_since: datetime | None = None
    missing_since: datetime | None = None
    unlisted_since: datetime | None = None
    from_warehouse: bool = False
    is_cold: bool = False
    has_shop: bool = False
    is_cancelled: bool = False
    is_over: bool = False
    is_made_good: bool = False
    is_received_back: bool = False
    brings_back: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """`since` names the occasion: the same cause found again is the same exception."""

    kind: ExceptionKind
    since: datetime
    due_at: datetime
    owner: Owner
    action: NextAction


_K, _O, _A = ExceptionKind, Owner, NextAction
# Owner, what to do, and within how long of its beginning.
RULES: dict[ExceptionKind, tuple[Owner, NextAction, timedelta]] = {
    _K.short_pick: (_O.office, _A.find_boxes, timedelta(hours=4)),
    _K.missing: (_O.cooperative, _A.look_for_it, timedelta(hours=12)),
    _K.unlisted: (_O.cooperative, _A.list_it, timedelta(hours=12)),
    _K.not_sent: (_O.cooperative, _A.send_now, timedelta(hours=12)),
    _K.silent: (_O.carrier, _A.ask_carrier, timedelta(hours=24)),
    _K.not_delivered: (_O.carrier, _A.chase_delivery, timedelta(hours=12)),
    _K.uncollected: (_O.shop, _A.remind_recipient, timedelta(hours=12)),
    _K.will_spoil: (_O.office, _A.save_goods, LAST_DAY),
    _K.late: (_O.carrier, _A.chase_delivery, timedelta(hours=24)),
    _K.address: (_O.office, _A.ask_address, timedelta(hours=12)),
    _K.refused: (_O.office, _A.decide_remedy, timedelta(hours=24)),
    _K.damaged: (_O.office, _A.decide_remedy, timedelta(hours=12)),
    _K.lost: (_O.office, _A.decide_remedy, timedelta(hours=72)),
    _K.returned: (_O.cooperative, _A.receive_back, timedelta(days=3)),
    _K.stopped: (_O.office, _A.decide_remedy, timedelta(hours=24)),
    _K.moving_cancelled: (_O.carrier, _A.call_back, timedelta(hours=24)),
    _K.notice: (_O.carrier, _A.ask_carrier, timedelta(hours=24)),
}

_STATES = {
    ParcelState.refused: (_K.refused, TrackingStep.refuse),
    ParcelState.damaged: (_K.damaged, TrackingStep.damage),
    ParcelState.lost: (_K.lost, TrackingStep.lose),
}
_MOVING = ON_THE_WAY | {ParcelState.returning}
_COMING_BACK = frozenset({ParcelState.returning, ParcelState.returned})
# What still concerns a parcel that nobody waits for any more.
_OF_STOCK = frozenset({_K.returned, _K.moving_cancelled})


def exceptions_of(parcel: WatchedParcel, events: Iterable[Event], now: datetime) -> list[Wrong]:
    """At most one of each kind, in the order of the kinds."""
    told = told_of(events)
    found = {kind: since for kind, since in _causes(parcel, told) if since <= now}
    if parcel.is_over or parcel.is_made_good or parcel.is_cancelled:
        found = {kind: since for kind, since in found.items() if kind in _OF_STOCK}
    return [_wrong(kind, found[kind], parcel) for kind in ExceptionKind if kind in found]


def next_ring(parcel: WatchedParcel, events: Iterable[Event], now: datetime) -> datetime | None:
    """When to look again if nothing is heard before; None when no clock runs."""
    causes = _causes(parcel, told_of(events))
    return min((since for _, since in causes if since > now), default=None)


def told_of(events: Iterable[Event]) -> list[Event]:
    """What happened and was not taken back, the earliest first."""
    every = list(events)
    struck = struck_keys(every)
    told = [one for one in every if one.key not in struck and not one.is_cancellation]
    return sorted(told, key=lambda one: (one.occurred_at, one.key))


def _causes(parcel: WatchedParcel, told: Sequence[Event]) -> list[tuple[ExceptionKind, datetime]]:
    """Every cause that is there or will be if nothing happens, with the moment it begins."""
    heard = max((one.occurred_at for one in told), default=parcel.created_at)
    if parcel.brings_back:
        return [*_of_state(parcel, told, heard, (_K.damaged, _K.lost)), *_silence(parcel, heard)]
    return [
        *_of_clocks(parcel, told, heard),
        *_silence(parcel, heard),
        *_of_state(parcel, told, heard, tuple(kind for kind, _ in _STATES.values())),
        *_of_words(parcel, told),
        *_of_ways_back(parcel, told, heard),
    ]


def _silence(parcel: WatchedParcel, heard: datetime) -> list[tuple[ExceptionKind, datetime]]:
    return [(_K.silent, heard + SILENT_FOR)] if parcel.state in _MOVING else []


def _of_clocks(
    parcel: WatchedParcel, told: Sequence[Event], heard: datetime
) -> list[tuple[ExceptionKind, datetime]]:
    state = parcel.state
    found = []
    if parcel.short_since is not None and state in TO_PACK:
        found.append((_K.short_pick, parcel.short_since))
    if parcel.missing_since is not None and not _turned_up(parcel.missing_since, told):
        found.append((_K.missing, parcel.missing_since))
    if parcel.unlisted_since is not None and state in AT_HOME:
        found.append((_K.unlisted, parcel.unlisted_since))
    if state in AT_HOME:
        found.append((_K.not_sent, parcel.ship_by))
    if state is ParcelState.out_for_delivery:
        went_out = _last(told, TrackingStep.go_out, heard)
        found.append((_K.not_delivered, went_out + OUT_FOR))
    if state is ParcelState.at_shop:
        waits_for = UNCOLLECTED_COLD if parcel.is_cold else UNCOLLECTED
        came = _first_of_stay(told, heard)
        found.append((_K.uncollected, parcel.collect_by or came + waits_for))
    if parcel.promised_end is not None and state in AT_HOME | ON_THE_WAY:
        found.append((_K.late, parcel.promised_end))
    if parcel.good_end is not None and state in ON_THE_WAY | {ParcelState.at_shop}:
        found.append((_K.will_spoil, _spoils(parcel, parcel.good_end)))
    return found


def _turned_up(missing_since: datetime, told: Sequence[Event]) -> bool:
    """The carrier has had it in its hands, or something was done with it after it was missed. What
    we say ourselves of the hand-over proves nothing: it is what the outlet doubts."""
    return any(
        one.step is not None and (one.code.isdecimal() or one.occurred_at > missing_since)
        for one in told
    )


def _spoils(parcel: WatchedParcel, good_end: datetime) -> datetime:
    """From the start, when even the promised day is too late; else a day before, or, when somebody
    is out with it, at the end itself."""
    if parcel.state is ParcelState.out_for_delivery:
        return good_end
    is_promised_too_late = parcel.promised_end is not None and good_end < parcel.promised_end
    if is_promised_too_late and parcel.state is not ParcelState.at_shop:
        return parcel.created_at
    return good_end - LAST_DAY


def _of_state(
    parcel: WatchedParcel,
    told: Sequence[Event],
    heard: datetime,
    kinds: Sequence[ExceptionKind],
) -> list[tuple[ExceptionKind, datetime]]:
    kind, step = _STATES.get(parcel.state, (None, None))
    return [(kind, _last(told, step, heard))] if kind in kinds and kind and step else []


def _of_words(parcel: WatchedParcel, told: Sequence[Event]) -> list[tuple[ExceptionKind, datetime]]:
    """A carrier's notice stands until the parcel is seen to move on."""
    if parcel.state not in ON_THE_WAY | {ParcelState.at_shop, ParcelState.refused}:
        return []
    moved = max((one.occurred_at for one in told if one.step), default=parcel.created_at)
    found: dict[ExceptionKind, datetime] = {}
    for one in told:
        if one.occurred_at < moved:
            continue
        if one.code in ADDRESS_CODES or (one.code == "705" and one.reason in ADDRESS_REASONS):
            found[_K.address] = one.occurred_at
        elif one.code in NOTICES:
            found[_K.notice] = one.occurred_at
    return list(found.items())


def _of_ways_back(
    parcel: WatchedParcel, told: Sequence[Event], heard: datetime
) -> list[tuple[ExceptionKind, datetime]]:
    found = []
    if parcel.state in _COMING_BACK and not parcel.is_received_back:
        turned = [one.occurred_at for one in told if one.step in _BACK]
        found.append((_K.returned, max(turned, default=heard)))
    if parcel.is_cancelled and parcel.state in ON_THE_WAY | {ParcelState.at_shop}:
        found.append((_K.moving_cancelled, heard))
    if parcel.state is ParcelState.cancelled and any(one.code == "801" for one in told):
        found.append((_K.stopped, heard))
    return found


_BACK = frozenset({TrackingStep.turn_back, TrackingStep.return_})


def _last(told: Sequence[Event], step: TrackingStep, otherwise: datetime) -> datetime:
    return max((one.occurred_at for one in told if one.step is step), default=otherwise)


def _first_of_stay(told: Sequence[Event], heard: datetime) -> datetime:
    """When it came to the shop for this stay: a second scan there starts no new clock."""
    came = heard
    for one in reversed(told):
        if one.step is TrackingStep.hold_at_shop:
            came = one.occurred_at
        elif one.step is TrackingStep.go_out and one.occurred_at < came:
            break
    return came


def _wrong(kind: ExceptionKind, since: datetime, parcel: WatchedParcel) -> Wrong:
    owner, action, within = RULES[kind]
    due_at = since + within
    if kind is ExceptionKind.will_spoil and parcel.good_end is not None:
        due_at = parcel.good_end
    if owner is Owner.shop and not parcel.has_shop:
        owner = Owner.carrier
    if kind in (ExceptionKind.will_spoil, ExceptionKind.address) and parcel.has_shop:
        is_there = parcel.state is ParcelState.at_shop
        owner = Owner.shop if is_there else owner
        action = NextAction.remind_recipient if is_there else action
    if kind in (ExceptionKind.missing, ExceptionKind.unlisted) and parcel.from_warehouse:
        owner = Owner.office
    if kind is ExceptionKind.returned and parcel.state is ParcelState.returning:
        owner, action = Owner.carrier, NextAction.call_back
    if kind is ExceptionKind.late and parcel.state in AT_HOME:
        owner, action = Owner.cooperative, NextAction.send_now
    return Wrong(kind, since, due_at, owner, action)
