"""What was settled is shared out among the households that grew it."""

from app.db import session, transaction
from app.growers.actions import parts_to_share, share_out


def share_out_to_households() -> None:
    """Each part in a transaction of its own, so that one that fails stops no other."""
    waiting = parts_to_share()
    session.rollback()
    for sub_order_id in waiting:
        with transaction():
            share_out(sub_order_id)
