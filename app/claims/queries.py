"""Claims as each side may see them, and the photos that belong to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.claims.models import CarrierClaim as CarrierClaim  # pages name what they were given
from app.claims.models import Claim as Claim
from app.claims.models import ClaimEvent, ClaimPhoto, GoodsReturn
from app.db import session
from app.ground.claim_states import FOR_THE_OFFICE, LIVE, CarrierClaimState, ClaimState
from app.ground.refusals import Missing
from app.ground.return_states import OPEN_RETURNS
from app.orders.cart import hash_key
from app.orders.models import Order, SubOrder
from app.parcels.models import Parcel, ParcelContent
from app.payments.queries import sub_orders_in_dispute
from app.photos.models import Photo
from app.photos.queries import get_photo

MOST_SHOWN = 200


def sub_orders_with_open_claims(sub_order_ids: Iterable[int]) -> set[int]:
    """Those of which nothing may be settled yet: a claim is to be decided, or boxes that are sent
    back are to be received and paid for."""
    wanted = sorted(set(sub_order_ids))
    live = select(Claim.sub_order_id).where(
        Claim.sub_order_id.in_(wanted), Claim.state.in_(sorted(LIVE))
    )
    coming = select(GoodsReturn.sub_order_id).where(
        GoodsReturn.sub_order_id.in_(wanted), GoodsReturn.state.in_(sorted(OPEN_RETURNS))
    )
    return set(session.scalars(union_all(live, coming)))


def _whole(statement: Select[Claim]) -> Select[Claim]:
    """For lists: with what each is about."""
    return statement.options(
        joinedload(Claim.sub_order).joinedload(SubOrder.order),
        joinedload(Claim.sub_order).joinedload(SubOrder.cooperative),
        joinedload(Claim.line),
        joinedload(Claim.parcel),
    )


def _with_evidence(statement: Select[Claim]) -> Select[Claim]:
    """For one: with its timeline, photos, and the parcel's contents and scans."""
    return _whole(statement).options(
        selectinload(Claim.events).selectinload(ClaimEvent.photos).joinedload(ClaimPhoto.photo),
        selectinload(Claim.sub_order, SubOrder.lines),
        selectinload(Claim.parcel, Parcel.events),
        selectinload(Claim.parcel, Parcel.contents).joinedload(ParcelContent.line),
    )


def _one(statement: Select[Claim]) -> Claim:
    claim = session.scalars(_with_evidence(statement)).one_or_none()
    if claim is None:
        raise Missing
    return claim


def get_claim_of_order(order_id: int, number: str) -> Claim:
    """The caller has got the order for whoever asks."""
    mine = select(Claim).join(Claim.sub_order).where(SubOrder.order_id == order_id)
    return _one(mine.where(Claim.number == number))


def get_claim_of_cooperative(cooperative_id: int, number: str) -> Claim:
    return _one(select(Claim).where(Claim.cooperative_id == cooperative_id, Claim.number == number))


def get_claim_for_office(number: str) -> Claim:
    """Only for the office's face."""
    return _one(select(Claim).where(Claim.number == number))


def get_claim(claim_id: int) -> Claim:
    """For doors that have checked who asks: jobs and commands."""
    return _one(select(Claim).where(Claim.id == claim_id))


def claims_of_order(order_id: int) -> list[Claim]:
    statement = select(Claim).join(Claim.sub_order).where(SubOrder.order_id == order_id)
    return list(session.scalars(_whole(statement.order_by(Claim.id))))


def claims_of_parcel(parcel_id: int) -> list[Claim]:
    """Only for the office's face: with what was said and shown."""
    statement = select(Claim).where(Claim.parcel_id == parcel_id).order_by(Claim.id)
    return list(session.scalars(_with_evidence(statement)))


def claims_to_answer(cooperative_id: int) -> list[Claim]:
    """Whose time is up first stands first."""
    waiting = select(Claim).where(
        Claim.cooperative_id == cooperative_id, Claim.state == ClaimState.opened
    )
    return list(session.scalars(_whole(waiting.order_by(Claim.answer_by).limit(MOST_SHOWN))))


def answered_claims(
    cooperative_id: int, before_id: int | None = None, limit: int = 30
) -> list[Claim]:
    """All others of the cooperative, the newest first."""
    statement = select(Claim).where(
        Claim.cooperative_id == cooperative_id, Claim.state != ClaimState.opened
    )
    return _newest(statement, before_id, limit)


def count_to_answer(cooperative_id: int) -> int:
    waiting = select(func.count()).where(
        Claim.cooperative_id == cooperative_id, Claim.state == ClaimState.opened
    )
    return int(session.execute(waiting).scalar_one())


def claims_to_decide() -> list[Claim]:
    """The office's inbox: whose time is up first stands first."""
    waiting = select(Claim).where(Claim.state.in_(sorted(FOR_THE_OFFICE)))
    return list(session.scalars(_whole(waiting.order_by(Claim.decide_by).limit(MOST_SHOWN))))


def latest_claims(before_id: int | None = None, limit: int = 50) -> list[Claim]:
    return _newest(select(Claim), before_id, limit)


def _newest(statement: Select[Claim], before_id: int | None, limit: int) -> list[Claim]:
    if before_id is not None:
        statement = statement.where(Claim.id < before_id)
    return list(session.scalars(_whole(statement.order_by(Claim.id.desc()).limit(limit))))


def claims_past_deadline(limit: int = 100) -> list[int]:
    """Ids of those where silence decides (the office is never silent: it is overdue). While a bank
    has the money back, nothing of it can be given."""
    moment = clock.now()
    statement = (
        select(Claim.id)
        .where(
            or_(Claim.answer_by <= moment, Claim.appeal_by <= moment),
            Claim.sub_order_id.not_in(sub_orders_in_dispute()),
        )
        .order_by(Claim.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


@dataclass(frozen=True, slots=True)
class History:
    """How it went before with one buyer, or with one cooperative."""

    claims: int
    paid: int
    denied: int
    paid_fen: int


def history_of_buyer(claim: Claim) -> History:
    return _history(Claim.buyer == claim.buyer, claim)


def history_of_cooperative(claim: Claim) -> History:
    return _history(Claim.cooperative_id == claim.cooperative_id, claim)


def _history(whose: ColumnElement[bool], but: Claim) -> History:
    paid, denied = Claim.decided_fen > 0, Claim.decided_fen == 0
    counted = select(
        func.count(),
        func.coalesce(func.sum(case((paid, 1), else_=0)), 0),
        func.coalesce(func.sum(case((denied, 1), else_=0)), 0),
        func.coalesce(func.sum(Claim.decided_fen), 0),
    ).where(whose, Claim.id != but.id)
    return History(*(int(figure or 0) for figure in session.execute(counted).one()))


@dataclass(frozen=True, slots=True)
class CauseCount:
    cooperative_id: int
    cause: str
    claims: int
    paid_fen: int


def causes_by_cooperative(since: datetime) -> list[CauseCount]:
    """Claims of a time by cooperative and cause, the most first."""
    statement = (
        select(
            Claim.cooperative_id,
            Claim.cause,
            func.count(),
            func.coalesce(func.sum(Claim.decided_fen), 0),
        )
        .where(Claim.opened_at >= since)
        .group_by(Claim.cooperative_id, Claim.cause)
        .order_by(func.count().desc(), Claim.cooperative_id, Claim.cause)
        .limit(40)
    )
    return [
        CauseCount(cooperative_id, cause, claims, int(fen or 0))
        for cooperative_id, cause, claims, fen in session.execute(statement)
    ]


# ------------------------------------------------------------------------------- the carrier's


def carrier_claims(
    states: Sequence[CarrierClaimState], before_id: int | None = None, limit: int = 100
) -> list[CarrierClaim]:
    statement = select(CarrierClaim).where(CarrierClaim.state.in_(list(states)))
    if before_id is not None:
        statement = statement.where(CarrierClaim.id < before_id)
    statement = statement.order_by(CarrierClaim.id.desc()).limit(limit)
    return list(session.scalars(_with_claim(statement)))


def get_carrier_claim(number: str) -> CarrierClaim:
    """Only for the office's face; with all that its paper tells."""
    statement = select(CarrierClaim).where(CarrierClaim.number == number)
    found = session.scalars(_with_claim(statement)).one_or_none()
    if found is None:
        raise Missing
    return found


def _with_claim(statement: Select[CarrierClaim]) -> Select[CarrierClaim]:
    return statement.options(
        joinedload(CarrierClaim.parcel),
        joinedload(CarrierClaim.claim).joinedload(Claim.sub_order).joinedload(SubOrder.cooperative),
        joinedload(CarrierClaim.claim).joinedload(Claim.sub_order).joinedload(SubOrder.order),
    )


def carrier_claims_of(claim_id: int) -> list[CarrierClaim]:
    statement = select(CarrierClaim).where(CarrierClaim.claim_id == claim_id)
    return list(session.scalars(statement.order_by(CarrierClaim.id)))


# ------------------------------------------------------------------------------------- photos


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: an account, the secrets of a browser, and what she works for."""

    person_id: int | None = None
    secrets: Sequence[str] = ()
    shop_ids: Sequence[int] = field(default=())
    cooperative_ids: Sequence[int] = field(default=())
    is_office: bool = False


def get_photo_for(viewer: Viewer, name: str) -> Photo:
    """Of a claim: its buyer, her village shop, its cooperative and the office. Of a form that is
    still being filled in: whoever may open the order, or works for the cooperative, it is for."""
    photo = get_photo(name)
    if viewer.is_office:
        return photo
    kind, _, number = photo.owner.partition(":")
    if kind == "cooperative" and int(number) in viewer.cooperative_ids:
        return photo
    if kind == "order" and session.scalar(_orders_seen(viewer).where(Order.id == int(number))):
        return photo
    shown = (
        select(ClaimPhoto.photo_id)
        .join(ClaimEvent, ClaimEvent.id == ClaimPhoto.event_id)
        .join(Claim, Claim.id == ClaimEvent.claim_id)
        .join(SubOrder, SubOrder.id == Claim.sub_order_id)
        .where(
            ClaimPhoto.photo_id == photo.id,
            or_(
                Claim.cooperative_id.in_(list(viewer.cooperative_ids)),
                SubOrder.order_id.in_(_orders_seen(viewer)),
            ),
        )
    )
    if session.scalars(shown.limit(1)).first() is None:
        raise Missing
    return photo


def _orders_seen(viewer: Viewer) -> Select[int]:
    ways: list[ColumnElement[bool]] = [
        Order.secret_hash.in_(sorted(map(hash_key, viewer.secrets))),
        and_(Order.shop_id.is_not(None), Order.shop_id.in_(list(viewer.shop_ids))),
    ]
    if viewer.person_id is not None:
        ways.append(Order.person_id == viewer.person_id)
    return select(Order.id).where(or_(*ways))
