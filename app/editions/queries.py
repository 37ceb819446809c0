"""Which edition of a topic stands now; a topic never bumped stands at 0."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import session
from app.editions.models import Edition


def numbers(topics: Sequence[str]) -> dict[str, int]:
    if not topics:
        return {}
    statement = select(Edition.topic, Edition.number).where(Edition.topic.in_(topics))
    found = {row.topic: row.number for row in session.execute(statement)}
    return {topic: found.get(topic, 0) for topic in topics}
