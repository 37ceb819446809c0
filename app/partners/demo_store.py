"""Where the demonstration's card company and carrier keep their own records: a file apart.

They are other firms; nothing of theirs is in our database, and they learn of us only what is sent.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Path, body, headers: how a partner of the demonstration sends us a message; its status.
Deliver = Callable[[str, bytes, dict[str, str]], int]

# What is to be changed of a record, in view of what it holds.
Rule = Callable[[dict[str, Any]], Mapping[str, Any]]

_TABLES = """
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
"""


class DemoStore:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = threading.local()

    def _connection(self) -> sqlite3.Connection:
        """One per thread: sqlite3 allows no more. Losing the last second of a play is no harm."""
        connection: sqlite3.Connection | None = getattr(self._kept, "connection", None)
        if connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            connection.executescript(_TABLES)
            self._kept.connection = connection
        return connection

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def put_new(self, kind: str, key: str, facts: dict[str, Any]) -> dict[str, Any]:
        """Keep it unless the key is known; returns what is kept (asking twice gives one answer)."""
        with self._open() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO records VALUES (?, ?, ?)", (kind, key, json.dumps(facts))
            )
            return self._read(connection, kind, key) or facts

    def get(self, kind: str, key: str) -> dict[str, Any] | None:
        with self._open() as connection:
            return self._read(connection, kind, key)

    def change(self, kind: str, key: str, **changes: Any) -> dict[str, Any] | None:
        return self.change_all(kind, {key: changes}).get(key)

    def change_all(
        self, kind: str, changes: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, dict[str, Any]]:
        """What is kept now of the keys that were known."""
        kept: dict[str, dict[str, Any]] = {}
        with self._open() as connection:
            for key, change in changes.items():
                facts = self._read(connection, kind, key)
                if facts is None:
                    continue
                kept[key] = {**facts, **change}
                connection.execute(
                    "UPDATE records SET facts = ? WHERE kind = ? AND key = ?",
                    (json.dumps(kept[key]), kind, key),
                )
        return kept

    def revise(self, kind: str, key: str, rule: Rule) -> dict[str, Any] | None:
        """What `rule` makes of what is kept, with nobody between; None for an unknown key."""
        with self._open() as connection:
            facts = self._read(connection, kind, key)
            if facts is None:
                return None
            facts = {**facts, **rule(facts)}
            connection.execute(
                "UPDATE records SET facts = ? WHERE kind = ? AND key = ?",
                (json.dumps(facts), kind, key),
            )
        return facts

    def every(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        with self._open() as connection:
            rows = connection.execute(
                "SELECT key, facts FROM records WHERE kind = ? ORDER BY key", (kind,)
            ).fetchall()
        return [(key, json.loads(facts)) for key, facts in rows]

    @staticmethod
    def _read(connection: sqlite3.Connection, kind: str, key: str) -> dict[str, Any] | None:
        row = connection.execute(
            "SELECT facts FROM records WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        return json.loads(row[0]) if row else None
