"""Say that what public pages show of a topic is another from this transaction on."""

from sqlalchemy.dialects import postgresql, sqlite

from app.db import session
from app.editions.models import Edition


def bump(*topics: str) -> None:
    """Pages stamped with one of the topics are out of date as soon as the caller commits.

    The rows are taken in sorted order, so that two callers never wait for each other in a ring.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    for topic in sorted(set(topics)):
        statement = insert(Edition).values(topic=topic, number=1)
        statement = statement.on_conflict_do_update(
            index_elements=[Edition.topic], set_={"number": Edition.number + 1}
        )
        session.execute(statement)
