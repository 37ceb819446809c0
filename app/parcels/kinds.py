"""Words for waybill numbers, what a parcel is for, and where a tracking event came from."""

from enum import StrEnum


class ParcelKind(StrEnum):
    """`outward` brings what was ordered, `replacement` the same goods once more, `return_` goods
    back to where they came from."""

    outward = "outward"
    replacement = "replacement"
    return_ = "return"


class WaybillState(StrEnum):
    """Numbers that nobody drew yet are no rows: they are what is left of their range."""

    drawn = "drawn"
    void = "void"


class RangeSource(StrEnum):
    """How numbers came to us: `roll` a list pasted or typed, `sheet` a file of ranges, `carrier`
    asked from it, `counter` on a paper label that the counter stuck on one parcel."""

    roll = "roll"
    sheet = "sheet"
    carrier = "carrier"
    counter = "counter"


class LabelSize(StrEnum):
    """Labels of the trade, in millimetres: 76 × 130 in one part, the others with a stub."""

    small = "76x130"
    medium = "100x150"
    large = "100x180"


class EventSource(StrEnum):
    carrier = "carrier"
    cooperative = "cooperative"
    shop = "shop"
    office = "office"
    system = "system"


class MadeGood(StrEnum):
    """What the buyer got instead of what is in the parcel. `called_off`: nothing of it, for it was
    to replace another one, and stays here after all."""

    refunded = "refunded"
    resent = "resent"
    called_off = "called_off"


class ExceptionState(StrEnum):
    open = "open"
    closed = "closed"


class Outcome(StrEnum):
    """How an exception ended. `gone`: its cause went away by itself, and may come back."""

    gone = "gone"
    refunded = "refunded"
    resent = "resent"
    claimed = "claimed"
    received = "received"
    found = "found"
    settled = "settled"


class NoteKind(StrEnum):
    opened = "opened"
    note = "note"
    taken = "taken"
    handed = "handed"
    snoozed = "snoozed"
    asked = "asked"
    forwarded = "forwarded"
    closed = "closed"


class OrderStanding(StrEnum):
    """How far the carrier knows of a parcel: `waiting` to be told or told in vain, `refused` by a
    clear no, `told`, `withdrawing` and `withdrawn`."""

    waiting = "waiting"
    told = "told"
    refused = "refused"
    withdrawing = "withdrawing"
    withdrawn = "withdrawn"


class CallOutcome(StrEnum):
    """`silent`: no answer that anybody could rely on; `refused`: a clear no."""

    good = "good"
    silent = "silent"
    refused = "refused"


class BatchState(StrEnum):
    """`empty`: everything in it was cancelled before it could be drawn. `forgotten`: the paper,
    which names people, was removed; that there was a batch is kept."""

    waiting = "waiting"
    ready = "ready"
    empty = "empty"
    forgotten = "forgotten"


class ManifestState(StrEnum):
    """`handed`: the sender signed, the outlet has not counted yet."""

    handed = "handed"
    received = "received"
