"""Room for changes: on PostgreSQL the rows that travel are written a dozen times in their first days,
each time as a whole new row. Pages that are there fill up as their rows are moved."""

from alembic import op

revision = "0059_room_for_changes"
down_revision = "0058_charged_when"
branch_labels = depends_on = None

TABLES = ("parcels", "sub_orders")
OPTIONS = {"fillfactor": "70", "autovacuum_vacuum_scale_factor": "0.05"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        wanted = ", ".join(f"{name} = {value}" for name, value in OPTIONS.items())
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} SET ({wanted})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} RESET ({', '.join(OPTIONS)})")
