"""Later work about what is over: parts that are received and closed by themselves."""

from app.db import session, transaction
from app.orders.closing import close_part, due_parts


def close_parts() -> None:
    """Each in a transaction of its own: one that fails holds no other up."""
    last = 0
    while found := due_parts(last):
        session.rollback()
        for sub_order_id, order_id in found:
            with transaction():
                close_part(sub_order_id, order_id)
        last = found[-1][0]
