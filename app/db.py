"""The session and the one way to change something: `with transaction():`.

SQLite and PostgreSQL are held to the same behaviour here: strict tables, foreign keys, UTC times,
64-bit whole numbers, one writer at a time that says so when it begins (docs/locking.md).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Connection,
    Date,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Float,
    Insert,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    Update,
    event,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, registry, scoped_session

SQLITE_WAIT_SECONDS = 5
POSTGRESQL_LIMITS = (
    "-c statement_timeout=15000 -c lock_timeout=5000 "
    "-c idle_in_transaction_session_timeout=30000 -c timezone=UTC"
)


class UtcTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC. A time without a zone is refused before it can be stored."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Facts = dict[str, Any]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # In a registry, because Flask-SQLAlchemy copies this class and a copied map is refused.
    registry = registry(
        type_annotation_map={
            int: BigInteger,
            str: Text,
            bool: Boolean,
            date: Date,
            datetime: UtcTime,
            float: Float(53),
            bytes: LargeBinary(),
            Facts: JSON().with_variant(JSONB(), "postgresql"),
        }
    )


@compiles(BigInteger, "sqlite")
@compiles(Boolean, "sqlite")
def _strict_integer(type_: object, compiler: object, **options: object) -> str:
    return "INTEGER"


@compiles(DateTime, "sqlite")
@compiles(Date, "sqlite")
@compiles(JSON, "sqlite")
@compiles(String, "sqlite")
def _strict_text(type_: object, compiler: object, **options: object) -> str:
    return "TEXT"


@compiles(Float, "sqlite")
def _strict_real(type_: object, compiler: object, **options: object) -> str:
    return "REAL"


@event.listens_for(Table, "after_parent_attach")
def _make_strict(table: Table, metadata: MetaData) -> None:
    """SQLite's ordinary tables take the text 'abc' for a number; STRICT ones refuse it."""
    table.dialect_options["sqlite"]["strict"] = True


Row = TypeVar("Row", bound=Base)
What = TypeVar("What")


def one_of(column: str, states: type[StrEnum]) -> CheckConstraint:
    """The table's own check that `column` holds one of the words of `states`."""
    words = ", ".join(f"'{state.value}'" for state in states)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


def never_negative(*columns: str) -> CheckConstraint:
    return CheckConstraint(
        " AND ".join(f"{column} >= 0" for column in columns), name="never_negative"
    )


def room_for_changes() -> dict[str, dict[str, object]]:
    """Table options of rows that are written a dozen times in their first days: a page keeps room
    for their next versions, and is tidied up as soon as a twentieth of the rows is dead. Options
    of PostgreSQL; SQLite writes a row where it stands."""
    return {"postgresql_with": {"fillfactor": 70, "autovacuum_vacuum_scale_factor": 0.05}}


def append_only_rules(table: str, dialect: str) -> list[str]:
    """What makes the database itself refuse to change or remove a row of `table`."""
    rule = f"{table}_append_only"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {rule}_{step.lower()} BEFORE {step} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for step in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION {rule}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {rule} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {rule}()",
    ]


def append_only(*models: type[Base]) -> None:
    """Rows of these are written once. The rules come with the table and go with it."""
    for model in models:
        table = cast(Table, model.__table__)
        table.info["append_only"] = True
        event.listen(table, "after_create", _make_append_only)
        event.listen(table, "after_drop", _forget_append_only)


def _make_append_only(table: Table, connection: Connection, **options: object) -> None:
    for rule in append_only_rules(table.name, connection.dialect.name):
        connection.exec_driver_sql(rule)


def _forget_append_only(table: Table, connection: Connection, **options: object) -> None:
    # SQLite's triggers go with their table; PostgreSQL's function is left behind.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP FUNCTION {table.name}_append_only()")


db = SQLAlchemy(
    model_class=Base, session_options={"expire_on_commit": False}, disable_autonaming=True
)
session: scoped_session[Session] = db.session  # type: ignore[assignment]


def engine_options(database_url: str) -> dict[str, Any]:
    if database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": SQLITE_WAIT_SECONDS}}
    return {
        "connect_args": {"options": POSTGRESQL_LIMITS, "connect_timeout": 5},
        "pool_pre_ping": True,
        "pool_size": 10,
        "max_overflow": 10,
    }


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, record: object) -> None:
    if type(connection).__module__ != "sqlite3":
        return
    # The driver's own BEGIN is deferred; ours is emitted by _begin below.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A writer takes SQLite's lock at once: read-then-write fails without waiting otherwise."""
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """Leave means keep, raise means undo. Only doors (web, jobs, commands) open one; no nesting.

    Rows read before are forgotten on entry, so that what is decided inside is decided on what the
    database holds now.
    """
    current = session()
    if current.info.get("writing"):
        raise RuntimeError("a transaction is open already: the door opens one per visit")
    current.rollback()
    current.expire_all()
    current.info["writing"] = True
    last_works: dict[Callable[[list[Any]], None], list[Any]] = {}
    current.info["last_works"] = last_works
    try:
        current.connection(execution_options={"writing": True})
        yield
        current.flush()
        for work, whats in last_works.items():
            work(whats)
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info.pop("writing", None)
        current.info.pop("last_works", None)


def at_the_end(work: Callable[[list[What]], None], what: What) -> None:
    """`work` is called once, with all that it was given, when everything else of the transaction
    is done and it only remains to keep it; where none is open, at once.

    For the lock that everybody wants: whoever takes it last holds it shortest, and waits for
    nothing else while holding it.
    """
    last_works = session().info.get("last_works")
    if last_works is None:
        work([what])
    else:
        last_works.setdefault(work, []).append(what)


@contextmanager
def unhurried() -> Iterator[None]:
    """For commands that read everything there is: a statement may take longer than for a page."""
    current = session()
    current.rollback()
    if current.get_bind().dialect.name == "postgresql":
        current.execute(text("SET LOCAL statement_timeout = 0"))
    try:
        yield
    finally:
        current.rollback()


@contextmanager
def legible() -> Iterator[None]:
    """For what looks for broken books: SQLite keeps texts that are no UTF-8, and then cannot read
    them. Here their odd bytes are read as the signs \\xff. PostgreSQL takes no such text."""
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    connection: Any = session.connection().connection.driver_connection
    before = connection.text_factory
    connection.text_factory = lambda kept: kept.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        connection.text_factory = before


def lock_table(model: type[Base]) -> None:
    """Nobody else adds or changes a row until the transaction ends; others may read. For rules over
    the whole table that no constraint of it can say. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {model.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


def insert_into(model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows ON CONFLICT, in the words of the database at hand."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)


def changed(statement: Update | Delete | Insert) -> int:
    """Run it and say how many rows it changed: the count is the decision, not what was read."""
    options = {"synchronize_session": False, "preserve_rowcount": True}
    result = session.execute(statement, execution_options=options)
    return int(result.rowcount)  # type: ignore[attr-defined]


def lock_rows(model: type[Row], ids: Iterable[int]) -> list[Row]:
    """Lock the rows in id order and read them anew, whatever the session remembers of them.

    Whoever only points at such a row (a new event of an order) does not wait for it.
    """
    wanted = sorted(set(ids))
    statement = (
        select(model)
        .where(model.id.in_(wanted))  # type: ignore[attr-defined]
        .order_by(model.id)  # type: ignore[attr-defined]
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))
