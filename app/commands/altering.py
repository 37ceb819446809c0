"""Changing a table that has rows, on both databases, for migrations.

SQLite cannot change a CHECK and must not rebuild a table that others refer to (dropping the old one
would take its rows for deleted). It can be told the table's new words, though, as its manual says
under "making other kinds of table schema changes": columns are added at the end, so that rows fit.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateColumn

_RULES = ("CONSTRAINT", "PRIMARY KEY", "FOREIGN KEY", "UNIQUE", "CHECK")


class RowsAgainstRule(Exception):
    """The migration is undone as a whole."""


class Altered:
    """What is to become of one table. A new column that may not be NULL needs `fill`."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.added: list[tuple[sa.Column[object], str | None]] = []
        self.dropped: list[str] = []
        self.checks: list[tuple[str, str]] = []
        self.keys: list[tuple[str, str, str]] = []
        self.forgotten: list[str] = []
        self.nullable: list[tuple[str, bool]] = []

    def add_column(
        self, name: str, kind: sa.types.TypeEngine[object], *, fill: str | None = None
    ) -> None:
        """`fill` is SQL for the rows that are there: the column may not be NULL then."""
        self.added.append((sa.Column(name, kind, nullable=fill is None), fill))

    def drop_column(self, name: str) -> None:
        self.dropped.append(name)

    def set_nullable(self, name: str, *, may_be_null: bool) -> None:
        """Whether a column that is there may be NULL; no row may speak against it."""
        self.nullable.append((name, may_be_null))

    def set_check(self, name: str, rule: str) -> None:
        """`name` without its prefix; takes the place of the one that has it, if there is one."""
        self.checks.append((f"ck_{self.table}_{name}", rule))

    def drop_check(self, name: str) -> None:
        self.forgotten.append(f"ck_{self.table}_{name}")

    def add_key(self, column: str, to: str) -> None:
        """A foreign key to the other table's id."""
        self.keys.append((f"fk_{self.table}_{column}_{to}", column, to))

    def drop_key(self, column: str, to: str) -> None:
        self.forgotten.append(f"fk_{self.table}_{column}_{to}")


@contextmanager
def altering(table: str) -> Iterator[Altered]:
    wanted = Altered(table)
    yield wanted
    if op.get_bind().dialect.name == "sqlite":
        _alter_sqlite(wanted)
    else:
        _alter_postgresql(wanted)


def _alter_postgresql(wanted: Altered) -> None:
    for name in [*wanted.forgotten, *(name for name, _ in wanted.checks)]:
        op.execute(f"ALTER TABLE {wanted.table} DROP CONSTRAINT IF EXISTS {name}")
    for name in wanted.dropped:
        op.drop_column(wanted.table, name)
    for column, fill in wanted.added:
        may_be_null = column.nullable
        column.nullable = True
        op.add_column(wanted.table, column)
        if fill is not None:
            op.execute(_filling(wanted.table, column.name, fill))
        if not may_be_null:
            op.alter_column(wanted.table, column.name, nullable=False)
    for name, may_be_null in wanted.nullable:
        op.alter_column(wanted.table, name, nullable=may_be_null)
    for name, rule in wanted.checks:
        op.execute(f"ALTER TABLE {wanted.table} ADD CONSTRAINT {name} CHECK ({rule})")
    for name, own, to in wanted.keys:
        op.execute(
            f"ALTER TABLE {wanted.table} ADD CONSTRAINT {name} FOREIGN KEY({own}) "
            f"REFERENCES {to} (id)"
        )


def _alter_sqlite(wanted: Altered) -> None:
    lines = _words_of(wanted.table).split("\n")
    named = [*wanted.forgotten, *(name for name, _ in wanted.checks)]
    lines = [line for line in lines if not any(_is_called(line, name) for name in named)]
    for name, may_be_null in wanted.nullable:
        lines = [_with_nullable(line, name, may_be_null) for line in lines]
    _write_words(wanted.table, lines)
    for name in wanted.dropped:
        op.execute(f"ALTER TABLE {wanted.table} DROP COLUMN {name}")
        lines = [line for line in lines if not line.strip().startswith(f"{name} ")]
    columns = []
    for column, fill in wanted.added:
        columns.append(_written(column))
        column.nullable = True
        op.execute(f"ALTER TABLE {wanted.table} ADD COLUMN {_written(column)}")
        if fill is not None:
            op.execute(_filling(wanted.table, column.name, fill))
    rules = [f"CONSTRAINT {name} CHECK ({rule})" for name, rule in wanted.checks]
    rules += [
        f"CONSTRAINT {name} FOREIGN KEY({own}) REFERENCES {to} (id)"
        for name, own, to in wanted.keys
    ]
    first = next(i for i, line in enumerate(lines) if line.strip().startswith(_RULES))
    lines[first:first] = [f"\t{line}, " for line in [*columns, *rules]]
    _write_words(wanted.table, lines)
    for name, rule in wanted.checks:
        _must_hold(wanted.table, name, rule)


def _must_hold(table: str, name: str, rule: str) -> None:
    """SQLite takes a rule's words without asking its rows: what speaks against it would stay, and
    refuse every later change. PostgreSQL asks by itself."""
    against = (
        sa.select(sa.func.count()).select_from(sa.table(table)).where(sa.text(f"NOT ({rule})"))
    )
    if count := op.get_bind().execute(against).scalar_one():
        raise RowsAgainstRule(f"{count} rows of {table} speak against {name}")


def _filling(table: str, column: str, fill: str) -> sa.Update:
    there = sa.table(table, sa.column(column))
    return sa.update(there).values({column: sa.literal_column(fill)})


def _written(column: sa.Column[object]) -> str:
    return str(CreateColumn(column).compile(dialect=op.get_bind().dialect))


def _is_called(line: str, name: str) -> bool:
    return line.strip().startswith(f"CONSTRAINT {name} ")


def _with_nullable(line: str, name: str, may_be_null: bool) -> str:
    if not line.strip().startswith(f"{name} "):
        return line
    bare = line.replace(" NOT NULL", "").rstrip(", ")
    return f"{bare}{'' if may_be_null else ' NOT NULL'}, "


def _words_of(table: str) -> str:
    query = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table")
    words: str = op.get_bind().execute(query, {"table": table}).scalar_one()
    return words


def _write_words(table: str, lines: list[str]) -> None:
    """The last rule of the list must not be followed by a comma."""
    end = next(i for i, line in enumerate(lines) if line.startswith(")"))
    lines[end - 1] = lines[end - 1].rstrip(", ")
    bind = op.get_bind()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    update = "UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"
    bind.execute(sa.text(update), {"sql": "\n".join(lines), "table": table})
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")
