"""Where the demonstration's card company and carrier keep their own records: a file apart.

They are other firms; nothing of theirs is in our database, and they learn of us only what is sent.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Path, body, headers: how a partner of the demonstration sends us a message; its status.
Deliver = Callable[[str, bytes, dict[str, str]], int]

_TABLES = """
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
"""


class DemoStore:
    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        try:
            connection.executescript(_TABLES)
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.close()

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
        with self._open() as connection:
            facts = self._read(connection, kind, key)
            if facts is None:
                return None
            facts |= changes
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
