"""Later work for returnable boxes 循环箱: money that has come free, and who has to be reminded."""

from app.db import session, transaction
from app.jobs.each_alone import each_alone
from app.parcels.boxes_abroad import parts_to_remind, parts_with_deposits_due
from app.payments.box_deposits import remind_of_boxes, settle_deposits


def look_after_boxes() -> None:
    """Each part in a transaction of its own; broken off or done twice it makes no difference."""
    last_id = 0
    while True:
        ids = parts_with_deposits_due(last_id)
        session.rollback()
        if not ids:
            break
        each_alone("deposits of a part", ids, settle_deposits)
        last_id = ids[-1]
    with transaction():
        for sub_order_id in parts_to_remind():
            remind_of_boxes(sub_order_id)
