"""China Post's operation codes: what each means for a parcel, and which takes back which.

Source: operation-code dictionary of the China Post agreement-customer platform (2026-05-13),
as collected by OLTS (open-logistics-tracking, mappings/cn/ems.csv), data licence CC BY 4.0.
Only domestic codes that move a parcel are listed; all others are kept and shown, and change
nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.ground.parcel_steps import TrackingStep

_S = TrackingStep

CODES: Mapping[str, TrackingStep] = MappingProxyType(
    {
        "203": _S.accept,
        "208": _S.depart,
        "305": _S.depart,
        "336": _S.depart,
        "345": _S.depart,
        "389": _S.depart,
        "404": _S.depart,
        "911": _S.depart,
        "912": _S.arrive,
        "954": _S.arrive,
        "713": _S.arrive_office,
        "702": _S.go_out,
        "749": _S.go_out,
        "704": _S.deliver,
        "705": _S.attempt,
        "723": _S.hold_at_shop,
        "747": _S.hold_at_shop,
        "748": _S.collect,
        "312": _S.turn_back,
        "405": _S.turn_back,
        "708": _S.turn_back,
        "741": _S.turn_back,
        "750": _S.turn_back,
        "711": _S.return_,
        "801": _S.cancel,
        "987": _S.lose,
        "988": _S.lose,
    }
)

# The later code voids the latest earlier event that has one of these codes.
CANCELS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "207": frozenset({"203"}),
        "212": frozenset({"208"}),
        "304": frozenset({"303", "336", "345"}),
        "448": frozenset({"447"}),
        "472": frozenset({"404"}),
        "474": frozenset({"405"}),
        "742": frozenset({"702"}),
        "743": frozenset({"704"}),
        "744": frozenset({"705"}),
    }
)

# Somebody should look: abnormality, interception, changes of address, storage-operator removal.
# 651 says only that something is wrong, not that the goods are damaged: nobody is made to pay
# because of it.
NOTICES = frozenset({"013", "651", "751", "756", "802", "803", "993"})

# How 704 was delivered: the kinds that mean "lies at a point and waits for the recipient"
# (pickup point, locker, newspaper stand, village committee).
_WAITING_SIGNED = frozenset({"30", "50", "80", "160"})
# Why 705 was not delivered, where that says more than "attempted".
_UNSIGNED: Mapping[str, TrackingStep] = MappingProxyType(
    {
        "7": _S.refuse,
        "8": _S.hold_at_shop,
        "9": _S.hold_at_shop,
        "10": _S.turn_back,
        "15": _S.turn_back,
    }
)
_OWN = {step.value: step for step in TrackingStep}


def step_of(code: str, reason: str = "") -> TrackingStep | None:
    """The step that a carrier's code, or the name of a step of our own, stands for."""
    if code == "704" and reason in _WAITING_SIGNED:
        return _S.hold_at_shop
    if code == "705":
        return _UNSIGNED.get(reason, _S.attempt)
    if code in CODES:
        return CODES[code]
    return _OWN.get(code)
