"""`flask schema`: the tables, brought forward or back by the numbered files in migrations/."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import Connection, inspect

from app.commands.reference import load_reference
from app.db import Base, append_only_rules, db, session, transaction

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"
# In the order in which their tables refer to each other; a migration each.
FEATURES = (
    "places",
    "people",
    "outbox",
    "ledger",
    "editions",
    "photos",
    "postage",
    "cooperatives",
    "shops",
    "catalogue",
    "commissions",
    "stock",
    "orders",
    "parcels",
    "shelves",
    "rounds",
    "warehousing",
    "payments",
    "growers",
    "cash",
    "claims",
    "settlement",
    "reconciliation",
)
NOTHING = "base"
LOCK = 7_270_301  # any number that only this program locks

schema = AppGroup("schema", help="The tables of the database.")


@schema.command("upgrade")
@click.argument("target", default="head")
@with_appcontext
def upgrade_command(target: str) -> None:
    """Bring the tables to TARGET (the newest), then the reference data up to date."""
    with migrating() as connection:
        upgrade(connection, target)
        version = version_of(connection)
    if version == newest():
        with transaction():
            load_reference()
    click.echo(f"The tables are at {version}.")


@schema.command("downgrade")
@click.argument("target")
@with_appcontext
def downgrade_command(target: str) -> None:
    """Take the tables back to TARGET; "base" removes them all, with everything in them."""
    with migrating() as connection:
        downgrade(connection, target)
        version = version_of(connection)
    click.echo(f"The tables are at {version or 'nothing'}.")


@schema.command("check")
@with_appcontext
def check_command() -> None:
    """Say how the tables differ from what the program expects; 1 when they do."""
    with db.engine.connect() as connection:
        found = differences(connection)
    if found:
        raise click.ClickException("\n".join(["The tables are not as expected:", *found]))
    click.echo("The tables are as expected.")


@contextmanager
def migrating() -> Iterator[Connection]:
    """One transaction, one migrator: a second waits, an interrupted one leaves nothing behind."""
    session.remove()
    with db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            # A large table takes longer than a page may.
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        yield connection


def upgrade(connection: Connection, target: str = "head") -> None:
    command.upgrade(_config(connection), target)


def downgrade(connection: Connection, target: str = NOTHING) -> None:
    command.downgrade(_config(connection), target)


def version_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    return (MIGRATIONS / "NEWEST").read_text(encoding="utf-8").strip()


def import_models() -> None:
    """So that the metadata knows every table, whoever asks."""
    for feature in FEATURES:
        import_module(f"app.{feature}.models")


def differences(connection: Connection) -> list[str]:
    import_models()
    version = version_of(connection)
    found = [] if version == newest() else [f"they are at {version}, not at {newest()}"]
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found += [str(difference) for difference in compare_metadata(context, Base.metadata)]
    return found + _changeable(connection)


def _changeable(connection: Connection) -> list[str]:
    """Tables that should be append-only and are not."""
    there = set(inspect(connection).get_table_names())
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    rules = set(connection.exec_driver_sql(query).scalars())
    return [
        f"{table.name} can be changed"
        for table in Base.metadata.sorted_tables
        if table.info.get("append_only") and table.name in there
        if any(
            rule.split()[2] not in rules
            for rule in append_only_rules(table.name, connection.dialect.name)
            if rule.startswith("CREATE TRIGGER")
        )
    ]


def _config(connection: Connection) -> Config:
    import_models()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / "environment"))
    config.set_main_option("version_locations", str(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config
