"""Words for what becomes of a parcel at a shop: who agreed to it, who fetched it, how it ended."""

from enum import StrEnum


class AgreementMethod(StrEnum):
    """How the recipient said that it may lie at a shop although it was to come to her door."""

    by_phone = "by_phone"
    by_herself = "by_herself"


class CollectedAs(StrEnum):
    recipient = "recipient"
    family = "family"
    neighbour = "neighbour"


class Proof(StrEnum):
    """What showed that it was the right person: the pickup code, the last digits of the
    recipient's phone said by somebody the keeper knows, or, without a phone, that alone."""

    code = "code"
    phone_ending = "phone_ending"
    known = "known"


class StayEnd(StrEnum):
    collected = "collected"
    sent_back = "sent_back"


class ReturnReason(StrEnum):
    uncollected = "uncollected"
    refused = "refused"
