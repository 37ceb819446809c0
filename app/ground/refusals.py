"""Refusals: what the rules say when a wish cannot be granted.

A refusal carries a stable code and facts. It knows no sentence and no status code:
the sentences are in app/web/wording.py, the answers in app/web/errors.py.
A new refusal is one class here and one sentence there.
"""

import re
from collections.abc import Iterator
from typing import ClassVar

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


class Refusal(Exception):
    """`needs` names the facts that the wording relies on; `field` is the form field meant."""

    code: ClassVar[str] = "refusal"
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        missing = [name for name in self.needs if name not in facts]
        assert not missing, f"{type(self).__name__} needs {', '.join(missing)}"
        super().__init__(self.code, facts)
        self.field = field
        self.facts: dict[str, object] = facts

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = _WORD_START.sub("_", cls.__name__).lower()


# The kinds. Only these decide how a refusal is answered.


class Invalid(Refusal):
    """What was sent cannot be right: the same page again, fields kept."""


class Conflict(Refusal):
    """It was sensible, but things stand differently now: fresh numbers."""


class NotFound(Refusal):
    """Missing, or not yours: the same answer, so that nobody learns which."""


class NotAllowed(Refusal):
    """Known, but not for you."""


class TooMany(Refusal):
    """Too often in too short a time."""


class Unavailable(Refusal):
    """We cannot just now; nothing is claimed about what happened."""


class TooLarge(Refusal):
    """More was sent than we take in."""


class FieldMissing(Invalid):
    pass


class TextTooLong(Invalid):
    needs = ("longest",)


class TextNotAllowed(Invalid):
    pass


class NotANumber(Invalid):
    pass


class NotAWholeNumber(Invalid):
    pass


class NumberOutOfRange(Invalid):
    needs = ("least", "most")


class QuantityNotAllowed(Invalid):
    needs = ("least", "most")


class MoneyNotAllowed(Invalid):
    pass


class DateNotAllowed(Invalid):
    pass


class TimeNotUnderstood(Invalid):
    pass


class CommissionNotAllowed(Invalid):
    needs = ("most_bp",)


class NoticeTooShort(Invalid):
    needs = ("earliest_on",)


class PhoneNotAllowed(Invalid):
    pass


class EmailNotAllowed(Invalid):
    pass


class PasswordTooShort(Invalid):
    needs = ("least",)


class PasswordTooCommon(Invalid):
    pass


class RegionUnknown(Invalid):
    pass


class AddressIncomplete(Invalid):
    pass


class NameNotAllowed(Invalid):
    pass


class ChoiceUnknown(Invalid):
    pass


class ConsentMissing(Invalid):
    pass


class PerishableNotConfirmed(Invalid):
    pass


class CartEmpty(Invalid):
    pass


class TooManyLines(Invalid):
    needs = ("most",)


class WeightNotAllowed(Invalid):
    needs = ("least", "most")


class SeasonNotAllowed(Invalid):
    pass


class RequestKeyMissing(Invalid):
    pass


class PickupCodeWrong(Invalid):
    needs = ("tries_left",)


class PhoneEndingWrong(Invalid):
    needs = ("tries_left",)


class CodeNeeded(Invalid):
    """Neighbours fetch with the code: that she gave it to them is her consent."""


class OutletCodeNotAllowed(Invalid):
    pass


class WaybillNotAllowed(Invalid):
    pass


class FileNotAllowed(Invalid):
    pass


class RowsNotAllowed(Invalid):
    """Of a file that is taken in as a whole or not at all; each row's fault stands beside it."""


class PhotoKindUnknown(Invalid):
    """Not JPEG, PNG or WebP, whatever its name says."""


class PhotoFromApple(Invalid):
    """HEIC, which we cannot decode."""


class PhotoTooHeavy(Invalid):
    needs = ("most_megabytes",)


class PhotoTooLarge(Invalid):
    needs = ("most_megapixels",)


class PhotoBroken(Invalid):
    pass


class TooManyPhotos(Invalid):
    needs = ("most",)


class PhotoMissing(Invalid):
    pass


class AccountNotAllowed(Invalid):
    pass


class BankAnswerNotReadable(Invalid):
    """`line` counts from 1, the headers' line; 0 is the whole file."""

    needs = ("line",)


class TooHeavyForPost(Invalid):
    needs = ("most_grams",)


class NoBoxForIt(Invalid):
    pass


class BoxMeasuresNotAllowed(Invalid):
    pass


class BandsNotAscending(Invalid):
    pass


class DaysNotAscending(Invalid):
    needs = ("most",)


class DestinationTwice(Invalid):
    needs = ("area",)


class TariffDateTooEarly(Invalid):
    needs = ("earliest_on",)


class TariffFileNotUnderstood(Invalid):
    needs = ("line",)


class TooLittleCash(Invalid):
    needs = ("due_fen",)


class RefundTooLarge(Invalid):
    needs = ("most_fen",)


class OrderNotPaid(Invalid):
    pass


class SignInWrong(Invalid):
    pass


class PaymentDisputed(Conflict):
    """The bank has taken the money already: refunded now, it would be given back twice."""


class NothingToPay(Conflict):
    pass


class SoldOut(Conflict):
    needs = ("left",)


class NoRoomForThat(Conflict):
    """The warehouse has no room of that temperature class."""

    needs = ("temperature_class",)


class RoomFull(Conflict):
    """`left`: so many boxes more find room in it."""

    needs = ("left",)


class NoBoxOnLoan(Conflict):
    """No returnable box of that number is out: unknown, not returnable, not sent, or back."""


class WarehouseClosed(Conflict):
    pass


class NothingToPick(Conflict):
    pass


class WeightUnlikely(Conflict):
    """Far from what was worked out, and nobody says why."""

    needs = ("computed_grams",)


class SeasonClosed(Conflict):
    needs = ("opens_on",)


class NotOnSale(Conflict):
    pass


class PriceChanged(Conflict):
    needs = ("was_fen", "is_fen")


class TotalChanged(Conflict):
    needs = ("was_fen", "is_fen")


class RequestKeyUsed(Conflict):
    pass


class StepNotAllowed(Conflict):
    needs = ("step", "state")


class PhoneTaken(Conflict):
    pass


class EmailTaken(Conflict):
    pass


class NameTaken(Conflict):
    pass


class NumberTaken(Conflict):
    pass


class AlreadyPaid(Conflict):
    pass


class PrepaidShort(Conflict):
    needs = ("left_fen",)


class CreditExhausted(Conflict):
    needs = ("left_fen",)


class RefundableChanged(Conflict):
    needs = ("was_fen", "is_fen")


class ReservationExpired(Conflict):
    pass


class OrderExpired(Conflict):
    pass


class NoDeliveryThere(Conflict):
    needs = ("area",)


class SeasonEndsBeforeArrival(Conflict):
    pass


class NothingToPrint(Conflict):
    """What was to be printed has left, was cancelled, or was never there."""


class ManifestMixed(Conflict):
    """A manifest is of one sender and of one outlet."""


class CountedInPart(Invalid):
    """All are said to be there, and only some of them were ticked or scanned."""

    needs = ("counted", "listed")


class OnManifestAlready(Conflict):
    needs = ("number",)


class WaybillsExhausted(Conflict):
    pass


class ShopClosed(Conflict):
    pass


class CooperativeSuspended(Conflict):
    pass


class NothingToClaim(Conflict):
    """By the rules nothing is owed for this: it is not late, not lost, or all was paid back."""


class ClaimWindowOver(Conflict):
    needs = ("ended_at",)


class ClaimOpenAlready(Conflict):
    pass


class AppealOver(Conflict):
    pass


class SamePersonTwice(Conflict):
    """The second word belongs to somebody else."""


class CashBoxShort(Conflict):
    needs = ("held_fen",)


class MoreThanOwed(Conflict):
    needs = ("owed_fen",)


class BoxMovedSinceCount(Conflict):
    """Something was taken or handed back after the notes were counted."""


class DayClosed(Conflict):
    pass


class ReferenceUsed(Conflict):
    """A bank's or the van's receipt has been written down before."""


class ConsentNeeded(Conflict):
    pass


class ShelfConsentNeeded(Conflict):
    """It was to come to the door: without the recipient's word it may lie at no shop."""


class FridgeFull(Conflict):
    pass


class ShelfFull(Conflict):
    pass


class PlaceFull(Conflict):
    needs = ("code",)


class PlaceNotEmpty(Conflict):
    needs = ("count",)


class ReturnUnknown(NotFound):
    """No return has this number, whatever else may."""


class ReturnHereAlready(Conflict):
    needs = ("taken_at",)


class ReturnWithPost(Conflict):
    """It was taken in before, somewhere else, or has arrived."""


class ReturnWithdrawn(Conflict):
    """The buyer keeps the boxes; the label is void."""


class ReturnOverdue(Conflict):
    needs = ("until_at",)


class NotOverdue(Conflict):
    needs = ("due_at",)


class ExtendedAlready(Conflict):
    pass


class NothingToBring(Conflict):
    """Nothing waits for these towns, or nothing of it fits into the van."""


class NothingToCarry(Conflict):
    """None of the round's parcels can go out any more."""


class ProxyNotAgreed(Conflict):
    """Only somebody whom the recipient named may sign for her."""


class RoundNotAnswered(Conflict):
    needs = ("count",)


class OrdersNotHere(Conflict):
    """A service centre hands parcels out; nobody orders there."""


class AmountsDiffer(Conflict):
    pass


class CommissionDefaultMissing(Conflict):
    pass


class PeriodClosed(Conflict):
    needs = ("opens_on",)


class PeriodNotOver(Conflict):
    needs = ("ends_on",)


class PeriodOutOfOrder(Conflict):
    pass


class BooksBroken(Conflict):
    needs = ("where",)


class CorrectedAlready(Conflict):
    pass


class CorrectionNotAllowed(Conflict):
    """The fact belongs to a row, which would say something else than the books."""


class Missing(NotFound):
    pass


class SignInNeeded(NotAllowed):
    pass


class RoleNeeded(NotAllowed):
    pass


class SecondPersonNeeded(NotAllowed):
    """Whoever began it may not be the one who confirms it."""


class CrossSiteWrite(NotAllowed):
    pass


class AccountDisabled(NotAllowed):
    pass


class TooManyTries(TooMany):
    needs = ("minutes",)


class DatabaseBusy(Unavailable):
    pass


class PartnerSilent(Unavailable):
    pass


class StorageFull(Unavailable):
    pass


class NotConfigured(Unavailable):
    pass


class BodyTooLarge(TooLarge):
    needs = ("most_bytes",)


KINDS: tuple[type[Refusal], ...] = (
    Invalid,
    Conflict,
    NotFound,
    NotAllowed,
    TooMany,
    Unavailable,
    TooLarge,
)


def every_refusal() -> Iterator[type[Refusal]]:
    """All that can be raised, without the kinds: each of them must be worded."""
    for kind in KINDS:
        yield from kind.__subclasses__()
