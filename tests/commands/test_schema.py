"""`flask schema`, as a shell calls it."""

from click.testing import Result
from flask import Flask
from sqlalchemy import func, inspect, select, text

from app import commands
from app.commands.schema import newest
from app.db import db, session
from app.places.models import Region


def flask(app: Flask, *words: str) -> Result:
    commands.join(app)
    session.remove()
    return app.test_cli_runner().invoke(args=list(words))


def test_upgrade_makes_the_tables_and_loads_the_reference_data(empty: Flask) -> None:
    for _ in range(2):
        done = flask(empty, "schema", "upgrade")
        assert (done.exit_code, done.output) == (0, f"The tables are at {newest()}.\n")
    assert session.scalar(select(func.count()).select_from(Region)) > 4000
    assert flask(empty, "schema", "check").exit_code == 0


def test_upgrade_to_an_older_state_loads_nothing(empty: Flask) -> None:
    done = flask(empty, "schema", "upgrade", "0001_places")
    assert (done.exit_code, done.output) == (0, "The tables are at 0001_places.\n")
    assert session.scalar(select(func.count()).select_from(Region)) == 0


def test_downgrade_to_base_takes_everything_away(empty: Flask) -> None:
    flask(empty, "schema", "upgrade")
    done = flask(empty, "schema", "downgrade", "base")
    assert (done.exit_code, done.output) == (0, "The tables are at nothing.\n")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]


def test_check_names_what_is_different(empty: Flask) -> None:
    flask(empty, "schema", "upgrade")
    with db.engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_shops_village_code"))
        for rule in ("movements_append_only", "movements_append_only_update"):
            table = " ON movements" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS {rule}{table}"))
    done = flask(empty, "schema", "check")
    assert done.exit_code == 1
    assert "ix_shops_village_code" in done.output
    assert "movements can be changed" in done.output


def test_check_of_a_database_without_tables_says_so(empty: Flask) -> None:
    done = flask(empty, "schema", "check")
    assert done.exit_code == 1
    assert f"they are at None, not at {newest()}" in done.output
