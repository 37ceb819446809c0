"""How many of an order's returnable boxes are back, for its pages."""

from dataclasses import dataclass

from app.ground.box_deposits import FORFEITED_AFTER_DAYS
from app.orders.models import Order


@dataclass(frozen=True, slots=True)
class LentShown:
    """`back` and `forfeited` are among `boxes`."""

    boxes: int
    back: int
    forfeited: int
    days: int = FORFEITED_AFTER_DAYS

    @property
    def is_open(self) -> bool:
        return self.back + self.forfeited < self.boxes


def lent_of_order(order: Order) -> LentShown | None:
    """None without returnable boxes, and before it is paid: no statement then."""
    if not order.deposit_fen or order.paid_at is None:
        return None
    rows = [one for part in order.sub_orders for one in part.deposits]
    return LentShown(
        sum(one.boxes for one in rows),
        sum(one.boxes_back for one in rows),
        sum(one.boxes_forfeited for one in rows),
    )
