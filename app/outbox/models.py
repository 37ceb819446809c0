"""Messages left in the transaction that caused them, delivered later by the worker."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Facts, never_negative

WAITING = text("done_at IS NULL AND given_up_at IS NULL")


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (
        never_negative("tries"),
        Index(
            "ix_messages_waiting", "due_at", "id", sqlite_where=WAITING, postgresql_where=WAITING
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    facts: Mapped[Facts]
    left_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    claim: Mapped[str | None]
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_fault: Mapped[str | None]


class TimetableRun(Base):
    """When each timed job is due next; a row per job, taken by one conditional UPDATE."""

    __tablename__ = "timetable_runs"

    job: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    last_run_at: Mapped[datetime | None]
