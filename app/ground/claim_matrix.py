"""Who pays how much for what went wrong: one table, applied to facts.

Sources. Bad goods: no scale is fixed by law; the trade's custom is pay by the share of bad pieces,
all of it above half (domain §4.5). Who bears: claims matrix (domain §4.8). The carrier: Postal Law
art. 47, a recorded item that is not insured is made good up to three times its postage, an insured
one up to its declared value, in part for a part. Lateness and the limits of what is paid without
asking anybody are rules of the house. docs/claims.md tells them with examples; a change gets a new
RULES_VERSION, which every claim carries.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.ground.claim_states import ClaimCause
from app.ground.money import share_fen
from app.ground.postings import Bearer

RULES_VERSION = "2026-11"
WHOLE_ABOVE_BP = 5_000
# Share of the parcel's goods by whole days beyond the promised last one; the last holds for more.
LATE_BP = (500, 1_000, 2_000)
UNINSURED_TIMES_POSTAGE = 3

# Paid without asking anybody up to this, and in 30 days of one buyer up to that.
AT_ONCE_FEN = 50_00
AT_ONCE_A_MONTH_FEN = 200_00
MONTH = timedelta(days=30)
# Who was told no so often lately is no longer paid unasked.
DENIALS_LOOKED_AT = timedelta(days=90)
MOST_DENIALS = 1

SILENT_AFTER = timedelta(days=5)
ANSWER_WITHIN = timedelta(hours=24)
DECIDE_WITHIN = timedelta(hours=72)
APPEAL_WITHIN = timedelta(days=7)


class Decider(StrEnum):
    """Who has the first word, when it is not paid at once."""

    cooperative = "cooperative"
    office = "office"


@dataclass(frozen=True, slots=True)
class ParcelFacts:
    """What the scans say. `postage_cost_fen` is the tariff's for this parcel; `declared_fen` of an
    insured one; `days_late` counts from the promised last day, 0 when in time."""

    is_damaged: bool = False
    is_lost: bool = False
    is_silent: bool = False
    days_late: int = 0
    was_sent_late: bool = False
    postage_cost_fen: int = 0
    declared_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the buyer says. `goods_fen` was paid for the goods it is about, `postage_fen` for their
    carriage (it only goes back with a lost parcel); `of_count` pieces and `net_grams` are what
    there should be."""

    cause: ClaimCause
    goods_fen: int
    postage_fen: int = 0
    bad_count: int = 0
    of_count: int = 0
    short_grams: int = 0
    net_grams: int = 0
    has_photo: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """`is_plain`: the evidence is complete, so that a small one may be paid at once."""

    goods_fen: int
    postage_fen: int
    bearer: Bearer
    decider: Decider
    is_plain: bool

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.postage_fen


def judge(complaint: Complaint, parcel: ParcelFacts) -> Judgement:
    """Of nothing wrong nothing: the total is 0 then, and nothing is owed."""
    goods_fen = _goods_fen(complaint, parcel)
    is_lost = complaint.cause is ClaimCause.lost and goods_fen > 0
    bearer = bearer_of(complaint.cause, parcel)
    return Judgement(
        goods_fen=goods_fen,
        postage_fen=complaint.postage_fen if is_lost else 0,
        bearer=bearer,
        decider=Decider.cooperative if bearer is Bearer.cooperative else Decider.office,
        is_plain=_is_plain(complaint, parcel),
    )


def carrier_owes_fen(paid_fen: int, goods_fen: int, parcel: ParcelFacts) -> int:
    """Of `paid_fen` to the buyer, for a parcel whose goods were worth `goods_fen`."""
    if parcel.declared_fen is None:
        return min(paid_fen, UNINSURED_TIMES_POSTAGE * parcel.postage_cost_fen)
    if parcel.is_lost or goods_fen <= 0:
        return min(paid_fen, parcel.declared_fen)
    return min(paid_fen, _part(parcel.declared_fen, paid_fen, goods_fen))


def _goods_fen(complaint: Complaint, parcel: ParcelFacts) -> int:
    goods_fen = complaint.goods_fen
    if complaint.cause is ClaimCause.lost:
        return goods_fen if parcel.is_lost or parcel.is_silent else 0
    if complaint.cause is ClaimCause.late:
        if parcel.days_late < 1:
            return 0
        return share_fen(goods_fen, LATE_BP[min(parcel.days_late, len(LATE_BP)) - 1])
    if complaint.cause is ClaimCause.short_weight:
        return _part(goods_fen, complaint.short_grams, complaint.net_grams)
    is_most = complaint.bad_count * 10_000 > complaint.of_count * WHOLE_ABOVE_BP
    return goods_fen if is_most else _part(goods_fen, complaint.bad_count, complaint.of_count)


def _part(amount_fen: int, part: int, whole: int) -> int:
    """Half a fen is rounded up; never more than the whole."""
    if whole <= 0:
        return 0
    return (amount_fen * min(part, whole) * 2 + whole) // (whole * 2)


def bearer_of(cause: ClaimCause, parcel: ParcelFacts) -> Bearer:
    came_late = parcel.days_late > 0 and not parcel.was_sent_late
    return {
        ClaimCause.bad: _of_carrier(parcel.is_damaged or came_late),
        ClaimCause.short_weight: Bearer.cooperative,
        ClaimCause.wrong: Bearer.cooperative,
        ClaimCause.late: _of_carrier(not parcel.was_sent_late),
        ClaimCause.lost: Bearer.carrier,
    }[cause]


def _of_carrier(is_it: bool) -> Bearer:
    return Bearer.carrier if is_it else Bearer.cooperative


def _is_plain(complaint: Complaint, parcel: ParcelFacts) -> bool:
    """Goods are seen on a photo, lateness and the carrier's own "lost" on the scans; that a parcel
    is only silent somebody has to look into."""
    if complaint.cause is ClaimCause.late:
        return True
    if complaint.cause is ClaimCause.lost:
        return parcel.is_lost
    return complaint.has_photo
