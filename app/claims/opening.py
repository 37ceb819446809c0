"""Opening a claim: judged by the rules at once, paid at once when it is small and plain."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from app import clock
from app.claims.evidence import asked_for, complaint_of, has_arrived, judged
from app.claims.models import Claim
from app.claims.turns import approve, note, take
from app.db import session
from app.ground.claim_matrix import (
    ANSWER_WITHIN,
    AT_ONCE_A_MONTH_FEN,
    AT_ONCE_FEN,
    DENIALS_LOOKED_AT,
    MONTH,
    MOST_DENIALS,
    RULES_VERSION,
    Decider,
    Judgement,
)
from app.ground.claim_states import LIVE, OF_GOODS, ClaimCause, ClaimState, ClaimStep
from app.ground.order_states import OrderState
from app.ground.postings import Bearer
from app.ground.refusals import (
    ClaimOpenAlready,
    ClaimWindowOver,
    Missing,
    NothingToClaim,
    NumberOutOfRange,
    OrderNotPaid,
    PhotoMissing,
    RequestKeyUsed,
)
from app.orders.actions import SYSTEM, Actor, lock_order
from app.orders.models import Order, OrderLine
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_order
from app.payments.queries import is_disputed
from app.photos.actions import need_photos

MOST_PHOTOS = 4
# Of these somebody counts pieces.
COUNTED = frozenset({ClaimCause.bad, ClaimCause.wrong})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWish:
    """`waybill` names the parcel, `line_id` the boxes in it (none when it is about the parcel);
    `photos` are names of photos of this order."""

    request_key: str
    waybill: str
    cause: ClaimCause
    line_id: int | None = None
    bad_count: int = 0
    short_grams: int = 0
    note: str = ""
    photos: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a claim would bring, and whether it is paid as soon as it is sent."""

    asked_fen: int
    is_at_once: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Fen by line and of the postage, and out of whose pocket."""

    goods: Mapping[int, int]
    postage_fen: int
    bearer: Bearer


def photo_owner(order: Order) -> str:
    """Buyers, and whoever opens an order with its secret, send photos on the order's account."""
    return f"order:{order.id}"


def estimate(order: Order, wish: ClaimWish) -> Estimate:
    """The same rules, and nothing written down. `order` was got for whoever asks."""
    parcel, line = _meant(order, wish)
    judgement, goods, postage_fen = _judged(parcel, line, wish)
    asked_fen = sum(goods.values()) + postage_fen
    return Estimate(asked_fen, _is_at_once(parcel, judgement, asked_fen, _subject(parcel, line)))


def open_claim(order_id: int, wish: ClaimWish, actor: Actor) -> Claim:
    """All of it or nothing. The same request key gives the same claim, however often it comes."""
    order = lock_order(order_id)
    earlier = session.scalars(select(Claim).where(Claim.request_key == wish.request_key)).first()
    if earlier is not None:
        if earlier.sub_order.order_id != order.id:
            raise RequestKeyUsed
        return earlier
    parcel, line = _meant(order, wish)
    subject = _subject(parcel, line)
    if session.scalars(_live(subject)).first() is not None:
        raise ClaimOpenAlready
    judgement, goods, postage_fen = _judged(parcel, line, wish)
    photos = need_photos(photo_owner(order), wish.photos, MOST_PHOTOS, field="photos")
    asked_fen = sum(goods.values()) + postage_fen
    is_automatic = _is_at_once(parcel, judgement, asked_fen, subject)
    asked = Asked(goods, postage_fen, judgement.bearer)
    claim = write_claim(parcel, line, wish, asked, is_automatic=is_automatic)
    note(claim, "open", actor, words=wish.note, photos=[photo.id for photo in photos])
    if claim.is_automatic:
        approve(claim, asked_fen, ClaimStep.accept, SYSTEM)
    elif judgement.decider is Decider.office:
        take(claim, ClaimStep.submit, SYSTEM)
    return claim


def write_claim(
    parcel: Parcel, line: OrderLine | None, wish: ClaimWish, asked: Asked, *, is_automatic: bool
) -> Claim:
    """The row, opened now, with nothing decided."""
    claim = Claim(
        number=f"C{parcel.sub_order.order.number}{secrets.token_hex(3)}",
        request_key=wish.request_key,
        sub_order_id=parcel.sub_order_id,
        cooperative_id=parcel.sub_order.cooperative_id,
        parcel_id=parcel.id,
        order_line_id=line.id if line else None,
        subject=_subject(parcel, line),
        buyer=_buyer(parcel.sub_order.order),
        cause=wish.cause,
        bad_count=wish.bad_count if wish.cause in COUNTED else 0,
        of_count=complaint_of(parcel, line, wish.cause).of_count,
        short_grams=wish.short_grams if wish.cause is ClaimCause.short_weight else 0,
        note=wish.note,
        rules_version=RULES_VERSION,
        asked={
            "goods": {str(line_id): fen for line_id, fen in asked.goods.items()},
            "postage_fen": asked.postage_fen,
        },
        asked_fen=sum(asked.goods.values()) + asked.postage_fen,
        bearer=asked.bearer,
        is_automatic=is_automatic,
        state=ClaimState.opened,
        opened_at=clock.now(),
        answer_by=clock.now() + ANSWER_WITHIN,
    )
    session.add(claim)
    session.flush()
    return claim


def has_live_claim(parcel: Parcel, line: OrderLine | None) -> bool:
    return session.scalars(_live(_subject(parcel, line))).first() is not None


def is_claimed(parcel: Parcel) -> bool:
    """The buyer asks for money for its goods, or has got some: goods would be a second time. What
    the carrier was asked for goods that go once more is no money of hers."""
    claims = select(Claim).where(
        Claim.parcel_id == parcel.id,
        Claim.cause != ClaimCause.late,
        or_(Claim.state.in_(sorted(LIVE)), Claim.decided_fen > 0),
    )
    return any(claim.asked["goods"] for claim in session.scalars(claims))


def _meant(order: Order, wish: ClaimWish) -> tuple[Parcel, OrderLine | None]:
    """Missing for a parcel or a line of another order."""
    if order.state != OrderState.paid:
        raise OrderNotPaid
    parcels = [one for one in parcels_of_order(order.id) if one.waybill_number == wish.waybill]
    if not parcels:
        raise Missing
    parcel = parcels[0]
    if wish.cause not in OF_GOODS:
        return parcel, None
    lines = [one.line for one in parcel.contents if one.order_line_id == wish.line_id]
    if not lines:
        raise Missing
    return parcel, lines[0]


def _judged(
    parcel: Parcel, line: OrderLine | None, wish: ClaimWish
) -> tuple[Judgement, dict[int, int], int]:
    """What the rules give: in all, by line, of the postage."""
    if parcel.made_good is not None:
        # Her money or the goods once more, never both.
        raise NothingToClaim
    ended_at = parcel.sub_order.claims_until
    if ended_at is not None and clock.now() >= ended_at:
        raise ClaimWindowOver(ended_at=ended_at)
    if wish.cause in OF_GOODS and not has_arrived(parcel):
        raise NothingToClaim
    complaint = complaint_of(
        parcel,
        line,
        wish.cause,
        bad_count=wish.bad_count,
        short_grams=wish.short_grams,
        has_photo=bool(wish.photos),
    )
    if wish.cause in COUNTED:
        _within("bad_count", wish.bad_count, complaint.of_count)
    if wish.cause is ClaimCause.short_weight:
        _within("short_grams", wish.short_grams, complaint.net_grams)
    if wish.cause in OF_GOODS and not wish.photos:
        raise PhotoMissing(field="photos")
    judgement = judged(complaint, parcel)
    goods, postage_fen = asked_for(judgement, parcel, line)
    if not goods and not postage_fen:
        raise NothingToClaim
    return judgement, goods, postage_fen


def _within(field: str, count: int, most: int) -> None:
    if not 1 <= count <= most:
        raise NumberOutOfRange(field=field, least=1, most=most)


def _is_at_once(parcel: Parcel, judgement: Judgement, asked_fen: int, subject: str) -> bool:
    """Small, plain, the first of its kind, within what one buyer is paid unasked in a month, not of
    somebody who was told no lately, nor of a payment that her bank has taken back."""
    if not judgement.is_plain or asked_fen > AT_ONCE_FEN:
        return False
    if judgement.bearer is Bearer.platform or is_disputed(parcel.sub_order_id):
        return False
    mine = Claim.buyer == _buyer(parcel.sub_order.order)
    again = select(Claim.id).where(Claim.subject == subject).limit(1)
    paid = select(func.coalesce(func.sum(Claim.decided_fen), 0)).where(
        mine, Claim.is_automatic, Claim.opened_at > clock.now() - MONTH
    )
    denied = select(func.count()).where(
        mine, Claim.decided_fen == 0, Claim.opened_at > clock.now() - DENIALS_LOOKED_AT
    )
    return (
        session.scalars(again).first() is None
        and int(session.scalar(paid) or 0) + asked_fen <= AT_ONCE_A_MONTH_FEN
        and int(session.scalar(denied) or 0) <= MOST_DENIALS
    )


def _live(subject: str) -> Select[Claim]:
    return select(Claim).where(Claim.subject == subject, Claim.state.in_(sorted(LIVE)))


def _subject(parcel: Parcel, line: OrderLine | None) -> str:
    return f"parcel:{parcel.id}:line:{line.id}" if line else f"parcel:{parcel.id}"


def _buyer(order: Order) -> str:
    """Whose claims are counted together: an account's, a villager's, or a guest's by her phone."""
    if order.villager_id is not None:
        return f"villager:{order.villager_id}"
    if order.person_id is not None:
        return f"person:{order.person_id}"
    return f"phone:{order.recipient_phone}"
