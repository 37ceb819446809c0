"""Returns as those may see them who have got the order, and those whose time is up."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.claims.models import GoodsReturn
from app.db import session
from app.ground.parcel_steps import ARRIVED, AT_HOME, ParcelState
from app.ground.refusals import Missing
from app.ground.return_states import SETTLE_WITHIN, ReturnState
from app.orders.models import SubOrder
from app.parcels.models import Parcel

# Not found or not whole: after three days nobody waits for it any more.
GONE = frozenset({ParcelState.lost, ParcelState.damaged})


def returns_past_deadline(limit: int = 100) -> list[int]:
    """Ids: not brought in time, or here and not looked at."""
    moment = clock.now()
    never_brought = (GoodsReturn.send_by <= moment) & Parcel.state.in_(sorted(AT_HOME))
    is_here = Parcel.state.in_(sorted(ARRIVED))
    is_gone = Parcel.state.in_(sorted(GONE)) & (Parcel.changed_at <= moment - SETTLE_WITHIN)
    due = is_here & or_(GoodsReturn.settle_by.is_(None), GoodsReturn.settle_by <= moment)
    statement = (
        select(GoodsReturn.id)
        .join(GoodsReturn.parcel)
        .where(GoodsReturn.state == ReturnState.announced, or_(never_brought, is_gone, due))
        .order_by(GoodsReturn.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def returns_of_order(order_id: int) -> list[GoodsReturn]:
    """The caller has got the order for whoever asks."""
    return list(
        session.scalars(
            select(GoodsReturn)
            .join(GoodsReturn.sub_order)
            .where(SubOrder.order_id == order_id)
            .options(joinedload(GoodsReturn.parcel))
            .order_by(GoodsReturn.id)
        )
    )


def get_return_of_order(order_id: int, number: str) -> GoodsReturn:
    found = [one for one in returns_of_order(order_id) if one.number == number]
    if not found:
        raise Missing
    return found[0]


def find_return_of_parcel(parcel_id: int) -> GoodsReturn | None:
    return session.scalars(select(GoodsReturn).where(GoodsReturn.parcel_id == parcel_id)).first()


def get_return(return_id: int) -> GoodsReturn:
    """For doors that have checked who asks: jobs and commands."""
    return session.get_one(GoodsReturn, return_id)


def find_return_of_claim(claim_id: int) -> GoodsReturn | None:
    """The last one that it was decided as."""
    mine = select(GoodsReturn).where(GoodsReturn.claim_id == claim_id)
    return session.scalars(mine.order_by(GoodsReturn.id.desc())).first()
