"""Words for counting a cash box and for bringing notes to the bank."""

from enum import StrEnum


class DifferenceReason(StrEnum):
    """What the keeper says why the box is not as the books have it."""

    wrong_change = "wrong_change"
    not_written_down = "not_written_down"
    paid_for_the_shop = "paid_for_the_shop"
    false_note = "false_note"
    miscounted = "miscounted"
    unknown = "unknown"


class DifferenceState(StrEnum):
    """`waiting` for a second person; `replaced` by a correction of its day."""

    waiting = "waiting"
    booked = "booked"
    dismissed = "dismissed"
    replaced = "replaced"


class Bears(StrEnum):
    """What the second person decides: the platform's loss (or gain), the shop's, or nobody's
    because the money was found."""

    platform = "platform"
    shop = "shop"
    found = "found"


class Way(StrEnum):
    """`van`: the postal van takes the notes along against a receipt."""

    bank = "bank"
    van = "van"


class RemittancePurpose(StrEnum):
    """`bank`: out of the box, where every note is ours. The others are the shop's own notes, to
    order with or to pay back what it has ordered on credit."""

    bank = "bank"
    prepaid = "prepaid"
    credit = "credit"


class RemittanceState(StrEnum):
    handed = "handed"
    confirmed = "confirmed"
    differs = "differs"
