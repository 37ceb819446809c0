"""China Post's operation codes: what each means for a parcel, and which takes back which.

The dictionary is data (operation_codes.py, from app/data/ems_operation_codes.csv); here stands what
we make of it. Codes of the international leg are known by name and move no parcel of ours: what
travels within the country and is told to be at a foreign customs was told by mistake.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.ground.operation_codes import OPERATIONS, SIGNED, UNSIGNED, VOIDS
from app.ground.parcel_steps import TrackingStep

_S = TrackingStep

_MEANT: Mapping[str, TrackingStep] = {
    "picked_up": _S.accept,
    "transferred_to_carrier": _S.depart,
    "departed_from_hub": _S.depart,
    "arrived_at_hub": _S.arrive,
    "in_transit": _S.sort,
    "arrived_at_destination": _S.arrive_office,
    "out_for_delivery": _S.go_out,
    "delivered": _S.deliver,
    "delivery_attempted": _S.attempt,
    "delivery_to_locker": _S.hold_at_shop,
    "return_initiated": _S.turn_back,
    "in_return_transit": _S.turn_back,
    "returned_to_sender": _S.return_,
    "order_cancelled": _S.cancel,
    "lost": _S.lose,
}

# Where the dictionary's general meaning would say too much or too little of a parcel of ours.
_CHOSEN: Mapping[str, TrackingStep | None] = {
    # Loaded where it was collected: it leaves.
    "336": _S.depart,
    "345": _S.depart,
    # Moved to the counter, it waits there.
    "723": _S.hold_at_shop,
    # Taken out of the locker by whom it is for.
    "748": _S.collect,
    # Hints and internal notes, not movements.
    "303": None,
    "991": None,
}
# Of the numbers from 400 on, only these are of the journey within the country.
_DOMESTIC_FROM_400 = frozenset({"404", "405", "447"})
_ABROAD_FROM, _ABROAD_TO = 400, 599
_ABROAD = frozenset({"950", "973"})
_ALIASES = {"V_398": "389", "V_954": "954"}


def _is_domestic(code: str) -> bool:
    if code in _ALIASES or code in _DOMESTIC_FROM_400:
        return True
    is_number = code.isdigit() and code not in _ABROAD
    return is_number and not _ABROAD_FROM <= int(code) <= _ABROAD_TO


def _steps() -> dict[str, TrackingStep]:
    found = {
        code: _CHOSEN[code] if code in _CHOSEN else _MEANT.get(meaning)
        for code, (_, meaning) in OPERATIONS.items()
        if _is_domestic(code) and code not in VOIDS
    }
    return {code: step for code, step in found.items() if step is not None}


CODES: Mapping[str, TrackingStep] = MappingProxyType(_steps())

# The later code voids the latest earlier event that has one of these codes.
CANCELS: Mapping[str, frozenset[str]] = MappingProxyType(dict(VOIDS))

# Somebody should look: abnormality, interception, changes of address, storage-operator removal.
# 651 says only that something is wrong, not that the goods are damaged: nobody is made to pay
# because of it.
NOTICES = frozenset({"013", "651", "751", "756", "802", "803", "993"})

# How 704 was delivered: the kinds that mean "lies at a point and waits for the recipient"
# (pickup point, locker, newspaper stand, village committee).
_WAITING_SIGNED = frozenset({"30", "50", "80", "160"})
# Signed as part of a compensation: the goods are in nobody's hands.
_COMPENSATED = "180"
# Why 705 was not delivered, where that says more than "attempted".
_UNSIGNED: Mapping[str, TrackingStep] = MappingProxyType(
    {
        "7": _S.refuse,
        "8": _S.hold_at_shop,
        "9": _S.hold_at_shop,
        "10": _S.turn_back,
        "13": _S.lose,
        "15": _S.turn_back,
    }
)
_OWN = {step.value: step for step in TrackingStep}


def step_of(code: str, reason: str = "") -> TrackingStep | None:
    """The step that a carrier's code, or the name of a step of our own, stands for."""
    if code == "704" and reason in _WAITING_SIGNED:
        return _S.hold_at_shop
    if code == "704" and reason == _COMPENSATED:
        return _S.lose
    if code == "705":
        return _UNSIGNED.get(reason, _S.attempt)
    if code in CODES:
        return CODES[code]
    return _OWN.get(code)


def name_of(code: str) -> str | None:
    """What the post calls it, in Chinese; None for a code that nobody knows."""
    return OPERATIONS[code][0] if code in OPERATIONS else None


def reason_name(code: str, reason: str) -> str | None:
    """What its sub-code says of a delivery (704), or why there was none (705)."""
    kinds = {"704": SIGNED, "705": UNSIGNED}.get(code, {})
    return kinds[reason][0] if reason in kinds else None
