"""The demonstration's complaints: a few of the boxes that came lately, told and answered by the
same actions that people use. Their photos are pictures of the market's own."""

from itertools import cycle

from sqlalchemy import select

from app import clock
from app.claims.actions import contest_claim
from app.claims.opening import ClaimWish, open_claim, photo_owner
from app.claims.queries import claims_to_answer
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from app.ground.parcel_steps import ARRIVED
from app.ground.refusals import Refusal
from app.orders.actions import Actor, new_request_key
from app.orders.kinds import ActorKind
from app.orders.models import SubOrder
from app.parcels.models import Parcel
from app.parcels.queries import get_parcels
from app.photos.actions import keep_photo
from app.photos.developing import develop
from app.web.statics import SOURCES

MOST = 9
TOLD = (
    (ClaimCause.bad, "底下一层压坏了，上面的都好。"),
    (ClaimCause.short_weight, "家里的秤称了三遍。"),
    (ClaimCause.wrong, "里面装的不是我订的规格。"),
)
ANSWER = "出库前逐个检查过，照片里像是路上磕碰的。"


def complain() -> int:
    """Says how many complained. Of what a cooperative has to answer every second is contested."""
    lately = (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .where(Parcel.state.in_(sorted(ARRIVED)), SubOrder.claims_until > clock.now())
        .order_by(Parcel.id.desc())
    )
    told = 0
    for parcel_id, (cause, words) in zip(list(session.scalars(lately)), cycle(TOLD), strict=False):
        told += _tell(parcel_id, cause, words)
        if told == MOST:
            break
    sheds = session.scalars(select(Cooperative.id).order_by(Cooperative.id)).all()
    waiting = [claim for shed in sheds for claim in claims_to_answer(shed)]
    for claim in waiting[::2]:
        with transaction():
            contest_claim(claim, Actor(ActorKind.cooperative), ANSWER, [])
    return told


def _tell(parcel_id: int, cause: ClaimCause, words: str) -> bool:
    (parcel,) = get_parcels([parcel_id])
    line, order = parcel.contents[0].line, parcel.sub_order.order
    picture = next(iter(sorted(SOURCES.glob(f"pictures/{line.picture}-*.webp"))))
    kind = ActorKind.shopkeeper if order.shop_id else ActorKind.buyer
    waybill, line_id = parcel.waybill_number, line.id
    actor, order_id, owner = Actor(kind, order.placed_by_id), order.id, photo_owner(order)
    session.rollback()
    developed = develop(picture.read_bytes())
    try:
        with transaction():
            photo = keep_photo(owner, developed)
            told = ClaimWish(
                request_key=new_request_key(),
                waybill=waybill,
                line_id=line_id,
                cause=cause,
                bad_count=1,
                short_grams=150,
                note=words,
                photos=[photo.name],
            )
            open_claim(order_id, told, actor)
    except Refusal:
        return False
    return True
