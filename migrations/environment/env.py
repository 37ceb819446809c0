"""Alembic's door. The connection, its transaction and its lock are app/commands/schema.py's."""

from alembic import context

from app.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # True of SQLite too, since our connections begin their transactions themselves.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
