"""Writes the next numbered file of migrations/ and puts its name into NEWEST.

    tools/write_migration.py parcels_pickup_code   what the models have and the migrations lack
    tools/write_migration.py --from-nothing        all of them anew, one per feature: only as long
                                                   as no database must be kept

Read what it wrote. Alembic does not see CHECKs that were added to a table or changed: write these
yourself. The guard test compares everything on both databases.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateIndexOp, CreateTableOp, DowngradeOps, UpgradeOps
from sqlalchemy import JSON, Connection, Table, create_engine

sys.path.insert(0, str(Path(__file__).parent.parent))

from app.commands.schema import FEATURES, MIGRATIONS, import_models, newest, upgrade
from app.db import Base, UtcTime, append_only_rules

FILE = '''"""{sentence}"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "{name}"
down_revision = {before}
branch_labels = depends_on = None
{rules}

def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("name", nargs="?", help="what changes, in small letters and underscores")
    reader.add_argument("--from-nothing", action="store_true")
    asked = reader.parse_args()
    if asked.from_nothing == bool(asked.name):
        reader.error("either a name or --from-nothing")
    import_models()
    written = write_all() if asked.from_nothing else [write_next(asked.name)]
    subprocess.run([sys.executable, "-m", "ruff", "check", "-q", "--fix", *written], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", *written], check=True)
    print("\n".join(str(path.relative_to(MIGRATIONS.parent)) for path in written))


def write_all() -> list[Path]:
    for path in numbered():
        path.unlink()
    (MIGRATIONS / "NEWEST").unlink(missing_ok=True)
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        written = [write_feature(feature, connection) for feature in FEATURES]
    engine.dispose()
    return written


def write_feature(feature: str, connection: Connection) -> Path:
    tables = [table for table in Base.metadata.sorted_tables if feature_of(table) == feature]
    steps = UpgradeOps(ops=list(creations(tables)))
    return write(feature, f"The tables of {feature}.", steps, connection, tables)


def creations(tables: Iterable[Table]) -> Iterable[Any]:
    for table in tables:
        yield CreateTableOp.from_table(table)
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield CreateIndexOp.from_index(index)


def feature_of(table: Table) -> str:
    (mapper,) = [one for one in Base.registry.mappers if one.local_table is table]
    return str(mapper.class_.__module__.split(".")[1])


def write_next(name: str) -> Path:
    """Compared with a SQLite that all migrations so far have made."""
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/market.sqlite3")
        with engine.connect() as connection, connection.begin():
            upgrade(connection)
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            steps = produce_migrations(context, Base.metadata).upgrade_ops
            assert steps is not None
            made = {step.table_name for step in steps.ops if isinstance(step, CreateTableOp)}
            tables = [table for table in Base.metadata.sorted_tables if table.name in made]
            path = write(name, name.replace("_", " ").capitalize() + ".", steps, connection, tables)
        engine.dispose()
    return path


def write(
    name: str, sentence: str, steps: UpgradeOps, connection: Connection, tables: Iterable[Table]
) -> Path:
    before = newest() if (MIGRATIONS / "NEWEST").exists() else None
    numbered_name = f"{len(numbered()) + 1:04}_{name}"
    kept = [table.name for table in tables if table.info.get("append_only")]
    text = FILE.format(
        sentence=sentence,
        name=numbered_name,
        before=repr(before),
        rules=rules_of(kept),
        upgrade=render(steps, connection) + ("\n    " + MAKE_RULES if kept else ""),
        downgrade=render(steps.reverse(), connection) + forgetting(kept),
    )
    path = MIGRATIONS / f"{numbered_name}.py"
    path.write_text(text, encoding="utf-8")
    (MIGRATIONS / "NEWEST").write_text(f"{numbered_name}\n", encoding="utf-8")
    return path


MAKE_RULES = """for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)"""


def rules_of(tables: list[str]) -> str:
    if not tables:
        return ""
    rules = {
        dialect: [rule for table in tables for rule in append_only_rules(table, dialect)]
        for dialect in ("sqlite", "postgresql")
    }
    return (
        f"\n# The database itself refuses to change or remove these rows.\nAPPEND_ONLY = {rules}\n"
    )


def forgetting(tables: list[str]) -> str:
    if not tables:
        return ""
    return f"""
    if op.get_context().dialect.name == "postgresql":
        for table in {tables}:
            op.execute(f"DROP FUNCTION {{table}}_append_only()")"""


def render(steps: UpgradeOps | DowngradeOps, connection: Connection) -> str:
    context = MigrationContext.configure(connection, opts={"target_metadata": Base.metadata})
    code: str = render_python_code(
        steps, render_as_batch=True, render_item=plainly, migration_context=context
    )
    lines = (line for line in code.splitlines() if not line.strip().startswith("#"))
    return "\n".join(lines).strip()


def plainly(_kind: str, thing: object, _context: object) -> str | bool:
    """Migrations must not change their meaning when the program's own types do."""
    if isinstance(thing, UtcTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def numbered() -> list[Path]:
    return sorted(MIGRATIONS.glob("[0-9]*.py"))


if __name__ == "__main__":
    main()
