"""Which edition of a topic stands now; a topic never bumped stands at 0."""

from collections.abc import Sequence

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from app.db import engine_options, session
from app.editions.models import Edition


def numbers(topics: Sequence[str]) -> dict[str, int]:
    if not topics:
        return {}
    statement = select(Edition.topic, Edition.number).where(Edition.topic.in_(topics))
    found = {row.topic: row.number for row in session.execute(statement)}
    return {topic: found.get(topic, 0) for topic in topics}


class LiveNumbers:
    """The same answer beside the session, for the page store: one bare statement per visit.

    It has few connections of its own, in autocommit, so that a visit that only asks whether a
    kept page is still true neither waits for a working page nor begins a transaction.
    """

    def __init__(self, database_url: str) -> None:
        options = engine_options(database_url)
        options.update(pool_pre_ping=False, pool_reset_on_return=None)
        self._engine: Engine = create_engine(database_url, isolation_level="AUTOCOMMIT", **options)
        self._mark = "?" if self._engine.dialect.name == "sqlite" else "%s"
        self._statements: dict[int, str] = {}
        self._faults = (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error)

    def find(self, topics: tuple[str, ...]) -> dict[str, int] | None:
        """None when the database does not answer: then nothing kept may be trusted."""
        if not topics:
            return {}
        try:
            connection = self._engine.raw_connection()
        except self._faults:
            return None
        try:
            cursor = connection.cursor()
            cursor.execute(self._statement(len(topics)), topics)
            found: dict[str, int] = dict(cursor.fetchall())
            cursor.close()
        except self._faults:
            connection.invalidate()
            return None
        finally:
            connection.close()
        return {topic: found.get(topic, 0) for topic in topics}

    def close(self) -> None:
        self._engine.dispose()

    def _statement(self, count: int) -> str:
        if count not in self._statements:
            marks = ", ".join([self._mark] * count)
            # The marks are placeholders; no text of a visitor comes into the statement.
            self._statements[count] = f"SELECT topic, number FROM editions WHERE topic IN ({marks})"  # noqa: S608
        return self._statements[count]
