"""Parts that nobody says a word about: received when their days are over, closed when nobody may
complain any more, given up when they never arrived. Late or twice makes no difference.
"""

from sqlalchemy import ColumnElement, and_, or_, select

from app import clock
from app.db import session
from app.ground.order_states import SubOrderState, SubOrderStep
from app.orders.actions import SYSTEM, lock_order, move_sub_order
from app.orders.models import SubOrder

NEVER_ARRIVED = "never arrived"


def due_parts(after_id: int = 0, limit: int = 200) -> list[tuple[int, int]]:
    """Ids of parts and of their orders, by id from `after_id` (exclusive)."""
    statement = select(SubOrder.id, SubOrder.order_id).where(_is_due(), SubOrder.id > after_id)
    rows = session.execute(statement.order_by(SubOrder.id).limit(limit))
    return [(row.id, row.order_id) for row in rows]


def close_part(sub_order_id: int, order_id: int) -> bool:
    """One step on; False when somebody was quicker, or the carrier has taken its word back.

    What was given up stays open to claims for as long as if it had arrived on that day.
    """
    order = lock_order(order_id)
    part = next(one for one in order.sub_orders if one.id == sub_order_id)
    moment = clock.now()
    is_due = part.receive_by is not None and part.receive_by <= moment
    may_close = part.claims_until is not None and part.claims_until <= moment
    if part.state == SubOrderState.delivered and is_due:
        move_sub_order(part, SubOrderStep.receive, SYSTEM)
    elif part.state == SubOrderState.shipped and is_due:
        move_sub_order(part, SubOrderStep.close, SYSTEM, NEVER_ARRIVED)
    elif part.state == SubOrderState.received and may_close:
        move_sub_order(part, SubOrderStep.close, SYSTEM)
    else:
        return False
    session.flush()
    return True


def _is_due() -> ColumnElement[bool]:
    moment = clock.now()
    waiting = SubOrder.state.in_([SubOrderState.shipped, SubOrderState.delivered])
    return SubOrder.settled_at.is_(None) & or_(
        and_(waiting, SubOrder.receive_by <= moment),
        and_(SubOrder.state == SubOrderState.received, SubOrder.claims_until <= moment),
    )
