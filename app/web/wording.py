"""Every refusal and every status in a sentence, in the reader's language.

A new refusal gets its sentence here; tests/guards/test_wording.py fails until it has one.
"""

from collections.abc import Callable
from datetime import date, datetime

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.catalogue.kinds import TemperatureClass
from app.ground import refusals as r
from app.ground.refusals import Refusal
from app.places.tree import tree
from app.web.formats import day, moment, named, percent, weight, yuan
from app.web.forms import FormRefused
from app.web.parcel_words import temperature_in_words

SENTENCES: dict[type[Refusal], LazyString] = {
    FormRefused: _("Please look at the fields that are marked."),
    r.FieldMissing: _("Please fill this in."),
    r.TextTooLong: _("At most %(longest)s characters, please."),
    r.TextNotAllowed: _("This holds characters that we cannot keep."),
    r.RowsNotAllowed: _("Some rows are not right. Nothing was kept."),
    r.NotANumber: _("Please enter a number."),
    r.NotAWholeNumber: _("Please enter a whole number."),
    r.NumberOutOfRange: _("A number from %(least)s to %(most)s, please."),
    r.QuantityNotAllowed: _("From %(least)s to %(most)s can be ordered at once."),
    r.MoneyNotAllowed: _("Please enter an amount in yuan, such as 52 or 52.50."),
    r.TimeNotUnderstood: _("Please enter a time of the day, such as 08:30."),
    r.DateNotAllowed: _("Please enter a day that exists, such as 2026-08-10."),
    r.CommissionNotAllowed: _("A share from 0 to %(most_bp)s, please."),
    r.NoticeTooShort: _("It can begin on %(earliest_on)s at the earliest."),
    r.PhoneNotAllowed: _("Please enter a mobile number with 11 digits."),
    r.EmailNotAllowed: _("Please enter a complete e-mail address."),
    r.PasswordTooShort: _("The password needs at least %(least)s characters."),
    r.PasswordTooCommon: _("This password is guessed first. Please choose another one."),
    r.RegionUnknown: _("We do not know this place. Please choose it from the list."),
    r.AddressIncomplete: _("Please choose as far as the county, and add the house number."),
    r.NameNotAllowed: _("Please enter a name as it is written on a parcel."),
    r.ChoiceUnknown: _("Please choose one of the list."),
    r.ConsentMissing: _("We need your consent for this."),
    r.PerishableNotConfirmed: _(
        "Please confirm that fresh goods cannot be sent back without a reason."
    ),
    r.CartEmpty: _("The cart is empty."),
    r.TooManyLines: _("At most %(most)s different things in one order, please."),
    r.WeightNotAllowed: _("A weight from %(least)s to %(most)s grams, please."),
    r.SeasonNotAllowed: _("Please enter the first and the last day of the season."),
    r.RequestKeyMissing: _("This form is out of date. Please open the page again."),
    r.PickupCodeWrong: _("This is not the pickup code. Tries left: %(tries_left)s."),
    r.PhoneEndingWrong: _(
        "These are not the last digits of the recipient’s phone. Tries left: %(tries_left)s."
    ),
    r.CodeNeeded: _("A neighbour needs the pickup code: that she told it is her consent."),
    r.ShelfConsentNeeded: _(
        "This parcel is to come to the door. Without the recipient’s consent it may not be put on "
        "a shelf."
    ),
    r.FridgeFull: _("No fridge of yours has room. Please choose where it is to lie."),
    r.ShelfFull: _("No place of the shelf has room. Please make room, or change the places."),
    r.PlaceFull: _("%(code)s is full. Please choose another place."),
    r.PlaceNotEmpty: _("There are still %(count)s parcels on this place."),
    r.ReturnUnknown: _(
        "This is no return of ours. Look at the number on the label; other parcels are handed in "
        "at a post office."
    ),
    r.ReturnHereAlready: _("It was taken in here already, on %(taken_at)s. Nothing was changed."),
    r.ReturnWithPost: _("The post has this return already. Nothing was changed."),
    r.ReturnWithdrawn: _(
        "Its buyer has said that she keeps the boxes: the label is void. Give it back to her."
    ),
    r.ReturnOverdue: _(
        "Its label was good until %(until_at)s. Give it back to her; the post office can help."
    ),
    r.NotOverdue: _("It may still be fetched until %(due_at)s."),
    r.ExtendedAlready: _("It was kept longer once already; a second time is not possible."),
    r.NothingToBring: _("Nothing waits there that fits into the van."),
    r.NothingToCarry: _(
        "There is nothing to carry any more: every parcel of this round was cancelled, refused, "
        "damaged or brought elsewhere. Call the round off."
    ),
    r.ProxyNotAgreed: _(
        "Nobody else may sign: the recipient has named nobody. Hand it to her, or bring it back."
    ),
    r.RoundNotAnswered: _("%(count)s parcels of this round are not answered yet."),
    r.OrdersNotHere: _("A service centre only hands parcels out. Nobody orders there."),
    r.BankAnswerNotReadable: _(
        "Line %(line)s of the bank’s file cannot be read; nothing of it was taken in."
    ),
    r.PaymentDisputed: _(
        "The buyer’s bank has taken this payment back. Nothing of it can be refunded before the "
        "dispute is closed and decided."
    ),
    r.WaybillNotAllowed: _("This is not a waybill number. Please scan it again."),
    r.FileNotAllowed: _("We cannot read this file."),
    r.PhotoKindUnknown: _("This is not a photo that we can read. JPEG, PNG or WebP, please."),
    r.PhotoFromApple: _(
        "This photo is in Apple’s own format. Please send it as a JPEG: choose “Most compatible” "
        "in the camera’s settings, or send a screenshot of it."
    ),
    r.PhotoTooHeavy: _("A photo has at most %(most_megabytes)s MB, please."),
    r.PhotoTooLarge: _("A photo has at most %(most_megapixels)s million points, please."),
    r.PhotoBroken: _("This photo did not arrive whole. Please send it again or take another one."),
    r.TooManyPhotos: _("At most %(most)s photos, please."),
    r.PhotoMissing: _("Please add a photo: it is what decides."),
    r.TooHeavyForPost: _("A parcel weighs at most %(most_grams)s."),
    r.NoBoxForIt: _("None of the boxes in use holds this pack."),
    r.BoxMeasuresNotAllowed: _(
        "A box is not larger inside than outside, and only one that comes back has a deposit."
    ),
    r.BandsNotAscending: _("Each line must go further than the one before and cost no less."),
    r.DaysNotAscending: _("Quickest, usual and latest day in this order, at most %(most)s."),
    r.DestinationTwice: _("%(area)s is in another group already."),
    r.TariffDateTooEarly: _("A tariff begins on %(earliest_on)s at the earliest."),
    r.TariffFileNotUnderstood: _("Line %(line)s of the file was not understood."),
    r.TooLittleCash: _("That is not enough: %(due_fen)s are due."),
    r.AccountNotAllowed: _(
        "This is no account number: digits only, or acct_… for an account with Stripe."
    ),
    r.NothingToPay: _("Nobody can be paid in this way now."),
    r.SignInWrong: _("Phone number or password is not right."),
    r.SoldOut: _("Not enough is left: %(left)s."),
    r.NoRoomForThat: _(
        "This warehouse has no room for such goods: %(temperature_class)s. Choose another one."
    ),
    r.NoBoxOnLoan: _(
        "No returnable box of this number is out. Perhaps it was scanned back already."
    ),
    r.RoomFull: _("The room for such goods is full: it takes %(left)s more."),
    r.WarehouseClosed: _("This warehouse takes nothing in at present."),
    r.NothingToPick: _("Nothing waits to be picked that fits this."),
    r.WeightUnlikely: _(
        "Worked out were %(computed_grams)s. If the scale is right, please say why it differs."
    ),
    r.SeasonClosed: _("Out of season now. It opens on %(opens_on)s."),
    r.NotOnSale: _("This is not on sale now."),
    r.PriceChanged: _(
        "The price has changed from %(was_fen)s to %(is_fen)s. Please look at it again."
    ),
    r.TotalChanged: _(
        "The total has changed from %(was_fen)s to %(is_fen)s. Please look at it again."
    ),
    r.RequestKeyUsed: _("This was sent already. Please look before you send it again."),
    r.StepNotAllowed: _("This cannot be done any more: it has moved on meanwhile."),
    r.PhoneTaken: _("This phone number has an account already."),
    r.EmailTaken: _("This e-mail address has an account already."),
    r.NameTaken: _("This name is taken already."),
    r.NumberTaken: _("This number is taken already."),
    r.AlreadyPaid: _("This is paid already."),
    r.PrepaidShort: _("The shop’s prepaid money is not enough: %(left_fen)s are left."),
    r.CreditExhausted: _("The shop’s credit line is not enough: %(left_fen)s are left."),
    r.RefundableChanged: _(
        "What can still be paid back has changed from %(was_fen)s to %(is_fen)s. Please look again."
    ),
    r.ReservationExpired: _("We kept it for you, but the time is over. Please order again."),
    r.OrderExpired: _("The time for paying is over. Please order again."),
    r.NoDeliveryThere: _("This cannot be sent to %(area)s."),
    r.SeasonEndsBeforeArrival: _("It would arrive after its season. Please choose something else."),
    r.OutletCodeNotAllowed: _("An outlet's code has eight digits."),
    r.NothingToPrint: _("No label is left to print: these parcels have left or were cancelled."),
    r.ManifestMixed: _("One manifest is for parcels of one sender and one outlet only."),
    r.CountedInPart: _(
        "You have ticked or scanned %(counted)s of %(listed)s pieces. If the others are missing, "
        "use the second button; if all are here, take the ticks away."
    ),
    r.OnManifestAlready: _("One of these parcels is on manifest %(number)s already."),
    r.WaybillsExhausted: _("No waybill numbers are left. The post office has been told."),
    r.ShopClosed: _("This village shop does not take orders now."),
    r.CooperativeSuspended: _("This cooperative does not sell now."),
    r.NothingToClaim: _("By our rules nothing is owed for this."),
    r.ClaimWindowOver: _("The time for this is over: it ended %(ended_at)s."),
    r.ClaimOpenAlready: _("There is a claim about this already."),
    r.AppealOver: _("The time for an appeal is over, or there has been one."),
    r.SamePersonTwice: _("Whoever decided first cannot decide again. Please ask a colleague."),
    r.RefundTooLarge: _("At most %(most_fen)s can be paid back."),
    r.CashBoxShort: _("The cash box holds only %(held_fen)s."),
    r.MoreThanOwed: _("The shop owes only %(owed_fen)s on its credit line."),
    r.BoxMovedSinceCount: _("The box has changed since it was counted. Please count again."),
    r.DayClosed: _("This day is closed already. What comes now counts for the next one."),
    r.ReferenceUsed: _("This receipt has been written down before."),
    r.ConsentNeeded: _("This villager has to agree first."),
    r.OrderNotPaid: _("This order is not paid yet."),
    r.AmountsDiffer: _("The amounts differ. Please count again."),
    r.CommissionDefaultMissing: _("The rule for all other sales has to stay."),
    r.PeriodClosed: _("The books before %(opens_on)s are closed."),
    r.PeriodNotOver: _("A month can be closed when it is over. This one ends on %(ends_on)s."),
    r.PeriodOutOfOrder: _("Months are closed one after the other, the earliest first."),
    r.BooksBroken: _(
        "The books are not what was booked, so nothing was done. The first fault: %(where)s"
    ),
    r.CorrectedAlready: _("Somebody has corrected this entry already, or asked for it."),
    r.CorrectionNotAllowed: _(
        "This entry is not turned round in the books: put it right where it was made."
    ),
    r.Missing: _("There is nothing here, or it is not yours to see."),
    r.SignInNeeded: _("Please sign in first."),
    r.RoleNeeded: _("Your account is not meant for this page."),
    r.SecondPersonNeeded: _("Somebody else has to do this: four eyes see more than two."),
    r.CrossSiteWrite: _("This was sent from another site, so we did nothing."),
    r.AccountDisabled: _("This account is closed. The post office can tell you why."),
    r.TooManyTries: _("Too many tries. Please wait %(minutes)s minutes."),
    r.DatabaseBusy: _("Very many people are here just now. Please try again in a moment."),
    r.PartnerSilent: _("Our partner does not answer just now. Please try again in a moment."),
    r.StorageFull: _("We cannot keep anything just now. Nothing was changed."),
    r.NotConfigured: _("This is not set up here."),
    r.BodyTooLarge: _("This is too large. At most %(most_bytes)s bytes, please."),
}

STATUS_SENTENCES: dict[int, LazyString] = {
    400: _("Your browser sent something that we cannot read."),
    403: _("This is not meant for you."),
    404: _("There is nothing here, or it is not yours to see."),
    405: _("This address cannot be used in this way."),
    413: _("This is too large."),
    415: _("We cannot read this kind of file."),
    429: _("Too often in a short time. Please wait a moment."),
    503: _("Very many people are here just now. Please try again in a moment."),
}


def say(refusal: Refusal) -> str:
    facts = {name: worded(name, fact) for name, fact in refusal.facts.items()}
    return str(SENTENCES[type(refusal)]) % facts if facts else str(SENTENCES[type(refusal)])


def say_status(status: int) -> str:
    sentence = STATUS_SENTENCES.get(status)
    return str(sentence) if sentence else gettext("This did not work.")


def worded(name: str, fact: object) -> str:
    """Facts carry their unit in their name: was_fen, most_grams, opens_on."""
    for ending, write in _BY_ENDING.items():
        if name.endswith(ending) and fact is not None:
            return write(fact)
    return str(fact)


def _written_temperature(fact: object) -> str:
    return temperature_in_words(str(fact)) if fact in set(TemperatureClass) else str(fact)


def _written_day(fact: object) -> str:
    return day(fact) if isinstance(fact, date) else str(fact)


def _written_moment(fact: object) -> str:
    return moment(fact) if isinstance(fact, datetime) else str(fact)


def _written_yuan(fact: object) -> str:
    return gettext("%(yuan)s yuan", yuan=yuan(fact)) if isinstance(fact, int) else str(fact)


def _written_weight(fact: object) -> str:
    return weight(fact) if isinstance(fact, int) else str(fact)


def _written_share(fact: object) -> str:
    return percent(fact) if isinstance(fact, int) else str(fact)


def _written_area(fact: object) -> str:
    """Regions travel as their code."""
    place = tree().find(str(fact))
    return named(place) if place else str(fact)


_BY_ENDING: dict[str, Callable[[object], str]] = {
    "area": _written_area,
    "temperature_class": _written_temperature,
    "_fen": _written_yuan,
    "_grams": _written_weight,
    "_bp": _written_share,
    "_on": _written_day,
    "_at": _written_moment,
}
