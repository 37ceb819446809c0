"""The editions beside the session, for the page store: one bare statement per visit at most.

Each thread keeps one connection of its own, in autocommit: a visit that only asks whether a kept
page is still true neither waits for a working page nor begins a transaction. Visits within the same
two milliseconds share an answer: that is less than an answer is on its way to a browser.
"""

import threading
import time
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.db import engine_options

MOST_KNOWN = 10_000
SHARED_SECONDS = 0.002


class LiveNumbers:
    def __init__(self, database_url: str, shared_seconds: float = SHARED_SECONDS) -> None:
        options = engine_options(database_url)
        self.is_sqlite = database_url.startswith("sqlite")
        arguments = dict(options["connect_args"])
        if self.is_sqlite:
            # A thread that ends leaves its connection to whoever cleans up.
            arguments["check_same_thread"] = False
        self._engine = create_engine(
            database_url,
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
            connect_args=arguments,
        )
        self._faults = (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error)
        self._own = threading.local()
        self.shared_seconds = shared_seconds
        self._shared: tuple[float, dict[str, int]] = (0.0, {})

    def find(self, topics: tuple[str, ...]) -> dict[str, int] | None:
        """None when the database does not answer: then nothing kept may be trusted."""
        # The moment is taken before asking, so that nothing is shared for longer than it says.
        moment = time.monotonic()
        until, known = self._shared
        if moment >= until:
            known = {}
            self._shared = (moment + self.shared_seconds, known)
        try:
            if not all(topic in known for topic in topics):
                known.update(self._reader().numbers(topics))
        except self._faults:
            self.close()
            return None
        return {topic: known[topic] for topic in topics}

    def close(self) -> None:
        """This thread's connection; it comes back when it is needed."""
        reader = self._own.__dict__.pop("reader", None)
        if reader is not None:
            reader.connection.invalidate()

    def _reader(self) -> "SqliteReader | PostgresqlReader":
        reader: SqliteReader | PostgresqlReader | None = getattr(self._own, "reader", None)
        if reader is None:
            connection = self._engine.raw_connection()
            reader = (SqliteReader if self.is_sqlite else PostgresqlReader)(connection)
            self._own.reader = reader
        return reader


class PostgresqlReader:
    statement = "SELECT topic, number FROM editions WHERE topic = ANY(%s)"

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.cursor = connection.cursor()

    def numbers(self, topics: tuple[str, ...]) -> dict[str, int]:
        self.cursor.execute(self.statement, (list(topics),))
        found = dict(self.cursor.fetchall())
        return {topic: found.get(topic, 0) for topic in topics}


class SqliteReader:
    """SQLite counts the commits of others itself: while its count stands, so does what is known."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.cursor = connection.cursor()
        self.commits = -1
        self.known: dict[str, int] = {}

    def numbers(self, topics: tuple[str, ...]) -> dict[str, int]:
        # Asked before reading: a commit in between makes what is read look old, never new.
        (commits,) = self.cursor.execute("PRAGMA data_version").fetchone()
        if commits != self.commits or len(self.known) > MOST_KNOWN:
            self.known.clear()
            self.commits = commits
        for topic in topics:
            if topic not in self.known:
                self.known[topic] = self.number(topic)
        return {topic: self.known[topic] for topic in topics}

    def number(self, topic: str) -> int:
        row = self.cursor.execute(
            "SELECT number FROM editions WHERE topic = ?", (topic,)
        ).fetchone()
        return int(row[0]) if row else 0
