"""How many statements a piece of work sends: query budgets are counts, never times."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

FRAME = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA")


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """The statements sent so far, without what only opens and ends a transaction."""
    sent: list[str] = []

    def note(*args: object) -> None:
        statement = str(args[2])
        if not statement.startswith(FRAME):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
