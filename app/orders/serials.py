"""The day's serial for order numbers, taken by one UPDATE: no gap while nobody fails, no double."""

from datetime import date

from sqlalchemy import update

from app.db import insert_into, session
from app.orders.models import OrderSerial


def next_serial(day: date) -> int:
    taken = (
        update(OrderSerial)
        .where(OrderSerial.day == day)
        .values(last=OrderSerial.last + 1)
        .returning(OrderSerial.last)
        .execution_options(synchronize_session=False)
    )
    serial = session.execute(taken).scalar_one_or_none()
    if serial is not None:
        return serial
    begun = insert_into(OrderSerial).values(day=day, last=0)
    session.execute(begun.on_conflict_do_nothing(index_elements=["day"]))
    return session.execute(taken).scalar_one()
