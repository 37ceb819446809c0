"""What waits, and what was given up."""

from datetime import datetime

from sqlalchemy import func, select

from app import clock
from app.db import session
from app.outbox.actions import IS_OPEN
from app.outbox.models import Message


def waiting_count() -> int:
    """Left and neither done nor given up, due or not."""
    return int(session.scalar(select(func.count()).select_from(Message).where(*IS_OPEN)) or 0)


def find_oldest_due() -> datetime | None:
    """Since when something that is due has been waiting; None when nothing is."""
    due = select(func.min(Message.due_at)).where(*IS_OPEN, Message.due_at <= clock.now())
    return session.scalar(due)


def given_up(before_id: int | None = None, limit: int = 50) -> list[Message]:
    """The newest first."""
    wanted = select(Message).where(Message.given_up_at.is_not(None))
    if before_id is not None:
        wanted = wanted.where(Message.id < before_id)
    return list(session.scalars(wanted.order_by(Message.id.desc()).limit(limit)))
