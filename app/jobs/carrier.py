"""Asking the carrier: telling it of parcels, taking them back, scans, charges and numbers.

Each question is asked outside of any transaction and its answer kept in one of its own, so that a
worker that is killed has asked at most one question twice, which is harmless. When the carrier is
silent a job ends: the others would only wait as long.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

from app import clock
from app.db import Facts, session, transaction
from app.ground.postal_products import PostalProduct
from app.ground.refusals import PartnerSilent, Refusal
from app.jobs.money import partners
from app.parcels.calls import keep_call
from app.parcels.carriage import (
    Due,
    free_numbers,
    further_numbers,
    heard_lately,
    note_refused,
    note_silence,
    note_told,
    note_traced,
    note_withdrawn,
    parcels_due,
    parcels_to_tell,
    untold,
)
from app.parcels.consignments import consignment_of
from app.parcels.kinds import CallOutcome, RangeSource
from app.parcels.queries import get_parcels
from app.parcels.tracking import fact_of, record_scans
from app.parcels.waybills import import_good_ones
from app.partners.carriers import Ability, Carrier, CarrierRefused, Consignment
from app.payments.carriage_charges import record_charge

# A pool that is asked from the carrier is filled up to so many; each is a question of its own.
NUMBERS_KEPT = 60
NUMBERS_AT_ONCE = 20
Answer = TypeVar("Answer")


def announce_parcels(facts: Facts) -> None:
    """They were handed over. PartnerSilent goes up to the worker, which tries again."""
    _tell(untold([int(one) for one in facts["parcel_ids"]]))


def tell_of_parcels() -> None:
    """A carrier that wants orders is told of parcels as soon as they are booked: its sorting is
    printed on the label."""
    carrier = partners().carrier
    if Ability.early_orders not in carrier.abilities:
        return
    try:
        _tell(parcels_to_tell(one for one in PostalProduct if carrier.takes(one)))
    except PartnerSilent:
        return


def _tell(parcel_ids: Sequence[int]) -> None:
    carrier = partners().carrier
    waiting = [
        (parcel.id, consignment_of(parcel))
        for parcel in get_parcels(parcel_ids)
        if carrier.takes(parcel.product)
    ]
    session.rollback()
    # One by one where each is an order with an answer of its own.
    at_once = 1 if Ability.early_orders in carrier.abilities else max(1, len(waiting))
    for start in range(0, len(waiting), at_once):
        _tell_of(carrier, waiting[start : start + at_once])


def _tell_of(carrier: Carrier, waiting: Sequence[tuple[int, Consignment]]) -> None:
    ids = [parcel_id for parcel_id, _ in waiting]
    told = [one for _, one in waiting]
    try:
        routing = _asked("announce", partial(carrier.announce, told))
    except CarrierRefused as no:
        with transaction():
            for parcel_id in ids:
                note_refused(parcel_id, no.reason)
        return
    except PartnerSilent as silent:
        with transaction():
            note_silence(ids, _words(silent))
        raise
    ways = {one: routing[it.waybill_number] for one, it in waiting if it.waybill_number in routing}
    with transaction():
        note_told(ids, ways)


def withdraw_parcels() -> None:
    carrier = partners().carrier
    for parcel_id, number in _due(Due.withdraw):
        try:
            _asked("withdraw", partial(carrier.withdraw, number))
        except CarrierRefused as no:
            with transaction():
                note_withdrawn(parcel_id, no.reason)
        except PartnerSilent as silent:
            with transaction():
                note_silence([parcel_id], _words(silent))
            return
        else:
            with transaction():
                note_withdrawn(parcel_id)


def withdraw_number(facts: Facts) -> None:
    """A number of ours that the counter's paper label took the place of: whatever the carrier knows
    of it comes to nothing. That it knows nothing, or will not, is an answer as well."""
    carrier = partners().carrier
    if Ability.early_orders not in carrier.abilities or not carrier.takes(facts["product"]):
        return
    with suppress(CarrierRefused):
        _asked("withdraw", partial(carrier.withdraw, str(facts["number"])))


def ask_for_scans() -> None:
    """Parcels that it has told nothing of for long; each number twice an hour at most."""
    carrier = partners().carrier
    if Ability.trace not in carrier.abilities:
        return
    for parcel_id, number in _due(Due.trace):
        with transaction():
            if heard_lately(parcel_id):
                continue
            numbers = [number, *further_numbers(parcel_id)]
        scans = []
        for one in numbers:
            try:
                scans += _asked("trace", partial(carrier.trace, one))
            except PartnerSilent:
                return
            except CarrierRefused:
                continue
        with transaction():
            new = record_scans([(one.waybill_number, fact_of(one)) for one in scans])
            note_traced(parcel_id, new)


def ask_for_charges() -> None:
    carrier = partners().carrier
    if Ability.postage not in carrier.abilities:
        return
    for parcel_id, number in _due(Due.charge):
        try:
            charge = _asked("postage", partial(carrier.postage, number))
        except PartnerSilent:
            return
        except CarrierRefused:
            charge = None
        with transaction():
            record_charge(parcel_id, charge)


def ask_for_numbers() -> None:
    """Pools of products that the carrier takes are kept filled; the same question, asked again
    within the minute, gives the same numbers."""
    carrier = partners().carrier
    if Ability.numbers not in carrier.abilities:
        return
    for product in PostalProduct:
        free = free_numbers(product) if carrier.takes(product) else NUMBERS_KEPT
        session.rollback()
        if free >= NUMBERS_KEPT:
            continue
        key = f"R{product}-{clock.now():%Y%m%d%H%M}"
        try:
            drawn = _asked(
                "numbers",
                partial(carrier.draw_numbers, product, NUMBERS_AT_ONCE, key),
            )
        except (PartnerSilent, CarrierRefused):
            return
        with transaction():
            refused = import_good_ones(drawn, product, RangeSource.carrier)
            if refused:
                # Known already or none at all: the office hears of them. The others are ours, for
                # the carrier has given them to nobody else.
                words = " ".join(refused)
                keep_call("numbers", CallOutcome.silent, words, _breaker(), 0)


def _due(due: Due) -> list[tuple[int, str]]:
    found = parcels_due(due)
    session.rollback()
    return found


def _asked(question: str, ask: Callable[[], Answer]) -> Answer:
    """Whatever it says or does not say is written down for the office."""
    began = time.monotonic()
    try:
        answer = ask()
    except CarrierRefused as no:
        _keep(question, CallOutcome.refused, no.reason, began)
        raise
    except PartnerSilent as silent:
        # What the breaker kept from being asked was no question.
        if silent.facts.get("reason") != "resting":
            _keep(question, CallOutcome.silent, _words(silent), began)
        raise
    _keep(question, CallOutcome.good, "", began)
    return answer


def _keep(question: str, outcome: CallOutcome, fault: str, began: float) -> None:
    breaker = _breaker()
    if not breaker:
        return
    with transaction():
        keep_call(question, outcome, fault, breaker, int((time.monotonic() - began) * 1000))


def _breaker() -> str:
    return partners().carrier.breaker_state or ""


def _words(fault: Refusal) -> str:
    return " ".join(str(one) for one in fault.facts.values()) or fault.code
